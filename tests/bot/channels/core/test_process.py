"""All channels of a process meet at one runtime, which lives once with the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from sanic import Blueprint

from bot.channels.core.life import attach
from bot.channels.core.process import Process
from tests.bot.channels.support import settings_for

pytest.importorskip("rasa")


async def handle(message: object) -> None:
    return None


def test_every_channel_gets_the_same_runtime(tmp_path: Path) -> None:
    process = Process(settings_for(tmp_path))

    one, other = process.runtime(handle), process.runtime(handle)

    assert one is other
    assert one.dialogue is process.rasa(handle)


def test_the_first_channel_alone_carries_the_runtime(tmp_path: Path) -> None:
    process = Process(settings_for(tmp_path))
    first, second = Blueprint("first"), Blueprint("second")

    for blueprint in (first, second):
        attach(blueprint, process.runtime(handle), process)

    assert len(first._future_listeners) == 4
    assert len(second._future_listeners) == 0
