"""The web channel as a Sanic blueprint: its routes, and its life with the server. Rasa is not needed here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.core.errors import StoreUnavailable
from bot.channels.core.life import Host, attach
from bot.channels.core.runtime import Runtime
from bot.channels.web import http
from bot.channels.web.events import EventRoutes
from bot.channels.web.health import Check, HealthRoutes
from bot.channels.web.internal import InternalRoutes
from bot.channels.web.links import LinkRoutes
from bot.channels.web.messages import MessageRoutes
from bot.channels.web.renderer import WebRenderer
from bot.channels.web.sessions import SessionRoutes
from bot.channels.web.site_tokens import SiteTokens
from bot.channels.web.static import StaticRoutes

_PATHS = ("/session", "/messages", "/events", "/feedback")


def web_blueprint(runtime: Runtime, checks: Mapping[str, Check], host: Host | None = None) -> Blueprint:
    """All routes of the channel, which joins `runtime`. `checks` are for readiness, beside the channel's own."""
    runtime.join(WebRenderer())
    settings = runtime.settings
    blueprint = Blueprint("web_channel")
    origins = http.Origins(settings.allowed_origins)
    guard = http.guarded(origins)
    tokens = SiteTokens(settings.site_keys, settings.site_issuer, runtime.clock)
    sessions = SessionRoutes(runtime, tokens)
    sessions.register(blueprint, guard)
    LinkRoutes(runtime, tokens).register(blueprint, guard)
    MessageRoutes(runtime, sessions).register(blueprint, guard)
    EventRoutes(runtime, sessions, origins).register(blueprint, guard)
    InternalRoutes(runtime).register(blueprint, guard)
    HealthRoutes({**_checks(runtime), **checks}).register(blueprint)
    StaticRoutes(settings.widget).register(blueprint)
    _add_preflights(blueprint, origins)
    attach(blueprint, runtime, host)
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
