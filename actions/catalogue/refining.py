"""A wish that is asked on: “films by Fritz Lang”, then “and from the 1920s?”."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from typing import Any

from actions.catalogue.wish import Wish

_TOGETHER = (("from_year", "to_year"), ("min_minutes", "max_minutes"))
"""Bounds that speak of one thing: a new one takes the place of both."""


def refined(first: Wish, more: Wish) -> Wish:
    """The first wish with what the second asks for besides; where both speak of the same, the second counts."""
    nothing = Wish()
    new = {one.name: value for one in fields(Wish) if (value := getattr(more, one.name)) != getattr(nothing, one.name)}
    for pair in _TOGETHER:
        if any(name in new for name in pair):
            new |= {name: getattr(more, name) for name in pair}
    new.pop("about", None)  # the words around a filter
    return replace(first, **new)


def written(wish: Wish) -> str:
    """A wish as it is remembered from one message to the next."""
    nothing = asdict(Wish())
    return json.dumps({name: value for name, value in asdict(wish).items() if value != nothing[name]})


def remembered(text: str | None) -> Wish:
    """The wish behind what `written` made of it; an empty one where nothing is remembered, or by another version."""
    try:
        stored: dict[str, Any] = json.loads(text or "{}")
        return Wish(**{name: _frozen(value) for name, value in stored.items()})
    except (ValueError, TypeError, AttributeError):
        return Wish()


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
