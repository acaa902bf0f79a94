"""Sentences, and parts of sentences, that claim nothing: courtesy, questions back, offers of help, honest not-knowing.

Which ones there are is in lexicon/*_asking.yml. A gap in a phrase is judged by its name: what stands there may not
bring in anything that the facts do not have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from actions.answers.gate.clauses import is_cue
from actions.answers.gate.known import Known
from actions.answers.gate.lexicon import lexicon
from actions.answers.gate.phrasing import Match, Phrases, phrases
from actions.answers.gate.presumed import GIVEN, Presumed
from actions.answers.gate.readings import Number
from actions.answers.gate.scan import Item
from actions.answers.gate.trial import Setting
from actions.answers.gate.unknown import PRONOUNS, Unknown
from actions.answers.gate.words import word_set
from actions.facts.model import Bool

_DEEDS = frozenset({"CANCEL", "PAUSE", "REDELIVER", "COMPENSATE"})
"""What is asked for by a request with a preview and a receipt, and not held out in a question."""
_BAD = frozenset(
    {
        "FAIL", "DECLINE", "PASTDUE", "INCIDENT", "ERROR", "MISSING", "LATE", "DAMAGED", "DUPLICATE", "EXPIRE",
        "INSUFFICIENT", "PROBLEM", "INVESTIGATE", "MONITORING", "IDENTIFIED",
    }
)  # fmt: skip
_OVER = frozenset({"EXPIRE", "END", "VOID"})
_SEEING = frozenset({"i can see", "i can see that", "we can see", "we can see that", "i see", "we see"})
_SILENT = ("courtesy", "unknown", "offer", "disclaimer")


@dataclass(slots=True)
class Talk:
    """Knows which words of a sentence say nothing."""

    presumed: Presumed
    unknown: Unknown
    phrases: Phrases = field(init=False)

    def __post_init__(self) -> None:
        self.phrases = self.presumed.phrases

    def says_nothing(self, items: Sequence[Item]) -> bool:
        """Whether a whole sentence claims nothing that a fact would have to bear out."""
        asks = bool(items) and items[-1].text == "?"
        said = _trimmed(items)
        if any("BECAUSE" in item.ops for item in items[1:]) and not asks:
            return False
        return bool(said) and self._nothing(said, asks=asks)

    def asks_secret(self, items: Sequence[Item]) -> bool:
        """Whether a sentence is a question after a password, a PIN or a card number."""
        return bool(items) and items[-1].text == "?" and self._secret(items)

    def _nothing(self, said: Sequence[Item], *, asks: bool, deep: int = 2) -> bool:
        sections = ("question", *_SILENT) if asks else _SILENT
        if any(self._silent(section, said) for section in sections):
            return True
        if deep and self._conditional(said, asks=asks, deep=deep):
            return True
        if not deep:
            return False
        if any(
            self._part(said[cut:]) and self._nothing(_trimmed(said[:cut]), asks=asks, deep=0)
            for cut in self._cuts(said)
        ):
            return True
        return any(
            (self._part(said[:cut]) or (asks and self._silent("question", _trimmed(said[:cut]))))
            and self._nothing(_trimmed(said[cut:]), asks=asks, deep=deep - 1)
            for cut in self._cuts(said)
        )

    def feigns(self, items: Sequence[Item]) -> bool:
        """Whether a sentence, or a part of it, says that something is not known that a fact has, or is sorry for, or
        glad of, what there is not."""
        said = _trimmed(items)
        ends = [0, *self._cuts(said), len(said)]
        parts = [said, *(said[one:two] for one, two in pairwise(ends))]
        return any(self._feigned(_trimmed(part)) for part in parts)

    def _feigned(self, part: Sequence[Item]) -> bool:
        for section in ("unknown", "courtesy"):
            found = [m for m in self.phrases.match(section, part) if not any(self._cuts(w) for w in m.gaps.values())]
            if any(self._fits(one, section, part) for one in found):
                return False
            if any(section == "courtesy" or self._asked(one) for one in found):
                return True
        return False

    def _asked(self, found: Match) -> bool:
        """Whether a phrase says that a question is open or information is missing, not that a thing is."""
        what = self.unknown.read(found.gaps.get("what") or found.gaps.get("more") or [])
        return bool(found.gaps.get("info")) or what.kind != "thing"

    def _part(self, part: Sequence[Item]) -> bool:
        words = _trimmed(part)
        return bool(words) and any(self._silent(section, words) for section in ("frame", *_SILENT))

    def _conditional(self, said: Sequence[Item], *, asks: bool, deep: int) -> bool:
        """`If it still fails, shall I put you through to someone?`: the condition leaves open whether it is so."""
        comma = next((i for i, item in enumerate(said) if item.text == ","), None)
        if comma is None or said[0].low.split()[0] not in self.phrases.words["if"]:
            return False
        return self._open(said[1:comma]) and self._nothing(_trimmed(said[comma:]), asks=asks, deep=deep - 1)

    def said(self, items: Sequence[Item], yes: Sequence[Item]) -> list[Item]:
        """The items without the parts that claim nothing, at the beginning and at the end. Who is told to be right
        is told `yes`."""
        kept = list(items)
        for cut in self._cuts(kept):
            opening = _trimmed(kept[:cut])
            if any(self.phrases.match("agree", opening)):
                return [*yes, *kept[cut:]]
            if self._part(kept[:cut]) and self._speaks(kept[cut:]) and not self._hangs(kept[:cut], kept[cut:]):
                kept = list(_trimmed(kept[cut:], only_front=True))
                break
        for cut in reversed(self._cuts(kept)):
            if self._part(kept[cut:]) and self._speaks(kept[:cut]):
                return list(_trimmed(kept[:cut]))
        return kept

    def _hangs(self, before: Sequence[Item], after: Sequence[Item]) -> bool:
        """Whether a pronoun stands for something in the part that would go: `…, and it is free`."""
        words = [item for item in _trimmed(after) if item.kind != "sign"]
        return self._speaks(before) and bool(words) and words[0].low in PRONOUNS

    def _speaks(self, part: Sequence[Item]) -> bool:
        return any(item.kind in {"name", "value"} or is_cue(item) for item in part)

    def _cuts(self, items: Sequence[Item]) -> list[int]:
        """Where a sentence may be cut: before a sign or a word that joins clauses."""
        joints = self.phrases.words["joints"]
        return [
            i for i, item in enumerate(items)
            if i and ((item.kind == "sign" and item.text in ",;:—–-…" and not item.joined) or item.text in ",;:—–…" or item.low in joints)
        ]  # fmt: skip

    # ----- what stands in the gaps

    def _silent(self, section: str, items: Sequence[Item]) -> bool:
        return any(self._fits(found, section, items) for found in self.phrases.match(section, items))

    def _fits(self, found: Match, section: str, items: Sequence[Item]) -> bool:
        if section in {"question", "offer"} and self._secret(items):
            return False
        if section == "offer" and items[0].low in _SEEING:
            return False  # `I can see that your router is offline` offers nothing
        info = found.gaps.get("info", [])
        if info and not found.gaps.keys() & {"what", "more"} and not self.unknown.honest([], info):
            return False
        mine = {word for item in items[:8] for word in item.low.split()} & self.phrases.words["me"]
        if section == "unknown" and not mine and not self._asked(found):
            return False  # `we have no student discount`, `it does not include that` are claims
        return all(self._gap(name, words, info) for name, words in found.gaps.items() if name != "info")

    def _gap(self, name: str, words: list[Item], info: Sequence[Item] = ()) -> bool:
        if name == "what":
            return self.unknown.honest(words, info)
        if name == "more":
            return self.unknown.honest(words, info, beyond=True)
        if name == "tell":
            return self.unknown.speakable(words)
        if name == "thing":
            return self.unknown.one_clause(words) and self.presumed.granted(words) and not self._over(words)
        if name == "trouble":
            return self.unknown.one_clause(words) and self._troubled(words)
        if name == "deed":
            return self._open(words) and not self._possible(words)
        if name in {"offer", "ask"}:
            denied = any("NEG" in item.ops for item in words)
            held_out = self._held_out(words) and (name == "offer" or not self._named_as_theirs(words))
            return self._open(words) and not denied and not held_out
        if name == "wh":
            return self.unknown.one_clause(words) and self._asks(words)
        return self._open(words)

    def _open(self, words: Sequence[Item]) -> bool:
        """Whether the words leave all that they say open; a question in them (`how to …`) may be explained."""
        asks = self.phrases.words["asks"]
        ask = next((i for i, item in enumerate(words) if item.low in asks), len(words))
        told = words[:ask]
        fine = not told or (self.unknown.one_clause(told) and self.presumed.open(told))
        return fine and (ask == len(words) or self.unknown.fair(words[ask:]))

    def _held_out(self, words: Sequence[Item]) -> bool:
        return any(item.entry.claims & (GIVEN | _DEEDS) or self.presumed.gives(item) for item in words)

    def _named_as_theirs(self, words: Sequence[Item]) -> bool:
        """Whether what is given or done is spoken of as something that there is: `help with the refund`."""
        definite = self.phrases.words["definite"]
        held = [i for i, item in enumerate(words) if self._held_out([item])]
        return all(any(item.low in definite for item in words[max(0, i - 3) : i]) for i in held)

    def _asks(self, words: Sequence[Item]) -> bool:
        """A question that begins with `which`: how many there are to choose from must be so."""
        counts = [i for i in words if isinstance(i.value, Number)]
        rest = [i for i in words if i not in counts]
        return all(self._choice(i.value) for i in counts) and self.presumed.granted(rest, all_of=False)

    def _choice(self, count: object) -> bool:
        kinds = [r.fact.kind for r in self.presumed.records if not r.verdict]
        return isinstance(count, Number) and any(kinds.count(kind) == count.value for kind in set(kinds))

    def _troubled(self, words: Sequence[Item]) -> bool:
        """`trouble with your payment`: a record of that kind tells of some."""
        telling = [item for item in words if is_cue(item) or item.kind in {"name", "value"}]
        troubled = [r for r in self.presumed.records if (self.presumed.own(r) | r.head) & _BAD]
        return any(self.presumed.houses(telling, record) for record in troubled)

    def _over(self, words: Sequence[Item]) -> bool:
        """Whether what is to be enjoyed has ended."""
        cues = [item for item in words if is_cue(item)]
        homes = [r for r in self.presumed.records if cues and self.presumed.houses(cues, r)]
        named = {ref[0] for item in words if item.kind == "name" for ref in item.refs}
        barred = any(r.answer is False and r.links & named for r in self.presumed.records)
        return barred or (bool(homes) and all(r.states & _OVER for r in homes))

    def _possible(self, words: Sequence[Item]) -> bool:
        """Whether a fact says that what the bot says it can't do can be done or has been done."""
        claims = frozenset[str]().union(*(item.entry.strict for item in words)) & (GIVEN | _DEEDS)
        for record in self.presumed.records:
            if record.answer and claims & frozenset[str]().union(*record.asks):
                return True
            if any(isinstance(v.value, Bool) and v.value.value and v.concepts & claims for v in record.views.values()):
                return True
        return False

    def _secret(self, items: Sequence[Item]) -> bool:
        """Whether a question is after a password, a PIN or a card number."""
        words = tuple(word for item in items for word in item.low.split())
        secrets = lexicon(self.presumed.setting.language).phrases["secrets"] | {
            tuple(secret.split()) for secret in self.phrases.words["secret"]
        }
        found = any(words[i : i + len(secret)] == secret for secret in secrets for i in range(len(words)))
        card = set(words) & self.phrases.words["card"] and set(words) & self.phrases.words["number"]
        return (found and not set(words) & self.phrases.words["safe"]) or bool(card)


def _trimmed(items: Sequence[Item], *, only_front: bool = False) -> Sequence[Item]:
    """The items without signs and joining words at the ends."""
    first, last = 0, len(items)
    while first < last and (items[first].kind == "sign" or items[first].low in _JOINING):
        first += 1
    while not only_front and last > first and items[last - 1].kind == "sign":
        last -= 1
    return items[first:last]


_JOINING = word_set("and but or so und aber oder also et mais ou donc y e pero o")


def talk(setting: Setting, question: Sequence[Item], bears_out: Callable[[Sequence[Item]], bool]) -> Talk:
    """What knows the courtesies of one answer; `question` is the customer's."""
    presumed = Presumed(setting, phrases(setting.language), bears_out)
    known = Known(presumed)
    unknown = Unknown(presumed, known)
    known.asking = unknown.read(_trimmed(question)).kind
    return Talk(presumed, unknown)
