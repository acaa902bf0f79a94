"""What a customer typed, made fit for storing and for Rasa."""

from __future__ import annotations

import re
import unicodedata

TEXT_LIMIT = 4_000  # characters; Rasa needs seconds for far longer ones, while everybody else waits

_KEPT = "\n\t"
_WORD_JOINER = "\u2060"  # invisible; unlike white space, Rasa does not strip it


def clean(text: str) -> str:
    """Without control characters, NUL, lone surrogates and outer white space; line ends become ``\\n``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def as_typed(text: str) -> str:
    """`text` such that Rasa takes it for words.

    Rasa obeys anything that starts with ``/`` as a command with slots, whoever wrote it; buttons alone
    may do that, and the channel knows theirs.
    """
    return _WORD_JOINER + text if text.lstrip().startswith("/") else text


_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")


def is_blank(text: str) -> bool:
    """Whether nothing of `text` can be seen."""
    return not _INVISIBLE.sub("", text)
