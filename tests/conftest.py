"""The running product, once per test session, on its own ports and folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:  # noqa: F821 - the bot's environment has no demo
    """The whole product with the stand-ins of chat platforms, over copies of the demo company's databases."""
    from demo.stack import NO_MODEL, PROCESSES, STAND_INS, UNLIMITED, Ports, Stack, secret_settings

    folder = tmp_path_factory.mktemp("stack")
    shutil.copytree(Path("var/demo"), folder / "demo")
    running = Stack(folder, Ports.free(), {**secret_settings(), **UNLIMITED, **NO_MODEL})
    running.start((*PROCESSES, STAND_INS))
    try:
        running.wait()
        yield running
    finally:
        running.quit()
        if keep := os.environ.get("USHER_KEEP_LOGS"):
            shutil.copytree(folder / "log", keep, dirs_exist_ok=True)
