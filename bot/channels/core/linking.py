"""The chat's side of linking: who asks for it, and what the bot says.

It is settled in the channels, before and beside the dialogue: neither Rasa nor a model ever sees a link or a
code, and a conversation that a person has taken over can still be linked and unlinked.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urljoin

from bot.channels.core.database import Database
from bot.channels.core.link_phrases import LINK, PHRASES, UNLINK
from bot.channels.core.links import Links, Redeemed
from bot.channels.core.mails import Mails
from bot.channels.core.model import Button, Note, Reply, Turn
from bot.channels.core.phrases import wording

PAYLOAD = "/link_account"
"""Behind a button of the actions: offers to link the account. It is never passed to Rasa."""

NOTES: tuple[Note, ...] = ("link", "unlink", "link_code", "link_privately")

Describe = Callable[[str], Awaitable[str]]
"""Takes a chat account's name among all channels; gives it in words that its owner knows, for the website."""

_log = logging.getLogger(__name__)

_CODE = re.compile(r"\D{0,3}(\d{3})[ -]?(\d{3})\D{0,3}", re.ASCII)
_SECRET = re.compile(r"offer=secret\.([0-9a-f]{32})")
_LONGEST_ACCOUNT = 200  # characters


def asked(text: str, payload: str | None) -> Note | None:
    """What a message wants of linking; None: nothing."""
    if payload is not None:
        return "link" if payload == PAYLOAD else None
    words = " ".join(text.casefold().strip(" .!?\"'“”«»„").split())
    if words in LINK:
        return "link"
    return "unlink" if words in UNLINK else None


def code_in(text: str) -> str | None:
    """The six digits, if a message is nothing else."""
    found = _CODE.fullmatch(text.strip())
    return None if found is None else found[1] + found[2]


class Linking:
    """Answers the messages of the ceremony. `page` is the website's page, `describers` are by channel."""

    def __init__(
        self, database: Database, links: Links, mails: Mails, page: str, describers: Mapping[str, Describe]
    ) -> None:
        self._db = database
        self._links = links
        self._mails = mails
        self._page = page
        self._describers = describers

    async def replies(self, turn: Turn) -> list[Reply]:
        """What to say to a message with one of `NOTES`. Raises `StoreUnavailable`."""
        user = turn.identity.get("account")
        if turn.note == "link_privately" or not user:
            return [_said("privately", turn)]
        if turn.note == "unlink":
            await self._db.run(self._links.unlink, user)
            self._mails.wake()
            return [_said("unlinked", turn)]
        return [await self._offer(turn, user) if turn.note == "link" else await self._redeem(turn, user)]

    def reveal(self, body: dict[str, Any]) -> dict[str, Any]:
        """A stored message as it is sent: with the secret in its link."""
        text = json.dumps(body)
        shown = _SECRET.sub(lambda found: "offer=" + self._links.secret(found[1]), text)
        return body if shown == text else json.loads(shown)

    async def _offer(self, turn: Turn, user: str) -> Reply:
        account = (await self._describe(turn.channel, user))[:_LONGEST_ACCOUNT]
        await self._db.run(self._links.offer, turn.channel, user, account, turn.id)
        button = Button(wording(PHRASES, "button", turn.locale), url=f"{self._page}?offer=secret.{turn.id}")
        return Reply(wording(PHRASES, "offer", turn.locale), buttons=(button,), formal=True, private=True)

    async def _describe(self, channel: str, user: str) -> str:
        describe = self._describers.get(channel)
        if describe is not None:
            try:
                return await describe(user)
            except Exception as error:
                _log.warning("a %s account has no name: %s", channel, type(error).__name__)
        return f"{channel.capitalize()} {user.partition(':')[2]}"

    async def _redeem(self, turn: Turn, user: str) -> Reply:
        outcome = await self._db.run(self._links.redeem, user, turn.payload or "", turn.id)
        self._mails.wake()
        return _outcome(outcome, turn)


def page_of(site: str, page: str) -> str:
    """The website's page for linking; `page` may be a path on the site."""
    return urljoin(site + "/", page)


def _outcome(outcome: Redeemed, turn: Turn) -> Reply:
    if outcome.linked:
        return _said("linked", turn)
    if outcome.expired or not outcome.left:
        again = Button(wording(PHRASES, "button", turn.locale), payload=PAYLOAD)
        return _said("expired" if outcome.expired else "void", turn, buttons=(again,))
    return _said("wrong" if outcome.left > 1 else "wrong_last", turn, left=outcome.left)


def _said(key: str, turn: Turn, buttons: tuple[Button, ...] = (), **values: Any) -> Reply:
    return Reply(wording(PHRASES, key, turn.locale, **values), buttons=buttons, formal=True, private=True)
