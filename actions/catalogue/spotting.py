"""Where in a text a name stands, allowing for slips of the keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from actions.catalogue.hits import Mention
from actions.catalogue.text import Word, core, folded, is_english, words

_SLIP = 0.12  # what a correct English word in the place of another costs: a slip rarely yields a word


@dataclass(frozen=True, slots=True)
class Window:
    """Words `first` to `last` (exclusive) of a text that read like a name, `similarity` 0 to 1."""

    first: int
    last: int
    similarity: float


def best_windows(spoken: Sequence[Word], names: Sequence[str], least: float = 0.78) -> list[Window | None]:
    """For each folded name the part of the text that reads most like it; None: nothing reads like it."""
    spans = _spans(len(spoken), names)
    if not spans or not names:
        return [None] * len(names)
    texts = [" ".join(word.text for word in spoken[first:last]) for first, last in spans]
    # Run together or torn apart words ("metro polis") differ in spaces only, so these do not count.
    alike = process.cdist([_solid(name) for name in names], [_solid(text) for text in texts], scorer=fuzz.ratio)
    found: list[Window | None] = []
    for row, name in enumerate(names):
        span = spans[int(np.argmax(alike[row]))]
        similarity = float(alike[row].max()) / 100 - _slips(spoken[span[0] : span[1]], name)
        found.append(Window(*span, similarity) if similarity >= least else None)
    return found


def _spans(length: int, names: Sequence[str]) -> list[tuple[int, int]]:
    sizes = {size for name in names for size in range(name.count(" ") - 1, name.count(" ") + 3) if size > 0}
    return [(first, first + size) for size in sorted(sizes) for first in range(length - size + 1)]


def _solid(text: str) -> str:
    return text.replace(" ", "")


def _slips(window: Sequence[Word], name: str) -> float:
    meant = set(name.split())
    text = "".join(word.text for word in window)
    if text == _solid(name):
        return 0.0
    return sum(_SLIP for word in window if word.text not in meant and is_english(word.text))


class Vocabulary:
    """A small set of things that go by several names each: devices, plans, genres."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """`names` maps an id to what it is called, the proper name first."""
        forms = [(id, next(iter(called), id), form) for id, called in _listed(names).items() for form in called]
        self._forms = [(id, proper, core(folded(form))) for id, proper, form in forms if folded(form)]

    def spot(self, text: str, least: float = 0.84) -> list[Mention]:
        """What the text names, in the order of the text; where readings overlap the better and longer one."""
        spoken = words(text)
        windows = best_windows(spoken, [form for _, _, form in self._forms], least)
        found = [
            Mention(id, proper, round(window.similarity, 3), spoken[window.first].start, spoken[window.last - 1].end)
            for (id, proper, form), window in zip(self._forms, windows, strict=True)
            if window and (window.similarity == 1 or len(form) > 3)
        ]
        return sorted(without_overlaps(found), key=lambda mention: mention.start)


def without_overlaps(mentions: Iterable[Mention], tie: float = 0.02) -> list[Mention]:
    """The best readings that do not contradict each other; namesakes with (nearly) the same score stay together."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (-round(m.score, 1), m.start - m.end, -m.score)):
        rivals = [other for other in kept if mention.overlaps(other)]
        same = all((r.start, r.end) == (mention.start, mention.end) and r.score - mention.score <= tie for r in rivals)
        if same and all(r.id != mention.id for r in rivals):
            kept.append(mention)
    return kept


def _listed(names: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {id: list(called) for id, called in names.items()}
