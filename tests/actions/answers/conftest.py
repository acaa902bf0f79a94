"""A small company whose open questions are answered: rows in memory, an index of its own, a model over HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from actions.answers.composer import composer
from actions.answers.gate.model import Vocabulary
from actions.answers.model.cache import AnswerCache
from actions.answers.model.endpoint import Endpoint, ModelSettings
from actions.answers.model.wording import Wording
from actions.catalogue.index import Index, build
from actions.identity import Identity, Level
from actions.privacy.leaving import Leaving
from actions.services import Services
from actions.settings import Settings
from actions.systems.entities import Customer, Entity, HelpArticle, Invoice, Payment, Right, Title
from actions.use_cases import UseCases, read_use_cases
from tests.actions.answers.asking import ORDER, Company, FakeLedger
from tests.actions.fakes import PREMIUM, STANDARD, FakeSystems, at, calendar, subscription

ARTICLES = [
    HelpArticle(id="profiles", name="Add a profile", topic="account", question="How do I add another profile?",
                body="Open Account and choose a name for the profile. An account can have five profiles.",
                url="https://example.org/help/profiles"),
    HelpArticle(id="travel", name="Watch abroad", topic="content", question="Can I watch in another country?",
                body="Downloads play abroad for 30 days. You see the catalogue of the country you are in.",
                url="https://example.org/help/travel"),
]  # fmt: skip
TITLES = [
    Title(id="t1", name="Metropolis", kind="film", year=1927, synopsis="A city of two classes."),
    Title(id="t2", name="Caligari", kind="film", year=1920, synopsis=ORDER),
]


def rows() -> list[Entity]:
    return [
        Customer(customer="c1", name="Ada Marlowe", email="ada@example.org", country="GB", phone="+44 20 7946 0999",
                 address="7 Canary Row, Leeds"),
        STANDARD, PREMIUM, subscription(), *ARTICLES, *TITLES,
        Right(id="r1", title="t1", country="GB", plan="premium", starts_at=at("2025-01-01")),
        Invoice(customer="c1", id="i1", number="INV-1", issued_at=at("2026-03-01"), total_minor=999, currency="GBP",
                status="paid", subscription="s1"),
        Payment(customer="c1", id="p1", invoice="i1", attempted_at=at("2026-03-01"), amount_minor=999, currency="GBP",
                status="succeeded", method="card", card_tail="4242"),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def help_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("index") / "catalogue.sqlite"
    build(path, TITLES, [], ARTICLES, [], [])
    opened = Index.open(path)
    yield opened
    opened.close()


@pytest.fixture
def company(help_index: Index) -> Callable[..., Any]:
    """`async with company(model_url) as it`: its services, closed at the end. `model_url` None: no model."""

    @asynccontextmanager
    async def open_one(
        model_url: str | None = None, *, more: tuple[Entity, ...] = (), use_cases: UseCases | None = None
    ) -> AsyncIterator[Company]:
        own = ModelSettings(None, model_url, "stand-in", seconds=8.0)
        endpoint = Endpoint(own)
        ledger = FakeLedger()
        words = composer(Path("data/responses"), calendar(), "en-GB", company="Marlin", site="https://example.org")
        on = Services(
            settings=Settings(_env_file=None, USHER_BOT_URL="http://127.0.0.1:9"),  # type: ignore[call-arg]
            calendar=calendar(),
            systems=cast("Any", FakeSystems([*rows(), *more])),
            use_cases=use_cases or read_use_cases(Path("use_cases.yml")),
            composer=words,
            index=help_index,
            recommender=cast("Any", None),
            store=cast("Any", None),
            handovers=cast("Any", None),
            consents=cast("Any", None),
            requests=None,
            leaving=Leaving([]),
            wording=Wording(own, ledger, Vocabulary(("Marlin",)), endpoint, AnswerCache(10)) if model_url else None,
        )
        try:
            yield Company(on, ledger)
        finally:
            await endpoint.close()

    return open_one


@pytest.fixture
def signed_in() -> Identity:
    return Identity("c1", Level.SIGNED_IN, dt.datetime(2026, 3, 10, 11, tzinfo=dt.UTC))
