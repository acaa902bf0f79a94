"""Processes of a channel over one database, which tests kill."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

chance = random.Random()  # noqa: S311 - when to kill is no secret


@dataclass
class Processes:
    """`module` is run with a port, `folder`, and `arguments`; it serves the web channel beside its own."""

    module: str
    folder: Path
    arguments: Sequence[str]
    ports: list[int]
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    async def start(self, http: aiohttp.ClientSession, *ports: int) -> None:
        """Start these, or all, and wait until they can answer."""
        for port in ports or self.ports:
            command = [sys.executable, "-m", self.module, str(port), str(self.folder), *self.arguments]
            environment = {**os.environ, "PYTHONPATH": ".", "PYTHONDONTWRITEBYTECODE": ""}  # starts often
            with self._log(port).open("ab") as log:
                self.running[port] = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        for port in ports or self.ports:
            await self._ready(http, port)

    async def kill_some(self, http: aiohttp.ClientSession, kills: int) -> None:
        """SIGKILL at random moments; each starts again."""
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(0.1, 0.5))
            port = chance.choice(self.ports)
            self.kill(port)
            await self.start(http, port)

    def kill(self, port: int) -> None:
        self.running[port].send_signal(signal.SIGKILL)
        self.running[port].wait(5)

    def stop(self) -> None:
        for port in self.running:
            self.kill(port)

    def url(self, port: int, channel: str = "web") -> str:
        return f"http://127.0.0.1:{port}/webhooks/{channel}"

    async def _ready(self, http: aiohttp.ClientSession, port: int) -> None:
        for _ in range(1200):
            try:
                async with http.get(self.url(port) + "/ready") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
        raise AssertionError(self._log(port).read_text())

    def _log(self, port: int) -> Path:
        return self.folder / f"log-{port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
