"""Finished sentences out of a model's stream, as JSON or as plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

import jiter

from actions.errors import UsherError

_END = re.compile(r"(?:(?<=[.!?…])(?:\s*\[[^\]\n]+\])*(?:\s+|$))|(?:\s*\n\s*)")
_STOP = re.compile(r"[.!?…\n]")
_CITE = re.compile(r"\[([^\]\n]+)\]")
_MARK = re.compile(r"^(?:[-*•–]|\d{1,2}\))\s+")
_BEFORE_NO_END = re.compile(
    r"\b(?:no|nr|dr|mr|mrs|ms|st|vs|ca|z\.\s?b|d\.\s?h|u\.\s?a|bzw|inkl|zzgl|e\.\s?g|i\.\s?e|approx|incl|env|p\.\s?ej|sra?|(?-i:[a-z]))\.\s*$",
    re.IGNORECASE,
)
"""Stops that end no sentence: “Dr. Mabuse”, “z. B. auf”, of which the first letter may have come alone."""
_ORDINAL = re.compile(r"\b\d{1,2}\.\s*$")
_AFTER_ORDINAL = re.compile(
    r"(?:[a-zäöü]|(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b)"
)
"""What follows a German “am 3.” that goes on."""
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
    """Reads ``{"sentences": [{"text", "cites"}]}`` while it grows; a code fence around it is passed over."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0

    def feed(self, piece: str) -> list[Sentence]:
        self._text = (self._text + piece).lstrip("` \n\tjson")
        if "}" not in piece:
            return []
        read = self._parse(partial=True)
        last_is_closed = self._text.rstrip(" \n\t\r,]").endswith("}") and read and _is_whole(read[-1])
        return self._new(read if last_is_closed else read[:-1])

    def finish(self, *, cut: bool = False) -> list[Sentence]:
        self._text = self._text.rstrip("` \n\t\r")
        if not cut:
            return self._new(self._parse(partial=False))
        whole = [one for one in self._parse(partial=True) if _is_whole(one)]
        if not whole:
            raise Unreadable("the model's answer was cut off before it said anything")
        return self._new(whole[:-1])

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
    """Reads sentences that end in a stop or with their line, followed by numbers of facts in brackets."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0

    def feed(self, piece: str) -> list[Sentence]:
        self._text += piece
        return self._finished(more_to_come=True)

    def finish(self, *, cut: bool = False) -> list[Sentence]:
        found = self._finished(more_to_come=False)
        if cut and not re.search(r"[.!?…](?:\s*\[[^\]\n]+\])*\s*$", self._text):
            self._text = ""  # half a sentence may say the opposite of the whole one
        return found + self._cut(len(self._text))

    def _finished(self, *, more_to_come: bool) -> list[Sentence]:
        found: list[Sentence] = []
        if not _STOP.search(self._text):
            return found
        while (end := self._end(more_to_come)) is not None:
            found += self._cut(end)
        return found

    def _end(self, more_to_come: bool) -> int | None:
        """Where the first sentence ends. While more may come, it is over once the next one has begun: its
        citations stand after the stop."""
        for match in _END.finditer(self._text):
            before, after = self._text[: match.start()], self._text[match.end() :]
            if not after or (more_to_come and (after[0] == "[" or not after.strip())):
                return None
            if _BEFORE_NO_END.search(before):
                continue
            if _ORDINAL.search(before):
                if more_to_come and not re.search(r"\w\W", after):
                    return None
                if _AFTER_ORDINAL.match(after):
                    continue
            return match.end()
        return None

    def _cut(self, at: int) -> list[Sentence]:
        piece, self._text = self._text[:at], self._text[at:]
        text = _MARK.sub("", " ".join(_CITE.sub("", piece).split()))
        text = re.sub(r"\s+([.!?…])", r"\1", text)
        if not text or self._given >= MOST:
            return []
        self._given += 1
        cites = tuple(cite.strip() for group in _CITE.findall(piece) for cite in group.split(","))
        return [Sentence(text, cites)]


class AnyReader:
    """Reads either form: an endpoint may pass over that JSON was asked for, and write plain text."""

    def __init__(self) -> None:
        self._reader: JsonReader | PlainReader | None = None

    @property
    def is_plain(self) -> bool:
        return isinstance(self._reader, PlainReader)

    def feed(self, piece: str) -> list[Sentence]:
        if self._reader is None and piece.strip():
            self._reader = JsonReader() if piece.lstrip()[0] in "{`" else PlainReader()
        return self._reader.feed(piece) if self._reader else []

    def finish(self, *, cut: bool = False) -> list[Sentence]:
        if self._reader is None:
            raise Unreadable("the model's answer is empty")
        return self._reader.finish(cut=cut)


def _is_whole(read: Any) -> bool:
    """Whether both parts are there: a brace may also stand within a text."""
    return isinstance(read, dict) and {"text", "cites"} <= read.keys()


def _sentence(read: Any) -> Sentence:
    if not isinstance(read, dict) or not isinstance(read.get("text"), str):
        raise Unreadable("a sentence of the model's answer has no text")
    cites = read.get("cites")
    listed = cites if isinstance(cites, list) else []
    return Sentence(" ".join(read["text"].split()), tuple(str(cite).strip("[] ") for cite in listed))
