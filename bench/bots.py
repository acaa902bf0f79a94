"""The product with one or several Rasa processes over one store, for benchmarks that kill or crowd them.

SQLite serves one process; several share a PostgreSQL database, made for the run and dropped after it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import sqlalchemy as sa

from actions.errors import UsherError
from demo.stack import NO_MODEL, ROOT, UNLIMITED, Ports, Stack, secret_settings

POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"
_START = 300.0  # seconds a start may take on a crowded machine


class Bot:
    """One Rasa process of its own port, which can be killed and started again."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.url = f"{stack.url}/webhooks/web"

    @property
    def pid(self) -> int:
        return self._stack.running["bot"].pid

    def start(self) -> None:
        self._stack.start(("bot",))

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed."""
        process = self._stack.running.pop("bot")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    async def answers(self, http: aiohttp.ClientSession, path: str = "/ready") -> float | None:
        """Wait until `path` answers 200; the seconds it took, None when the process was killed meanwhile.

        Raises `UsherError` when it does not start.
        """
        began, process = time.monotonic(), self._stack.running["bot"]
        while not await _is_ok(http, self.url + path):
            if self._stack.running["bot"] is not process:
                return None
            if process.poll() is not None or time.monotonic() - began > _START:
                raise UsherError(f"Rasa does not start:\n{self._stack.log('bot')}")
            await asyncio.sleep(0.05)
        return time.monotonic() - began

    def stop(self) -> None:
        self._stack.quit()


class Bots:
    """An action server and `count` Rasa processes. `databases` are the settings that name their store."""

    def __init__(self, folder: Path, count: int, databases: Mapping[str, str]) -> None:
        shutil.copytree(ROOT / "var" / "demo", folder / "demo")
        self.demo = folder / "demo"
        settings = {**secret_settings(), **UNLIMITED, **NO_MODEL, **databases}
        actions = free_port()
        stacks = [
            Stack(folder / f"bot-{number}", Ports(free_port(), actions, free_port(), free_port()), settings, self.demo)
            for number in range(1, count + 1)
        ]
        self.bots = [Bot(stack) for stack in stacks]
        self._actions = Stack(folder / "actions", stacks[0].ports, settings, self.demo)

    @property
    def urls(self) -> list[str]:
        """The web channel of each process."""
        return [bot.url for bot in self.bots]

    @property
    def actions_pid(self) -> int:
        return self._actions.running["actions"].pid

    async def start(self, http: aiohttp.ClientSession) -> None:
        self._actions.start(("actions",))
        for bot in self.bots:
            bot.start()
        for bot in self.bots:
            await bot.answers(http)

    def stop(self) -> None:
        for bot in self.bots:
            bot.stop()
        self._actions.quit()


@contextmanager
def databases(store: str, folder: Path, server: str = POSTGRES) -> Iterator[dict[str, str]]:
    """Settings for an empty store: ``sqlite`` in `folder`, or ``postgresql`` on `server`."""
    if store == "sqlite":
        yield _settings(f"sqlite:///{folder / 'bot.sqlite'}", f"sqlite:///{folder / 'tracker.sqlite'}")
        return
    engine = sa.create_engine(for_us(server), isolation_level="AUTOCOMMIT")
    name = f"usher_bench_{uuid.uuid4().hex[:12]}"
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        url = sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        yield _settings(url, url)
    finally:
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def for_us(url: str) -> str:
    """A database's address with the driver of this environment; Rasa's has another."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _settings(channel: str, tracker: str) -> dict[str, str]:
    return {"USHER_CHANNEL_DATABASE_URL": channel, "USHER_TRACKER_DATABASE_URL": tracker}


async def _is_ok(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(url, timeout=aiohttp.ClientTimeout(total=2)) as response:
            return response.status == 200
    except (TimeoutError, aiohttp.ClientError):
        return False
