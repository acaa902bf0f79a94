"""A person's name and postal address, put together from their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.systems.draft.matching import Match, matches
from actions.systems.draft.rules import FieldRule, Meaning
from actions.systems.draft.sources import Source
from actions.systems.inspect.roles import said

_SURE_PART = 0.55
_ADDRESS: tuple[tuple[Meaning, ...], ...] = (
    (("street",), ("address", "line"), ("address",)),
    (("house",), ("house", "number")),
    (("postcode",), ("address", "postcode")),
    (("city",), ("address", "city"), ("city", "name")),
)


def name_parts(field: FieldRule, sources: Sequence[Source], free: frozenset[str]) -> list[Match]:
    """A full name, or a first and a last one; empty: no name was found."""
    clear = [source for source in sources if not {"user", "company", "app"} & said(source.column).keys()]
    first = _best(field, (("first", "name"),), clear, free)
    last = _best(field, (("last", "name"),), clear, free)
    whole = matches(replace(field, kind="text", never=frozenset({"first", "last"})), clear, free)
    if first and last and not (whole and whole[0].sure >= first.sure and "full" in said(whole[0].source.column)):
        return [first, last]
    # A name beside a first name is the family's.
    if first and whole and "full" not in said(whole[0].source.column):
        return [first, whole[0]]
    return whole[:1] or [match for match in (first, last) if match]


def address_parts(field: FieldRule, sources: Sequence[Source], free: frozenset[str]) -> list[Match]:
    """Street, house number, postcode and city, or a whole address; empty: none was found."""
    parts: list[Match] = []
    for meanings in _ADDRESS:
        best = _best(field, meanings, sources, free | {"address"})
        if best and all(best.source.name != part.source.name for part in parts):
            parts.append(best)
    return parts


def _best(
    field: FieldRule, meanings: tuple[Meaning, ...], sources: Sequence[Source], free: frozenset[str]
) -> Match | None:
    found = matches(
        replace(field, kind="text", says=meanings, never=frozenset({"email", "ip", "country"})), sources, free
    )
    return found[0] if found and found[0].sure >= _SURE_PART else None
