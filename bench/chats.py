"""Conversations that keep account: what was acknowledged, what came back, how often and in which order."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.visitor import Event, Visitor

SCRIPT = (
    "thanks",
    "Which plan do I have?",
    "Why did my bill go up?",
    "I want to cancel, it is too expensive",
    "do you have Nosferatu?",
    "never mind",
    "When is my next payment?",
    "are you a bot?",
    "My last invoice please",
    "bye",
)
"""What one customer writes: small talk, account, and a form that is left open over another question."""

_LONGEST = 180.0  # seconds to wait for the last reply: a start, a lease and a backlog on a crowded machine
_SETTLE = 0.5  # seconds in which a duplicate would come

Replies = list[list[str]]
"""The texts said to each message, in order of the messages."""


@dataclass(eq=False)
class Chat:
    """One conversation: the turns that were acknowledged and the events its browser was shown, in order."""

    visitor: Visitor
    turns: list[str] = field(default_factory=list)
    seen: list[Event] = field(default_factory=list)

    async def hold(self, texts: Sequence[str], pause: Callable[[], float]) -> None:
        """Open the conversation, say everything, and read until everything is answered or hope is lost."""
        await self.visitor.open()
        reading = asyncio.create_task(self._read())
        try:
            for text in texts:
                self.turns.append(await self.visitor.send(text))
                await asyncio.sleep(pause())
            until = time.monotonic() + _LONGEST
            while self.unanswered and time.monotonic() < until:
                await asyncio.sleep(0.1)
            await asyncio.sleep(_SETTLE)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    @property
    def unanswered(self) -> int:
        """Acknowledged messages that nothing was said to yet."""
        return len(set(self.turns) - {_turn(event) for event in self.seen if _is_reply(event)})

    def replies(self) -> Replies:
        """What was said to each acknowledged message; an empty list: nothing."""
        said = defaultdict(list)
        for event in self.seen:
            if _is_reply(event):
                said[_turn(event)].append(str(event.data["text"]))
        return [said[turn] for turn in self.turns]

    async def reread(self) -> list[Event]:
        """The conversation as a browser gets it that has forgotten everything."""
        again = Chat(Visitor(self.visitor.http, self.visitor.urls, session=self.visitor.session))
        reading = asyncio.create_task(again._read())
        until = time.monotonic() + _LONGEST
        while len(again.seen) < len(self.seen) and time.monotonic() < until:
            await asyncio.sleep(0.1)
        await asyncio.sleep(_SETTLE)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        return again.seen

    async def _read(self) -> None:
        async for event in self.visitor.events():
            if event.name == "message":
                self.seen.append(event)


def judge(chat: Chat, expected: Replies) -> Counter[str]:
    """What went wrong in a conversation, beside an undisturbed one's replies.

    `other`: messages whose reply has other words than it should.
    """
    found: Counter[str] = Counter(acknowledged=len(chat.turns))
    shown = [(_turn(event), _place(event)) for event in chat.seen if _is_reply(event)]
    once = list(dict.fromkeys(shown))
    found["duplicated"] = len(shown) - len(once)
    places = {turn: place for place, turn in enumerate(chat.turns)}
    ordered = sorted(once, key=lambda one: (places.get(one[0], -1), one[1]))
    found["out_of_order"] = sum(one != other for one, other in zip(once, ordered, strict=True))
    found["unasked"] = sum(turn not in places for turn, _ in once)
    for said, wanted in zip(chat.replies(), expected, strict=False):
        if not said:
            found["lost"] += 1
        elif len(said) > len(wanted):
            found["duplicated"] += len(said) - len(wanted)
        else:
            found["other"] += said != wanted
    return found


def differences(chat: Chat, expected: Replies) -> list[str]:
    """Where a conversation's replies have other words than they should, to look at."""
    pairs = enumerate(zip(chat.replies(), expected, strict=False))
    return [f"message {place}: {said} instead of {wanted}" for place, (said, wanted) in pairs if said != wanted]


async def watched(chat: Chat, texts: Sequence[str], expected: Replies) -> Counter[str]:
    """Hold a conversation at a person's uneven pace and say what went wrong in it."""
    await chat.hold(texts, lambda: random.expovariate(2.0))
    found = judge(chat, expected)
    found["other"] += [_shown(event) for event in await chat.reread()] != [_shown(event) for event in chat.seen]
    found["repeated"] = chat.visitor.repeated
    return found


def _shown(event: Event) -> tuple[int | None, str, str]:
    return event.number, str(event.data["id"]), str(event.data["text"])


def _is_reply(event: Event) -> bool:
    return event.data.get("from") == "bot"


def _turn(event: Event) -> str:
    return str(event.data["id"]).rpartition("-")[0]


def _place(event: Event) -> int:
    return int(str(event.data["id"]).rpartition("-")[2])
