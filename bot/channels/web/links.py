"""POST /links/…: the website's side of linking chat accounts. Every call spends a site token, as POST /session does."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.core.errors import Refused
from bot.channels.core.limits import RateLimit
from bot.channels.core.links import UnknownOffer
from bot.channels.core.model import Identity, iso
from bot.channels.core.runtime import Runtime
from bot.channels.core.sessions import TokenUsed
from bot.channels.web import http
from bot.channels.web.site_tokens import SiteTokens

_PER_CUSTOMER = 30  # calls a minute


class LinkRoutes:
    """Shows and confirms links, lists and removes what is linked."""

    def __init__(self, runtime: Runtime, tokens: SiteTokens) -> None:
        self._runtime = runtime
        self._tokens = tokens
        self._by_customer = RateLimit(runtime.db, "linking customer", _PER_CUSTOMER)

    def register(self, blueprint: Blueprint, guard: http.Guard) -> None:
        for name, handler in (
            ("look", self.look),
            ("confirm", self.confirm),
            ("list", self.list),
            ("remove", self.remove),
        ):
            blueprint.add_route(guard(handler), f"/links/{name}", methods=["POST"], name=f"links_{name}", stream=True)

    async def look(self, request: Request) -> HTTPResponse:
        """Which chat account a link is for, to ask the customer whether it is theirs."""
        body, _ = await self._admitted(request)
        offer = await self._offered(self._runtime.links.look, _text(body, "offer"))
        return http.answered({"channel": offer.channel, "account": offer.account, "expires_at": iso(offer.expires_at)})

    async def confirm(self, request: Request) -> HTTPResponse:
        """The customer said yes: the code to type in the chat. A link is confirmed once."""
        body, identity = await self._admitted(request)
        code, until = await self._offered(self._runtime.links.confirm, _text(body, "offer"), identity)
        return http.answered({"code": code, "expires_at": iso(until)}, 201)

    async def list(self, request: Request) -> HTTPResponse:
        """The customer's linked chat accounts."""
        _, identity = await self._admitted(request)
        return http.answered({"links": await self._runtime.db.run(self._runtime.links.of_customer, _of(identity))})

    async def remove(self, request: Request) -> HTTPResponse:
        """Unlink one of the customer's chat accounts."""
        body, identity = await self._admitted(request)
        unlink = self._runtime.links.unlink_by_id
        if not await self._runtime.db.run(unlink, _of(identity), _text(body, "id")):
            raise Refused(404, "unknown_link", "the customer has no such chat account")
        self._runtime.mails.wake()
        return http.answered({"removed": True})

    async def _admitted(self, request: Request) -> tuple[dict[str, Any], Identity]:
        body = await http.read_json(request)
        grant = self._tokens.verify(body.get("token"), self._runtime.settings.locale)
        await self._by_customer.take(_of(grant.identity))
        try:
            await self._runtime.db.run(self._runtime.sessions.spend, grant)
        except TokenUsed:
            raise Refused(401, "token_used", "this site token was used before") from None
        return body, grant.identity

    async def _offered(self, call: Any, *values: Any) -> Any:
        try:
            return await self._runtime.db.run(call, *values)
        except UnknownOffer:
            raise Refused(404, "unknown_link", "the link has expired or was used; ask for a new one") from None


def _of(identity: Identity) -> str:
    return identity.customer or ""


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 128:
        raise Refused(400, "bad_request", f"{name} is wanted")
    return value
