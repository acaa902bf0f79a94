"""The composition root: everything the actions use, built once, on first use."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from actions.answers.composer import Composer, composer
from actions.answers.gate.model import Vocabulary
from actions.answers.model.cache import AnswerCache
from actions.answers.model.endpoint import ModelSettings
from actions.answers.model.ledger import SqlLedger
from actions.answers.model.wording import Wording
from actions.catalogue.index import Index
from actions.catalogue.recommend import Model, Recommender
from actions.clock import Calendar
from actions.errors import SettingError
from actions.indexing import INDEX, MODEL
from actions.privacy.leaving import Leaving
from actions.requests.outbox import Requests
from actions.settings import Settings, environment, settings
from actions.store.consents import Consents
from actions.store.database import open_store
from actions.store.handovers import HandOvers
from actions.systems.connected import ConnectedSystems, connect_all
from actions.use_cases import UseCases, read_use_cases


@dataclass(frozen=True)
class Services:
    """What an action may use. `requests` None: the company receives no requests; `wording` None: no model."""

    settings: Settings
    calendar: Calendar
    systems: ConnectedSystems
    use_cases: UseCases
    composer: Composer
    index: Index
    recommender: Recommender
    store: Engine
    handovers: HandOvers
    consents: Consents
    requests: Requests | None
    leaving: Leaving
    wording: Wording | None


def build(chosen: Settings) -> Services:
    """Build all services. Raises `UsherError` in one line for whatever is missing or wrong."""
    calendar = Calendar(chosen.time_zone)
    systems = connect_all(chosen.systems, environment(), prove=True)
    store = open_store(chosen.database_url)
    index = Index.open(chosen.index / INDEX)
    requests = None
    if chosen.requests_url and chosen.requests_secret:
        requests = Requests(store, chosen.requests_url, chosen.requests_secret, days=chosen.request_days)
    return Services(
        settings=chosen,
        calendar=calendar,
        systems=systems,
        use_cases=read_use_cases(chosen.use_cases),
        composer=composer(chosen.responses, calendar, chosen.locale, company=chosen.company, site=chosen.site_url),
        index=index,
        recommender=_recommender(index, chosen.index / MODEL),
        store=store,
        handovers=HandOvers(store),
        consents=Consents(store),
        requests=requests,
        leaving=Leaving(system.folder.config for system in systems.systems),
        wording=_wording(chosen, store),
    )


def _wording(chosen: Settings, store: Engine) -> Wording | None:
    if not chosen.model_configured:
        return None
    vocabulary = Vocabulary((chosen.company,), ZoneInfo(chosen.time_zone))
    cache = AnswerCache(chosen.cached_answers)
    return Wording(model_settings(chosen), SqlLedger(store), vocabulary, cache=cache)


def model_settings(chosen: Settings) -> ModelSettings:
    """How the configured model is reached and what it costs. Raises `SettingError` for what does not go together."""
    if chosen.model is None and (chosen.openai_base_url is None or chosen.openai_api_version is not None):
        raise SettingError(
            "set USHER_MODEL: there are many models at api.openai.com, and at Azure a deployment is named"
        )
    if chosen.openai_api_version is not None and chosen.openai_base_url is None:
        raise SettingError("set OPENAI_BASE_URL to the Azure resource that OPENAI_API_VERSION is for")
    return ModelSettings(
        chosen.openai_api_key, chosen.openai_base_url, chosen.model, chosen.model_api, chosen.openai_api_version,
        daily_tokens=chosen.daily_tokens, customer_daily_tokens=chosen.customer_daily_tokens,
        price_prompt=chosen.price_prompt, price_completion=chosen.price_completion, price_cached=chosen.price_cached,
    )  # fmt: skip


def _recommender(index: Index, path: Path) -> Recommender:
    return Recommender(Model.load(path) if path.exists() else Model.empty(), index.titles)


@functools.cache
def services() -> Services:
    """The services of this process."""
    return build(settings())
