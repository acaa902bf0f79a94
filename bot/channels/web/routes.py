"""The web channel as a Sanic blueprint: its routes, and its life with the server. Rasa is not needed here."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.hub import Ended
from bot.channels.core.runtime import Runtime
from bot.channels.web import http
from bot.channels.web.events import EventRoutes
from bot.channels.web.health import Check, HealthRoutes
from bot.channels.web.internal import InternalRoutes
from bot.channels.web.messages import MessageRoutes
from bot.channels.web.sessions import SessionRoutes
from bot.channels.web.site_tokens import SiteTokens
from bot.channels.web.static import StaticRoutes

_PATHS = ("/session", "/messages", "/events", "/feedback")
_NOT_OURS = re.compile(r"/(?!webhooks/web(/|$)).*")


def web_blueprint(
    runtime: Runtime, checks: Mapping[str, Check], on_start: Callable[[Sanic], None] = lambda _: None
) -> Blueprint:
    """All routes of the channel. `checks` are for readiness, beside the channel's own; `on_start` runs first."""
    settings = runtime.settings
    blueprint = Blueprint("web_channel")
    origins = http.Origins(settings.allowed_origins)
    guard = http.guarded(origins)
    sessions = SessionRoutes(runtime, SiteTokens(settings.site_keys, settings.site_issuer, runtime.clock))
    sessions.register(blueprint, guard)
    MessageRoutes(runtime, sessions).register(blueprint, guard)
    EventRoutes(runtime, sessions, origins).register(blueprint, guard)
    InternalRoutes(runtime).register(blueprint, guard)
    HealthRoutes({**_checks(runtime), **checks}).register(blueprint)
    StaticRoutes(settings.widget).register(blueprint)
    _add_preflights(blueprint, origins)
    _add_life(blueprint, runtime, on_start)
    return blueprint


async def reached(check: Callable[[], Awaitable[None]]) -> str | None:
    """What is wrong with a store; None when it answers."""
    try:
        await check()
    except StoreUnavailable as error:
        return str(error)[:200]
    return None


def _checks(runtime: Runtime) -> dict[str, Check]:
    async def model() -> str | None:
        return None if runtime.dialogue.is_ready() else "no model is loaded"

    async def channel_store() -> str | None:
        return await reached(runtime.check)

    return {"model": model, "channel_store": channel_store}


def _add_preflights(blueprint: Blueprint, origins: http.Origins) -> None:
    async def preflight(request: Request) -> HTTPResponse:
        return origins.preflight(request)

    for path in _PATHS:
        blueprint.add_route(preflight, path, methods=["OPTIONS"], name=f"preflight{path.replace('/', '_')}")


def _add_life(blueprint: Blueprint, runtime: Runtime, on_start: Callable[[Sanic], None]) -> None:
    @blueprint.listener("before_server_start")
    async def prepare(app: Sanic, _: object) -> None:
        runtime.prepare()
        app.config.PROXIES_COUNT = runtime.settings.proxies or None
        _leave_our_paths_alone(app)

    @blueprint.listener("after_server_start")
    async def start(app: Sanic, _: object) -> None:
        on_start(app)
        await runtime.start()

    @blueprint.listener("before_server_stop")
    async def stop(app: Sanic, _: object) -> None:
        runtime.hub.tell_all(Ended())  # open streams would hold the server up
        await runtime.stop()


def _leave_our_paths_alone(app: Sanic) -> None:
    # Rasa answers every preflight itself, for all paths, before a route is looked for
    cors = getattr(app.ctx, "sanic_cors", None)
    if cors is not None:
        cors.resources = [(_NOT_OURS, options) for _, options in cors.resources]
