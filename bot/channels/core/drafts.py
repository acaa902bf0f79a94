"""Drafts: sentences of an answer that is still being written, shown as they pass the gate.

They are a courtesy. Whatever happens to them, the final message is what counts and is stored.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

_TURNS = 1_000  # turns remembered at once; a turn lasts seconds
_SENTENCES = 60  # sentences in one stream


@dataclass(frozen=True)
class Sentence:
    """One checked sentence. `sequence` is its place in its stream, from 1 or 0 on."""

    conversation: str
    turn: str
    stream: str
    sequence: int
    text: str


class Drafts:
    """Collects the sentences of running turns."""

    def __init__(self) -> None:
        self._turns: OrderedDict[str, dict[str, dict[int, str]]] = OrderedDict()

    def open(self, turn: str) -> None:
        """Take sentences for a turn from now on."""
        self._turns[turn] = {}
        while len(self._turns) > _TURNS:
            self._turns.popitem(last=False)

    def close(self, turn: str) -> None:
        """The turn is over; what still comes is dropped."""
        self._turns.pop(turn, None)

    def is_open(self, turn: str) -> bool:
        return turn in self._turns

    def add(self, sentence: Sentence) -> dict[str, Any] | None:
        """The draft so far, for the customer's eyes; None: the turn is over, or the sentence is known."""
        streams = self._turns.get(sentence.turn)
        if streams is None:
            return None
        sentences = streams.setdefault(sentence.stream, {})
        if sentence.sequence in sentences or len(sentences) >= _SENTENCES:
            return None
        sentences[sentence.sequence] = sentence.text.strip()
        text = " ".join(sentences[number] for number in sorted(sentences))
        return {"turn": sentence.turn, "stream": sentence.stream, "sequence": len(sentences), "text": text}
