"""Linking the chat accounts of signed-in customers: what the website asks Usher's web channel, and shows."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from demo.site.mails import Mails
from demo.site.pages import Pages, from_this_site, signed_in

_TIMEOUT = 5.0  # seconds


class Refused(Exception):
    """Usher said no: the link has expired, was used, or is nobody's."""


class Chats:
    """Usher's endpoints for linking. Every call takes a fresh site token. `transport` None: the network."""

    def __init__(self, bot_url: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._url = f"{bot_url}/webhooks/web/links"
        self._transport = transport

    async def call(self, name: str, token: str, **body: str) -> dict[str, Any]:
        """`look` and `confirm` take an `offer`, `remove` an `id`, `list` nothing. Raises `Refused`, `HTTPError`."""
        async with httpx2.AsyncClient(timeout=_TIMEOUT, transport=self._transport) as client:
            response = await client.post(f"{self._url}/{name}", json={"token": token, **body})
        if response.status_code == 404:
            raise Refused
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer


@dataclass(frozen=True)
class ChatPages:
    """`/link`: confirm a link from a chat, and unlink what is linked."""

    pages: Pages
    chats: Chats
    mails: Mails

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/link", self.show, methods=["GET"]),
            Route("/link", self.confirm, methods=["POST"]),
            Route("/unlink", self.unlink, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Which chat account would be linked; without an offer, those that are."""
        offer = request.query_params.get("offer")
        if signed_in(request) is None:
            back = f"/link?offer={offer}" if offer else "/link"
            return RedirectResponse(request.url_for("sign_in").include_query_params(next=back), status_code=303)
        if offer is None:
            return await self._page(request, lambda: self._linked(request))
        return await self._page(request, lambda: self._call(request, "look", offer=offer), offer=offer)

    async def confirm(self, request: Request) -> Response:
        """The customer says that the chat account is theirs: the code to type there."""
        from_this_site(request)
        offer = str((await request.form()).get("offer", ""))
        return await self._page(request, lambda: self._call(request, "confirm", offer=offer))

    async def unlink(self, request: Request) -> Response:
        from_this_site(request)
        id = str((await request.form()).get("id", ""))
        with contextlib.suppress(Refused, httpx2.HTTPError):  # the page shows what is linked now
            await self._call(request, "remove", id=id)
        return RedirectResponse("/link", status_code=303)

    async def _page(self, request: Request, call: Callable[[], Any], **shown: Any) -> Response:
        status, answer, trouble = 200, {}, ""
        try:
            answer = await call()
        except Refused:
            status, trouble = 404, "gone"
        except httpx2.HTTPError:
            status, trouble = 502, "down"
        response = self.pages.show(request, "link.html", status, **shown, **answer, trouble=trouble)
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _linked(self, request: Request) -> dict[str, Any]:
        story = signed_in(request)
        answer = await self._call(request, "list")
        return {**answer, "mails": self.mails.of(story.customer) if story else []}

    async def _call(self, request: Request, name: str, **body: str) -> dict[str, Any]:
        token = self.pages.token(request)
        if token is None:
            raise Refused
        return await self.chats.call(name, token, **body)
