"""What a customer wants to know of one title."""

from __future__ import annotations

import re

from actions.catalogue.text import folded
from actions.catalogue.vocabulary import vocabulary


def asked_of_a_title(text: str) -> list[str]:
    """The fields of a title's fact that the text asks for (`words.yml`), in the file's order; empty: only for it."""
    spoken = folded(text)
    wanted = vocabulary()["asked_of_a_title"].items()
    return [field for field, words in wanted if re.search(rf"\b(?:{words})\b", spoken)]
