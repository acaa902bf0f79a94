"""The desk's pages: who waits, one conversation with its packet, and what an agent does in it."""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from actions.errors import UsherError
from actions.store.handovers import HandOver
from desk.channel import ChannelUnavailable, Conversations

LONGEST = 4_000  # characters of a reply


class HandOvers(Protocol):
    """Where the hand-overs are kept. Methods block and raise `UsherError`."""

    def open(self) -> Sequence[HandOver]: ...

    def get(self, reference: str) -> HandOver: ...

    def take(self, reference: str, agent: str) -> HandOver: ...

    def give_back(self, reference: str) -> HandOver: ...


@dataclass(frozen=True)
class Pages:
    """All pages. `now` gives the present instant, UTC."""

    handovers: HandOvers
    conversations: Conversations
    templates: Jinja2Templates
    password: str
    now: Callable[[], dt.datetime]

    def routes(self) -> list[BaseRoute]:
        one = "/handovers/{reference}"
        return [
            Route("/sign-in", self.sign_in, methods=["GET", "POST"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
            Route("/", for_agents(self.waiting)),
            Route("/waiting", for_agents(self.waiting_part)),
            Route(one, for_agents(self.conversation)),
            Route(one + "/messages", for_agents(self.messages)),
            Route(one + "/take", for_agents(self.take), methods=["POST"]),
            Route(one + "/reply", for_agents(self.reply), methods=["POST"]),
            Route(one + "/return", for_agents(self.give_back), methods=["POST"]),
            Route(one + "/close", for_agents(self.close), methods=["POST"]),
        ]

    async def sign_in(self, request: Request) -> Response:
        if request.method == "GET":
            return self._page(request, "sign_in.html")
        form = await request.form()
        agent = " ".join(str(form.get("agent", "")).split())[:60]
        right = hmac.compare_digest(str(form.get("password", "")).encode(), self.password.encode())
        if not right or not agent:
            wrong = "That is not the desk's password." if agent else "Please say who you are."
            return self._page(request, "sign_in.html", status_code=401, wrong=wrong, typed=agent)
        request.session.clear()
        request.session["agent"] = agent
        return RedirectResponse("/", status_code=303)

    async def sign_out(self, request: Request) -> Response:
        request.session.clear()
        return RedirectResponse("/sign-in", status_code=303)

    async def waiting(self, request: Request) -> Response:
        return self._page(request, "waiting.html", **await self._open())

    async def waiting_part(self, request: Request) -> Response:
        """The list alone, which the page fetches anew while it is open."""
        return self._page(request, "_waiting.html", **await self._open())

    async def conversation(self, request: Request) -> Response:
        handover = await self._handover(request)
        said, went_on = await self.conversations.read(handover.conversation), await self._went_on([handover])
        shown: dict[str, Any] = {"handover": handover, "said": said, "went_on": handover.reference in went_on}
        return self._page(request, "conversation.html", **shown, reply_id=uuid.uuid4().hex)

    async def messages(self, request: Request) -> Response:
        """What was said since number `after`, as a piece of the page."""
        handover = await self._handover(request)
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit()):
            raise HTTPException(400)
        said = await self.conversations.read(handover.conversation, int(after))
        return self._page(request, "_said.html", said=said)

    async def take(self, request: Request) -> Response:
        handover = await self._handover(request)
        taken = await run_in_threadpool(self.handovers.take, handover.reference, _agent(request))
        await self.conversations.hand_over(taken.conversation, "active", taken.reference)
        return _back_to(taken)

    async def reply(self, request: Request) -> Response:
        handover = await self._mine(request)
        form = await request.form()
        text = str(form.get("text", "")).strip()[:LONGEST]
        if text:
            id = f"desk-{str(form.get('id') or uuid.uuid4().hex)[:40]}"
            await self.conversations.write(handover.conversation, id, text, _agent(request))
        return _back_to(handover)

    async def give_back(self, request: Request) -> Response:
        handover = await self._mine(request)
        await self.conversations.hand_over(handover.conversation, "returned", handover.reference)
        await run_in_threadpool(self.handovers.give_back, handover.reference)
        return RedirectResponse("/", status_code=303)

    async def close(self, request: Request) -> Response:
        """End a hand-over whose customer went on with the assistant; to the customer nothing is said."""
        handover = await self._handover(request)
        if handover.reference not in await self._went_on([handover]):
            raise HTTPException(409, "the customer still waits for a person")
        await run_in_threadpool(self.handovers.give_back, handover.reference)
        return RedirectResponse("/", status_code=303)

    async def failed(self, request: Request, error: Exception) -> Response:
        """An error that is expected now and then, in words, with a way back."""
        return self._page(request, "failed.html", status_code=503, what=str(error))

    async def _open(self) -> dict[str, Any]:
        """Those that wait or are with somebody, then those whose customer went on with the assistant."""
        found = await run_in_threadpool(self.handovers.open)
        try:
            went_on = await self._went_on(found)
        except ChannelUnavailable:
            went_on = frozenset()
        return {"handovers": sorted(found, key=lambda one: one.reference in went_on), "went_on": went_on}

    async def _went_on(self, handovers: Sequence[HandOver]) -> frozenset[str]:
        """The references of those for which nobody has come yet, and whose customer no longer waits."""
        waiting = {one.conversation: one.reference for one in handovers if one.state == "requested"}
        states = await self.conversations.states(list(waiting)) if waiting else {}
        return frozenset(waiting[conversation] for conversation, state in states.items() if state == "bot")

    async def _handover(self, request: Request) -> HandOver:
        try:
            return await run_in_threadpool(self.handovers.get, request.path_params["reference"])
        except UsherError:
            raise HTTPException(404) from None

    async def _mine(self, request: Request) -> HandOver:
        """Only the agent who took a conversation writes in it."""
        handover = await self._handover(request)
        if handover.state != "active" or handover.agent != _agent(request):
            raise HTTPException(409, "take the conversation first")
        return handover

    def _page(self, request: Request, template: str, status_code: int = 200, **shown: Any) -> Response:
        context = {"agent": _agent(request), "now": self.now(), **shown}
        return self.templates.TemplateResponse(request, template, context, status_code=status_code)


Endpoint = Callable[[Request], Awaitable[Response]]


def for_agents(endpoint: Endpoint) -> Endpoint:
    """Send whoever is not signed in to the sign-in page."""

    async def guarded(request: Request) -> Response:
        if not _agent(request):
            return RedirectResponse("/sign-in", status_code=303)
        return await endpoint(request)

    return guarded


def _agent(request: Request) -> str:
    return str(request.session.get("agent", ""))


def _back_to(handover: HandOver) -> Response:
    return RedirectResponse(f"/handovers/{handover.reference}", status_code=303)
