"""An honest “I can't see that”: true as long as no fact has what is said not to be known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.answers.gate.clauses import is_cue
from actions.answers.gate.known import Asked, Known
from actions.answers.gate.lexicon import lexicon
from actions.answers.gate.presumed import GIVEN, Presumed
from actions.answers.gate.scan import Item
from actions.answers.gate.words import word_set

_VERBS = frozenset({"INCLUDE", "AVAIL"})
PRONOUNS = word_set("you we i it they he she sie wir ich es er vous nous je il elle ils elles on usted yo él ella")


@dataclass(slots=True)
class Unknown:
    """Reads what a sentence says not to be known, and looks whether a fact has it."""

    presumed: Presumed
    known: Known

    def honest(self, items: Sequence[Item], info: Sequence[Item] = (), *, beyond: bool = False) -> bool:
        """Whether what the words ask for is in no fact, and they take nothing for granted that is not so. `info`: what
        there is said to be none of (`no date for …`); `beyond`: only more than the facts have is not known."""
        asked = self.read(items)
        if not self._one_question(asked):
            return False
        asked = self._of_a_kind(asked, info)
        return self._presumes_what_is_so(asked) and (beyond or not self.known.answers(asked))

    def _of_a_kind(self, asked: Asked, info: Sequence[Item]) -> Asked:
        """`no reason for …` is as good as `not why …`."""
        words = self.presumed.phrases.words
        said = {word for item in info for word in item.low.split()}
        kind = next((kind for kind in ("why", "when", "much") if said & words[f"info_{kind}"]), "")
        return Asked(kind, asked.items) if kind and asked.kind == "thing" else asked

    def speakable(self, items: Sequence[Item]) -> bool:
        """Whether something can be offered to be explained: a fact has it, and nothing is presumed that is not so."""
        asked = self.read(items)
        told = asked.kind in {"thing", "how", "long"} or self.known.answers(asked)
        return told and self.fair(items)

    def fair(self, items: Sequence[Item]) -> bool:
        """Whether a question, or what one is after, presumes nothing that is not so."""
        asked = self.read(items)
        return self._one_question(asked) and self._presumes_what_is_so(asked)

    def one_clause(self, items: Sequence[Item]) -> bool:
        """Whether the words hold no second clause."""
        return self._one_question(Asked("thing", list(items)))

    def read(self, items: Sequence[Item]) -> Asked:
        """The question, indirect or direct, that the words are, or the thing that they name."""
        for kind in ("why", "when", "whether", "much", "long", "who", "which", "how"):
            found = next(self.presumed.phrases.match(f"ask_{kind}", items), None)
            if found is not None:
                rest = found.gaps.get("rest", [])
                lead = items[: len(items) - len(rest)]
                return Asked(kind, rest, frozenset(word for item in lead for word in item.low.split()))
        return Asked("thing", list(items))

    def _one_question(self, asked: Asked) -> bool:
        """No second clause beside the question: `… and your refund was approved`."""
        words = self.presumed.phrases.words
        if (asked.kind == "thing" and asked.lows & words["asks"]) or self._for_ever(asked):
            return False
        for position, item in enumerate(asked.items):
            if item.text == "," and any("OR" in other.ops for other in asked.items[position:]):
                continue  # `a thriller, a comedy or a documentary`
            if item.kind == "sign" and (item.text in ",;:—–()…" or (item.text == "-" and not item.joined)):
                return False
            if item.kind == "word" and item.low in words["turns"]:
                return False
            if item.low in words["that"] and not _pronoun(asked.items, position, words["verbs"]):
                return False
            if item.low in words["and"] and not self._only_a_word_more(asked.items[position + 1 :]):
                return False
        return True

    def _for_ever(self, asked: Asked) -> bool:
        said = tuple(word for item in asked.items for word in item.low.split())
        ever = lexicon(self.presumed.setting.language).phrases["evermore"] | {("ever",)}
        return any(said[i : i + len(words)] == words for words in ever for i in range(len(said)))

    def _only_a_word_more(self, rest: Sequence[Item]) -> bool:
        """`your name and address`, `who bought it and when`, and not `… and includes a free gift`."""
        if rest and self.read(rest).kind != "thing":
            return True
        said = frozenset[str]().union(*(item.entry.claims for item in rest))
        verbs = self.presumed.phrases.words["verbs"]
        return (
            len(rest) <= 3
            and not said & (GIVEN | _VERBS)
            and not any(i.low in verbs or i.kind == "value" for i in rest)
        )

    def _presumes_what_is_so(self, asked: Asked) -> bool:
        if asked.kind in {"whether", "thing"} or (
            asked.kind == "how" and asked.items[:1] and asked.items[0].low in self.presumed.phrases.words["methods"]
        ):
            return self.presumed.open(asked.items, anything=asked.kind == "thing")
        loose = asked.kind in {"much", "long", "who", "which"} or (asked.kind == "when" and self._to_come(asked))
        if asked.kind in {"when", "long"} and self._to_come(asked):
            return self._coming(asked)
        return self.presumed.granted(asked.items, all_of=not loose)

    def _to_come(self, asked: Asked) -> bool:
        """Whether something is asked that is still to come; in the present tense it may be."""
        words = self.presumed.phrases.words
        return not asked.lows & words["past"] and not any("PAST" in item.ops for item in asked.items)

    def _coming(self, asked: Asked) -> bool:
        """`when it will be fixed` presumes that it is broken, `when you get your refund` that there is one."""
        mine = [item for item in asked.items if not item.entry.strict & {"RESOLVED", "DELIVERED", "DONE", "RESUME"}]
        return self.presumed.granted([i for i in mine if "NEG" not in i.ops], all_of=False)


def _pronoun(items: Sequence[Item], position: int, verbs: frozenset[str]) -> bool:
    """`for that`, `why that is`, `that payment`: no beginning of another clause."""
    after = [item.low for item in items[position + 1 :]]
    pronoun = not after or after[0] in verbs - PRONOUNS
    return pronoun or (not set(after) & verbs and is_cue(items[position + 1]))
