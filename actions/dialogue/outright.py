"""Requests in plain words that the router takes for something else: “cancel the trial”, “unsubscribe me from all”."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.dialogue.follow_ups import Reading
from actions.dialogue.memory import Shown
from actions.dialogue.said import Said

TABLE = Path(__file__).with_name("outright.yml")


def asked_outright(text: str, shown: Shown | None) -> Reading | None:
    """The use case that the words ask for; None: they ask for none outright."""
    said = Said.of(text)
    if not said.is_short:
        return None
    for entry in _table():
        fits = "after" not in entry or (shown is not None and shown.use_case == entry["after"])
        if fits and re.fullmatch(entry["words"], said.rest, re.IGNORECASE):
            return Reading(entry["use_case"], text)
    return None


@cache
def _table() -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table
