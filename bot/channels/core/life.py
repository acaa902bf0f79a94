"""The runtime's life with Rasa's server: whichever channel comes first carries it, once."""

from __future__ import annotations

import re
from typing import Protocol

from sanic import Blueprint, Sanic

from bot.channels.core.hub import Ended
from bot.channels.core.runtime import Runtime

_NOT_OURS = re.compile(r"/(?!webhooks/(web|slack|messenger|whatsapp)(/|$)).*")


class Host(Protocol):
    """What surrounds the channels and lives with the server."""

    def started(self, app: Sanic) -> None:
        """The server is up; called before the channels start."""

    async def stopped(self) -> None:
        """The channels have stopped."""


def attach(blueprint: Blueprint, runtime: Runtime, host: Host | None = None) -> None:
    """Have the runtime start and stop with the server; every channel's blueprint may ask for it."""
    if runtime.attached:
        return
    runtime.attached = True

    @blueprint.listener("before_server_start")
    async def prepare(app: Sanic, _: object) -> None:
        runtime.prepare()
        app.config.PROXIES_COUNT = runtime.settings.proxies or None
        _leave_our_paths_alone(app)

    @blueprint.listener("after_server_start")
    async def start(app: Sanic, _: object) -> None:
        if host is not None:
            host.started(app)
        await runtime.start()

    @blueprint.listener("before_server_stop")
    async def stop(app: Sanic, _: object) -> None:
        runtime.hub.tell_all(Ended())  # open streams would hold the server up
        await runtime.stop()

    @blueprint.listener("after_server_stop")
    async def close(app: Sanic, _: object) -> None:
        if host is not None:
            await host.stopped()


def _leave_our_paths_alone(app: Sanic) -> None:
    # Rasa answers every preflight itself, for all paths, before a route is looked for
    cors = getattr(app.ctx, "sanic_cors", None)
    if cors is not None:
        cors.resources = [(_NOT_OURS, options) for _, options in cors.resources]
