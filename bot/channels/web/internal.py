"""/internal: for Usher's own processes, which share a secret. Drafts, messages of people, hand-over, customers' data."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable
from typing import Any, TypeVar, cast

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.core.drafts import Sentence
from bot.channels.core.errors import Refused
from bot.channels.core.model import HandoffState
from bot.channels.core.runtime import Runtime
from bot.channels.core.text import clean, is_blank
from bot.channels.web import http

_STATES = {"requested": "requested", "active": "active", "returned": "bot"}
T = TypeVar("T")

_LONGEST = 20_000  # characters of a person's message
_MOST = 500  # conversations asked about at once


class InternalRoutes:
    """What Usher's other processes may do."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._secret = runtime.settings.internal_secret.encode()

    def register(self, blueprint: Blueprint, guard: http.Guard) -> None:
        one = "/internal/conversations/<conversation:str>"
        blueprint.add_route(guard(self.draft), "/internal/drafts", methods=["POST"], name="draft", stream=True)
        blueprint.add_route(guard(self.say), f"{one}/messages", methods=["POST"], name="say", stream=True)
        blueprint.add_route(guard(self.read), f"{one}/messages", methods=["GET"], name="read")
        blueprint.add_route(guard(self.hand_over), f"{one}/handoff", methods=["POST"], name="hand_over", stream=True)
        every = "/internal/conversations/states"
        blueprint.add_route(guard(self.states), every, methods=["POST"], name="states", stream=True)
        about = "/internal/customers"  # the id is in the body: addresses end up in logs
        blueprint.add_route(guard(self.export), f"{about}/export", methods=["POST"], name="export", stream=True)
        blueprint.add_route(guard(self.erase), f"{about}/erase", methods=["POST"], name="erase", stream=True)

    async def draft(self, request: Request) -> HTTPResponse:
        """Show one sentence of an unfinished answer; after the turn's end it is dropped."""
        self._check_secret(request)
        body = await http.read_json(request)
        texts = [body.get(name) for name in ("conversation", "turn", "stream", "text")]
        sequence = body.get("sequence")
        if not all(isinstance(text, str) and text for text in texts) or type(sequence) is not int:
            raise Refused(400, "bad_draft", "conversation, turn, stream, sequence and text are wanted")
        conversation, turn, stream, text = cast("list[str]", texts)
        shown = await self._runtime.draft(Sentence(conversation, turn, stream, sequence, clean(text)))
        return http.answered({"accepted": shown}, 202)

    async def say(self, request: Request, conversation: str) -> HTTPResponse:
        """Deliver a message to the customer, once by its id. `author` "bot": it comes from the bot."""
        self._check_secret(request)
        body = await http.read_json(request)
        id, text, author = body.get("id"), body.get("text"), body.get("author")
        if not isinstance(id, str) or not 0 < len(id) <= 128 or not isinstance(text, str) or is_blank(text):
            raise Refused(400, "bad_message", "id and text are wanted")
        said: dict[str, Any] = {"id": clean(id), "from": "bot", "text": clean(text)[:_LONGEST]}
        if author != "bot":
            said |= {"from": "person", "author": clean(str(author or ""))[:80]}
        fresh = await self._known(self._runtime.say(conversation, said))
        return http.answered({"delivered": fresh}, 201 if fresh else 200)

    async def read(self, request: Request, conversation: str) -> HTTPResponse:
        """What both sides said after number `after`, for a person who takes over."""
        self._check_secret(request)
        after = request.args.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 10):
            raise Refused(400, "bad_after", "after should be a number")
        state = await self._known(self._runtime.db.run(self._runtime.timeline.state, conversation))
        events = await self._runtime.db.run(self._runtime.timeline.events, conversation, int(after))
        messages = [{"number": event.number, **event.body} for event in events if event.kind == "message"]
        last = events[-1].number if events else int(after)
        return http.answered({"conversation": conversation, "state": state, "last": last, "messages": messages})

    async def states(self, request: Request) -> HTTPResponse:
        """Who answers in some conversations: a customer who waits for a person may go on with the bot."""
        self._check_secret(request)
        wanted = (await http.read_json(request)).get("conversations")
        if not isinstance(wanted, list) or len(wanted) > _MOST or not all(isinstance(one, str) for one in wanted):
            raise Refused(400, "bad_conversations", f"conversations, a list of at most {_MOST} ids, is wanted")
        return http.answered({"states": await self._runtime.db.run(self._runtime.timeline.states, wanted)})

    async def hand_over(self, request: Request, conversation: str) -> HTTPResponse:
        """Silence the bot for a person (`requested`, `active`), or let it answer again (`returned`)."""
        self._check_secret(request)
        body = await http.read_json(request)
        state, reference = body.get("state"), body.get("reference")
        if state not in _STATES or not isinstance(reference, (str, type(None))):
            raise Refused(
                400, "bad_handoff", "state (requested, active or returned) and perhaps a reference are wanted"
            )
        now = cast(HandoffState, _STATES[state])
        changed = await self._known(self._runtime.set_handoff(conversation, now, reference))
        return http.answered({"state": now, "changed": changed})

    async def export(self, request: Request) -> HTTPResponse:
        """What the channels hold of a customer."""
        customer = await self._customer(request)
        return http.answered(await self._runtime.db.run(self._runtime.customers.export, customer))

    async def erase(self, request: Request) -> HTTPResponse:
        """Delete it; the receipt says what there was."""
        erased = await self._runtime.erase(await self._customer(request))
        receipt = {"conversations": erased.conversations, "words_only": erased.shared, "rows": erased.rows}
        return http.answered(receipt)

    async def _customer(self, request: Request) -> str:
        self._check_secret(request)
        customer = (await http.read_json(request)).get("customer")
        if not isinstance(customer, str) or not 0 < len(customer) <= 128:
            raise Refused(400, "bad_customer", "customer, the id in site tokens, is wanted")
        return customer

    async def _known(self, call: Awaitable[T]) -> T:
        try:
            return await call
        except LookupError:
            raise Refused(404, "unknown_conversation", "there is no such conversation") from None

    def _check_secret(self, request: Request) -> None:
        given = request.headers.get("x-usher-secret", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            raise Refused(401, "bad_secret", "X-Usher-Secret is missing or wrong (USHER_INTERNAL_SECRET)")
