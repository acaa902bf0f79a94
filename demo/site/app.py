"""The demo company's website: Northlight Play and The Northlight Courier, with Usher's widget."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.clock import Clock, system_clock
from actions.errors import SettingError
from actions.settings import Settings
from demo.site.account import Accounts, day, price
from demo.site.catalogue import Catalogue
from demo.site.chats import ChatPages, Chats
from demo.site.mails import Mails
from demo.site.pages import Pages
from demo.site.tokens import private_key
from demo.site.webhooks import Requests

_HERE = Path(__file__).parent


def create_app(settings: Settings, clock: Clock = system_clock, chats: Chats | None = None) -> Starlette:
    """The website over the databases in the demo's folder. Raises `SettingError` without `USHER_REQUESTS_SECRET`.

    `chats` None: Usher's own endpoints for linking.
    """
    if settings.requests_secret is None:
        raise SettingError("USHER_REQUESTS_SECRET is not set; make setup writes one into .env")
    private_key(settings.demo)
    billing = settings.demo / "billing.sqlite"
    catalogue = Catalogue(settings.demo / "cms.sqlite")
    pages = Pages(catalogue, Accounts(billing), _templates(settings), settings.demo, clock)
    requests = Requests(settings.demo, settings.requests_secret, clock)
    mails = Mails(settings.demo / "mails.sqlite", settings.requests_secret)
    linking = ChatPages(pages, chats or Chats(settings.bot_url), mails)
    return Starlette(
        routes=[
            *pages.routes(),
            *linking.routes(),
            Route("/requests", requests.receive, methods=["POST"]),
            Route("/mails", mails.receive, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_HERE / "static"), name="static"),
        ],
        middleware=[
            Middleware(ContentPolicy, chat=settings.bot_url, pictures=catalogue.origins()),
            Middleware(SessionMiddleware, secret_key=_cookie_secret(settings.demo), session_cookie="northlight"),
        ],
        exception_handlers={404: pages.not_found},
    )


class ContentPolicy:
    """Sends a strict Content-Security-Policy with a nonce of each page's own (`request.state.nonce`)."""

    def __init__(self, app: ASGIApp, chat: str, pictures: Sequence[str]) -> None:
        self._app = app
        self._chat = chat
        self._pictures = " ".join(pictures)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                message["headers"] += self._headers(nonce)
            await send(message)

        await self._app(scope, receive, send_with_policy)

    def _headers(self, nonce: str) -> list[tuple[bytes, bytes]]:
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
            f"img-src 'self' data: blob: {self._pictures}; connect-src 'self' {self._chat}; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        return [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
        ]


def _templates(settings: Settings) -> Jinja2Templates:
    templates = Jinja2Templates(directory=_HERE / "templates")
    templates.env.globals.update(chat=settings.bot_url, company=settings.company)
    templates.env.filters.update(day=day, price=price)
    return templates


def _cookie_secret(folder: Path) -> str:
    """Signs the site's cookies; kept, so that a restart signs nobody out."""
    path = folder / "site-cookie-secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    return path.read_text(encoding="utf-8")
