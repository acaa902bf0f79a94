"""The agents' desk as an application."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.clock import Clock, system_clock
from actions.errors import SettingError, UsherError
from actions.settings import Settings
from actions.store import handovers as store
from actions.store.database import open_store
from desk.channel import Conversations, HttpConversations
from desk.pages import HandOvers, Pages

_HERE = Path(__file__).parent
_SHIFT = 10 * 3600  # seconds a sign-in lasts
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_app(
    settings: Settings,
    handovers: HandOvers | None = None,
    conversations: Conversations | None = None,
    clock: Clock = system_clock,
) -> Starlette:
    """The desk over Usher's store and chat server. Raises `SettingError` where a secret is missing."""
    secret, password = settings.internal_secret, settings.desk_password
    if secret is None or password is None:
        raise SettingError("set USHER_INTERNAL_SECRET and USHER_DESK_PASSWORD; make setup writes them into .env")
    key = hashlib.sha256(f"desk {secret.get_secret_value()}".encode()).hexdigest()
    pages = Pages(
        handovers or store.HandOvers(open_store(settings.database_url), clock),
        conversations or HttpConversations(settings.bot_url, secret.get_secret_value()),
        _templates(settings.company),
        password.get_secret_value(),
        clock,
    )
    session = Middleware(
        SessionMiddleware, secret_key=key, session_cookie="usher-desk", same_site="strict", max_age=_SHIFT
    )
    return Starlette(
        routes=[*pages.routes(), Mount("/static", StaticFiles(directory=_HERE / "static"))],
        middleware=[Middleware(SafeHeaders), session],
        exception_handlers={UsherError: pages.failed},
    )


class SafeHeaders:
    """No foreign script, no frame, no cache: the desk shows what customers wrote."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"content-security-policy", _POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                    (b"cache-control", b"no-store"),
                ]
            await send(message)

        await self._app(scope, receive, send_safely)


def since(now: dt.datetime, then: dt.datetime) -> str:
    """How long somebody has waited, in words."""
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes < 24 * 60 else f"{minutes // (24 * 60)} days"


def _templates(company: str) -> Jinja2Templates:
    templates = Jinja2Templates(directory=_HERE / "templates")
    templates.env.globals.update(since=since, company=company)
    return templates
