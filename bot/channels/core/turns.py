"""One turn: from a stored message to what is said, with a deadline and an apology for everything that fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from bot.channels.core.dialogue import Dialogue
from bot.channels.core.errors import StoreUnavailable, TurnFailed
from bot.channels.core.linking import NOTES, Linking
from bot.channels.core.model import Button, Reply, Turn
from bot.channels.core.phrases import phrase
from bot.channels.core.text import TEXT_LIMIT

HUMAN = "/human_handoff"
_ATTEMPTS = 8  # a message that stops this many processes in a row is answered without the dialogue

_log = logging.getLogger(__name__)


async def replies_for(
    turn: Turn, dialogue: Dialogue, deadline: float, *, fresh: bool, linking: Linking | None = None
) -> Sequence[Reply]:
    """What to say to a turn; never nothing. `deadline` in seconds. `linking` None: the channel links no accounts.

    `fresh` False: another process may have run the turn, so what it answered counts.
    Raises `StoreUnavailable` when the turn has to wait.
    """
    if linking is not None and turn.note in NOTES:
        replies: Sequence[Reply] = await linking.replies(turn)
    else:
        replies = await _replies(turn, dialogue, deadline, fresh=fresh)
    return [*dialogue.opening(turn), *replies] if turn.opens_conversation else replies


async def _replies(turn: Turn, dialogue: Dialogue, deadline: float, *, fresh: bool) -> Sequence[Reply]:
    if turn.note is not None:
        return [Reply(phrase(turn.note, turn.locale, limit=f"{TEXT_LIMIT:,}"), formal=True)]
    if not fresh:
        recalled = await dialogue.recall(turn)
        if recalled is not None:
            return recalled or [apology(turn.locale)]
        if turn.attempts >= _ATTEMPTS:
            _log.error("turn %s was given up after %d attempts", turn.id, turn.attempts)
            return [apology(turn.locale)]
    return await _answer(turn, dialogue, deadline) or [apology(turn.locale)]


def apology(locale: str) -> Reply:
    """That it did not work, and the way to a person."""
    person = Button(phrase("person", locale), payload=HUMAN)
    return Reply(phrase("apology", locale), buttons=(person,), formal=True)


async def _answer(turn: Turn, dialogue: Dialogue, deadline: float) -> Sequence[Reply]:
    try:
        return await asyncio.wait_for(dialogue.answer(turn), deadline)
    except StoreUnavailable:
        raise
    except TurnFailed as error:
        _log.warning("turn %s failed: %s", turn.id, error)
    except asyncio.TimeoutError:
        _log.warning("turn %s took longer than %.0f s", turn.id, deadline)
    except Exception:
        _log.exception("turn %s raised", turn.id)
    return []
