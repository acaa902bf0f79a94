"""Small word lists that stand in code because the rules that read them are there."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text, separated by spaces."""
    return frozenset(text.split())


OWN = word_set(
    "your my ihr ihre ihrem ihren ihrer dein deine deinem deinen mein meine meinem votre ton ta ma mon su tu mi"
)
