"""What stays is left out of the search for garbage; everything else still goes."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot import garbage


class Node:
    """Refers to itself, so that only the search for garbage finds it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    """Python as it was."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_there_is_looked_at_no_more() -> None:
    stays = Node()

    garbage.look_less()

    assert gc.get_freeze_count() > 1000
    assert not any(one is stays for one in gc.get_objects())


def test_what_comes_later_still_goes() -> None:
    garbage.look_less()
    later = weakref.ref(Node())

    gc.collect(0)

    assert later() is None


def test_all_objects_are_looked_at_rarely_yet_sometimes() -> None:
    young, middle, _ = gc.get_threshold()

    garbage.look_less()

    assert gc.get_threshold()[:2] == (young, middle)
    assert gc.get_threshold()[2] > 100
