"""Requests in plain words that the router takes for something else: “cancel the trial”, “what about the newspaper?”."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.catalogue.text import folded
from actions.dialogue.memory import Shown
from actions.dialogue.names import named_offer
from actions.dialogue.reading import Reading
from actions.dialogue.said import Said

_PAUSE = re.compile(r"\s*[\w ]+[,.!;:]")
TABLE = Path(__file__).with_name("outright.yml")


def asked_outright(text: str, shown: Shown | None) -> Reading | None:
    """The use case that the words ask for; None: they ask for none outright."""
    said = Said.of(text)
    if not said.is_short:
        return None
    for entry in _table()["requests"]:
        fits = "after" not in entry or (shown is not None and shown.use_case in entry["after"])
        if fits and _is_said(entry, said, text):
            return Reading(entry["use_case"], text, entry.get("given", {}))
    return _thing(text, said, shown)


def _is_said(entry: dict[str, Any], said: Said, text: str) -> bool:
    if "words" in entry:
        return re.fullmatch(entry["words"], said.rest, re.IGNORECASE) is not None
    return re.fullmatch(entry["plain"], folded(text)) is not None


def _thing(text: str, said: Said, shown: Shown | None) -> Reading | None:
    """The use case that tells of a thing called by its name; None: it is none, or the name of something shown."""
    table = _table()
    if shown is not None and named_offer(said.rest, shown.offers) is not None:
        return None
    if said.lead == "correction" and not _PAUSE.match(text):
        return None  # “no paper” is no “no, the paper”
    for entry in table["things"]:
        match = re.fullmatch(table["about"].replace("{thing}", entry["thing"]), folded(said.rest))
        if match and (said.lead or match["about"] or entry.get("alone")):
            return Reading(entry["use_case"], "", entry.get("given", {}))
    return None


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table
