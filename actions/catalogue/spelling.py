"""Finding the known word that a misspelt one was meant to be."""

from __future__ import annotations

from collections.abc import Mapping

from symspellpy import SymSpell, Verbosity

_DISTANCE = 2


class Spelling:
    """A dictionary of known words, made from the catalogue itself.

    `counts` maps folded words to how often they occur; ties between equally near words go to the commoner one.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._dictionary = SymSpell(max_dictionary_edit_distance=_DISTANCE, prefix_length=7)
        for word, count in counts.items():
            self._dictionary.create_dictionary_entry(word, count)

    def __contains__(self, word: object) -> bool:
        return word in self._counts

    def count(self, word: str) -> int:
        """How often the word occurs; 0: it is not known."""
        return self._counts.get(word, 0)

    def near(self, word: str, limit: int = 3) -> list[str]:
        """Known words that `word` may stand for, the best first; itself alone when it is known."""
        if word in self._counts:
            return [word]
        reach = 0 if len(word) < 3 or word.isdigit() else 1 if len(word) < 6 else _DISTANCE
        found = self._dictionary.lookup(word, Verbosity.ALL, max_edit_distance=reach)
        return [suggestion.term for suggestion in found[:limit]]
