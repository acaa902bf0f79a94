"""How a customer's text is made ready for the features."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 600  # the request stands in the first lines; 100 kB of text must cost no more than a line
_REPEATED = re.compile(r"([^\W\d]|[!?.])\1{2,}")  # digits stay: 1000 and 100 are different codes
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_SPACE = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Lower case, one form per character, at most two of the same letter in a row, bounded in length.

    >>> normalise("Whyyyyy   won’t it PLAY???")
    "whyy won't it play??"
    """
    plain = unicodedata.normalize("NFKC", text[: MAX_CHARACTERS * 4]).translate(_QUOTES)
    visible = "".join(character for character in plain if character.isprintable() or character.isspace())
    squeezed = _REPEATED.sub(r"\1\1", visible.lower())
    return _SPACE.sub(" ", squeezed).strip()[:MAX_CHARACTERS]
