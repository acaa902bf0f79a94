"""Finished sentences out of a model's stream, as JSON or as plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

import jiter

from actions.errors import UsherError

_END = re.compile(r"(?<=[.!?…])(?P<cites>(?:\s*\[[^\]\n]+\])*)(?:\s+|$)")
_CITE = re.compile(r"\[([^\]\n]+)\]")
MOST = 8
"""Sentences of one answer; a model that goes on is cut off."""


class Unreadable(UsherError):
    """What the model sent is not an answer."""


@dataclass(frozen=True)
class Sentence:
    text: str
    cites: tuple[str, ...] = ()


class Reader(Protocol):
    """Takes pieces of text as they arrive, and gives the sentences that are finished, each once."""

    def feed(self, piece: str) -> list[Sentence]: ...

    def finish(self, *, cut: bool = False) -> list[Sentence]:
        """The rest; `cut`: the endpoint stopped in the middle. Raises `Unreadable`."""


class JsonReader:
    """Reads ``{"sentences": [{"text", "cites"}]}`` while it grows."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0

    def feed(self, piece: str) -> list[Sentence]:
        self._text += piece
        if "}" not in piece:
            return []
        read = self._parse(partial=True)
        last_is_closed = self._text.rstrip(" \n\t\r,]").endswith("}") and read and _is_whole(read[-1])
        return self._new(read if last_is_closed else read[:-1])

    def finish(self, *, cut: bool = False) -> list[Sentence]:
        return self._new(self._parse(partial=False))

    def _parse(self, *, partial: bool) -> list[Any]:
        try:
            read = jiter.from_json(self._text.encode(), partial_mode="on" if partial else False)
        except ValueError:
            if partial:
                return []
            raise Unreadable("the model's answer is not JSON") from None
        sentences = read.get("sentences") if isinstance(read, dict) else None
        if not isinstance(sentences, list) and not partial:
            raise Unreadable("the model's answer has no sentences")
        return sentences if isinstance(sentences, list) else []

    def _new(self, closed: list[Any]) -> list[Sentence]:
        fresh = closed[self._given : MOST]
        self._given += len(fresh)
        return [_sentence(one) for one in fresh]


class PlainReader:
    """Reads sentences that end in a stop, followed by ids in brackets."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0

    def feed(self, piece: str) -> list[Sentence]:
        self._text += piece
        found = []
        # A sentence is over once the next one has begun: its citations stand after the stop.
        while (end := _END.search(self._text)) and end.end() < len(self._text) and self._text[end.end()] != "[":
            found += self._cut(end.end())
        return found

    def finish(self, *, cut: bool = False) -> list[Sentence]:
        found = []
        while (end := _END.search(self._text)) and end.end() < len(self._text):
            found += self._cut(end.end())
        if cut and not _END.search(self._text):
            self._text = ""  # half a sentence may say the opposite of the whole one
        return found + self._cut(len(self._text))

    def _cut(self, at: int) -> list[Sentence]:
        piece, self._text = self._text[:at], self._text[at:]
        text = " ".join(_CITE.sub("", piece).split())
        if not text or self._given >= MOST:
            return []
        self._given += 1
        cites = tuple(cite.strip() for group in _CITE.findall(piece) for cite in group.split(","))
        return [Sentence(text, cites)]


def _is_whole(read: Any) -> bool:
    """Whether both parts are there: a brace may also stand within a text."""
    return isinstance(read, dict) and {"text", "cites"} <= read.keys()


def _sentence(read: Any) -> Sentence:
    if not isinstance(read, dict) or not isinstance(read.get("text"), str):
        raise Unreadable("a sentence of the model's answer has no text")
    cites = read.get("cites")
    listed = cites if isinstance(cites, list) else []
    return Sentence(" ".join(read["text"].split()), tuple(str(cite).strip("[]") for cite in listed))
