"""Conversations over HTTP, and the demo company's databases to read the expected figures from."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from demo.client import Customer, token_for
from demo.stack import Stack

pytestmark = pytest.mark.stack


@pytest.fixture
def talk(stack: Stack) -> Iterator[Callable[..., Customer]]:
    """Opens a conversation: `talk()` as a visitor, `talk("price-increase")` as the story's customer."""
    opened: list[Customer] = []

    def open_one(slug: str | None = None, *, signed_in_seconds_ago: int = 0, locale: str = "en-GB") -> Customer:
        token = None
        if slug is not None:
            token = token_for(slug, signed_in_seconds_ago=signed_in_seconds_ago, folder=stack.folder / "demo")
        opened.append(Customer(stack.url, token, locale))
        return opened[-1]

    yield open_one
    for customer in opened:
        customer.close()


Query = Callable[..., list[Any]]


def _reader(stack: Stack, name: str) -> Query:
    path = stack.folder / "demo" / f"{name}.sqlite"

    def query(sql: str, **values: Any) -> list[Any]:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(sql, values).fetchall()

    return query


@pytest.fixture
def billing(stack: Stack) -> Query:
    """Runs SQL on the demo company's billing database."""
    return _reader(stack, "billing")


@pytest.fixture
def cms(stack: Stack) -> Query:
    """Runs SQL on the demo company's content database."""
    return _reader(stack, "cms")
