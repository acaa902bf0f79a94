"""POST and DELETE /session: who may talk, and from when to when."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.core.errors import Refused
from bot.channels.core.hub import Ended
from bot.channels.core.limits import RateLimit
from bot.channels.core.model import Identity, iso
from bot.channels.core.runtime import Runtime
from bot.channels.core.sessions import Grant, Session, TokenUsed
from bot.channels.web import http
from bot.channels.web.site_tokens import SiteTokens


class SessionRoutes:
    """Opens, finds and ends sessions."""

    def __init__(self, runtime: Runtime, tokens: SiteTokens) -> None:
        self._runtime = runtime
        self._tokens = tokens
        self._opening = RateLimit(runtime.db, "opening address", runtime.settings.sessions_per_address)

    def register(self, blueprint: Blueprint, guard: http.Guard) -> None:
        blueprint.add_route(guard(self.open), "/session", methods=["POST"], name="open", stream=True)
        blueprint.add_route(guard(self.close), "/session", methods=["DELETE"], name="close")

    async def open(self, request: Request) -> HTTPResponse:
        """A session for whoever the site token vouches for; without one, for a visitor."""
        await self._opening.take(http.address(request))
        body = await http.read_json(request)
        request.ctx.locale = locale = http.valid_locale(body.get("locale"), self._runtime.settings.locale)
        given = body.get("token")
        grant = Grant(Identity(), locale) if given is None else self._tokens.verify(given, locale)
        current = await self._find(request, touch=False)
        try:
            token, session = await self._runtime.db.run(self._runtime.sessions.open, grant, "web", current)
        except TokenUsed:
            raise Refused(401, "token_used", "this site token has opened a session before") from None
        if current is not None:
            self._end(current)
        return http.answered(
            {
                "session": token,
                "conversation": session.conversation,
                "identity": "anonymous" if session.identity.customer is None else "customer",
                "expires_at": iso(session.ends_at),
            },
            201,
        )

    async def close(self, request: Request) -> HTTPResponse:
        """Signing out, or leaving a shared device: the token is worth nothing from now on."""
        session = await self.required(request)
        await self._runtime.db.run(self._runtime.sessions.close, session)
        self._end(session)
        return HTTPResponse(status=204)

    async def required(self, request: Request, *, touch: bool = False) -> Session:
        """The request's session. Raises `Refused` (401). `touch`: the customer did something."""
        session = await self._find(request, touch=touch)
        if session is None:
            raise expired()
        request.ctx.locale = session.locale
        return session

    async def _find(self, request: Request, *, touch: bool) -> Session | None:
        token = http.bearer(request)
        if token is None:
            return None
        return await self._runtime.db.run(self._runtime.sessions.find, token, touch=touch)

    def _end(self, session: Session) -> None:
        self._runtime.hub.tell(session.conversation, Ended(session.hash))


def expired() -> Refused:
    """No session, or none any more."""
    return Refused(401, "session_expired", headers={"WWW-Authenticate": "Bearer"})
