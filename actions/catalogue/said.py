"""A customer's words, from which recognisers take what they understand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.catalogue.hits import Mention
from actions.catalogue.text import folded

_NUMBERS = "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"


class Said:
    """The folded words of a text; `take` removes what it finds, so that nothing is understood twice."""

    def __init__(self, text: str, names: Iterable[Mention] = ()) -> None:
        """`names` are read already: their words are left out."""
        for name in names:
            text = text[: name.start] + " " * (name.end - name.start) + text[name.end :]
        self.rest = f" {folded(text)} "

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first place where the pattern stands as whole words; None: nowhere."""
        match = re.search(rf"(?<= )(?:{pattern})(?= )", self.rest)
        if match:
            self.rest = f"{self.rest[: match.start()]}{self.rest[match.end() :]}".replace("  ", " ")
        return match

    def has(self, pattern: str) -> bool:
        return re.search(rf"(?<= )(?:{pattern})(?= )", self.rest) is not None


def number(word: str) -> int:
    """A number in digits or as a word up to twelve; "a" and "an" are one."""
    if word in {"a", "an"}:
        return 1
    return int(word) if word.isdigit() else _NUMBERS.split("|").index(word)


NUMBER = rf"\d+|an?|{_NUMBERS}"
