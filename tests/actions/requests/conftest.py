"""The store and the company's endpoint, for tests of requests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy.engine import Engine

from actions.store.database import open_store
from tests.actions.requests.company import Company


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path}/usher.sqlite")
    yield engine
    engine.dispose()


@pytest.fixture
def company() -> Iterator[Company]:
    server = Company()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
