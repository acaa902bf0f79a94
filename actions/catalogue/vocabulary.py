"""The words of `words.yml`: what customers say, and what a catalogue calls it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def vocabulary() -> Mapping[str, Any]:
    """Everything in the file, read once."""
    listing = resources.files("actions.catalogue") / "words.yml"
    return yaml.safe_load(listing.read_text("utf-8"))  # type: ignore[no-any-return]


@cache
def wordset(name: str) -> frozenset[str]:
    """One of the file's plain lists of words."""
    return frozenset(str(vocabulary()["words"][name]).split())
