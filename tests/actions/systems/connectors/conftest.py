"""Every connector on every database where its schema lives, made once per session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from actions.answers.reply import Answer
from actions.catalogue.index import build
from actions.conversation import Ask, SpokenAction
from actions.identity import Identity, Level
from actions.indexing import INDEX
from actions.services import Services
from actions.services import build as build_services
from actions.settings import Settings
from actions.systems.entities import Article, DeviceSupport, ErrorCode, HelpArticle, Title
from actions.systems.memo import one_message
from tests.actions.systems.connectors.connector import Connector, connected, ghost_with_stripe
from tests.actions.systems.connectors.world import Person

POSTGRES, MARIADB = pytest.mark.postgres, pytest.mark.mariadb
CONNECTORS = [
    pytest.param(("killbill", "postgresql"), marks=POSTGRES, id="killbill-postgresql"),
    pytest.param(("killbill", "mariadb"), marks=MARIADB, id="killbill-mariadb"),
    pytest.param(("ghost", "mariadb"), marks=MARIADB, id="ghost-mariadb"),
    pytest.param(("ghost", "sqlite"), id="ghost-sqlite"),
    pytest.param(("stripe", "postgresql"), marks=POSTGRES, id="stripe-postgresql"),
    pytest.param(("woocommerce", "mariadb"), marks=MARIADB, id="woocommerce-mariadb"),
    pytest.param(("both", "mariadb"), marks=[POSTGRES, MARIADB], id="ghost-mariadb-with-stripe"),
    pytest.param(("both", "sqlite"), marks=POSTGRES, id="ghost-sqlite-with-stripe"),
]


@pytest.fixture(scope="session", params=CONNECTORS)
def connector(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connector]:
    name, dialect = request.param
    folder = tmp_path_factory.mktemp("connector")
    opened = ghost_with_stripe(dialect, folder) if name == "both" else connected(name, dialect, folder)
    with opened as ready:
        yield ready


@pytest.fixture(scope="session")
def services(connector: Connector, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The product's own services, over the connector."""
    folder = tmp_path_factory.mktemp("services")
    titles, *others = (
        connector.systems.everything(kind) for kind in (Title, Article, HelpArticle, ErrorCode, DeviceSupport)
    )
    build(folder / INDEX, titles, *others)  # type: ignore[arg-type]
    chosen = Settings(
        _env_file=None,  # type: ignore[call-arg]
        USHER_SYSTEMS=connector.folder,
        USHER_INDEX=folder,
        USHER_DATABASE_URL=f"sqlite:///{folder}/usher.sqlite",
        OPENAI_API_KEY=None,
        OPENAI_BASE_URL=None,
    )
    with pytest.MonkeyPatch.context() as patch:
        for name, url in connector.urls.items():
            patch.setenv(name, url)
        built = build_services(chosen)
    yield built
    built.systems.close()
    built.store.dispose()


Respond = Callable[..., Awaitable[Answer]]


@pytest.fixture
def respond(connector: Connector, services: Services) -> Respond:
    """Lets a person ask: `await respond(BillingDate(), PAYS, "When …?")`."""

    async def ask(action: SpokenAction, person: Person, text: str = "", **given: str) -> Answer:
        identity = Identity(connector.customer(person), Level.SIGNED_IN_RECENTLY)
        asked = Ask(text, getattr(action, "use_case", ""), identity, "en-GB", "c1", "t1", given, {})
        tracker: Any = SimpleNamespace(
            sender_id="c1", events=[], slots={}, latest_message={"text": text}, get_slot=lambda name: None
        )
        with one_message():
            return await action.respond(asked, services.composer.for_locale("en-GB"), services, tracker)

    return ask
