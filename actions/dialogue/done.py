"""What speaks of the request that was carried out last: “undo that”, “when will the money arrive?”."""

from __future__ import annotations

from actions.dialogue.follow_ups import pressed
from actions.dialogue.memory import Memory
from actions.dialogue.reading import Reading
from actions.dialogue.said import Said, withdraws

_MONEY_BACK = "refund_payment"


def about_done(text: str, memory: Memory) -> Reading | None:
    """The request behind the words; None: they are about something else."""
    said, done = Said.of(text), memory.done
    keeps = withdraws(text) and not withdraws(text, by_keeping=False)
    if said.means("undo") or (keeps and done and done.undo):
        return pressed(done.undo) if done and done.undo else Reading("undo")
    if done and done.kind == _MONEY_BACK and said.means("arrives"):
        return Reading("receipt_again")
    return None
