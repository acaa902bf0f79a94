"""What a customer wants to know of one title."""

from __future__ import annotations

import re

from actions.catalogue.concepts import units
from actions.catalogue.text import folded
from actions.catalogue.vocabulary import vocabulary, wordset

_IDLE = ("stop", "request", "request_elsewhere", "before_a_title", "perhaps_before_a_title", "after_a_title")


def asked_of_a_title(text: str) -> list[str]:
    """The fields of a title's fact that the text asks for (`words.yml`), in the file's order; empty: only for it."""
    spoken = folded(text)
    wanted = vocabulary()["asked_of_a_title"].items()
    return [field for field, words in wanted if re.search(rf"\b(?:{words})\b", spoken)]


def names_nothing(text: str) -> bool:
    """Whether no word of a text can be a title's, because all are of the request or of the help centre: “how do I
    download a film”, “when?”."""
    idle = frozenset[str]().union(*map(wordset, _IDLE), vocabulary()["kinds"])
    return all(len(unit.forms) > 1 or unit.text in idle for unit in units(text))
