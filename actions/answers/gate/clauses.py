"""A sentence into clauses: what each one speaks of, denies, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from actions.answers.gate.readings import Amount, When
from actions.answers.gate.scan import Item
from actions.answers.gate.words import word_set

Tense = Literal["past", "future", ""]

_BREAKS = frozenset(";:—–()!?.,…•|")
_JOINTS = {
    "en": word_set("and but while whereas which although though so plus or then who yet because"),
    "de": word_set("und aber während sondern oder sowie obwohl dann weil denn"),
    "fr": word_set("et mais tandis ou puis car donc"),
    "es": word_set("y e pero mientras o u sino luego porque"),
}
_NEXT_ONLY = word_set(
    "no without lack lacks lacking kein keine keinen keiner keinem keinerlei ohne sans aucun aucune sin ningún "
    "ninguna ninguno"
)  # fmt: skip
_PRONOUNS = word_set(
    "it they this that these those which who es er sie das dies diese il elle ils elles ce cela ça ello este "
    "esta esto eso"
)  # fmt: skip
_SECOND = word_set(
    "you your yours yourself sie ihr ihre ihren ihrem ihrer ihres ihnen du dein deine deinen deinem deiner dir "
    "dich vous votre vos tu ton ta tes te usted ustedes su sus tú ti"
)  # fmt: skip
_FIRST = word_set("i we us our me my wir uns unser unsere unseren ich mir mich mein nous notre nos je moi mon ma mes "
                   "nosotros nuestro nuestra nuestros nuestras yo mi")  # fmt: skip


@dataclass(slots=True)
class Clause:
    """Part of a sentence with at most one predicate. `denied` are the items under a negation; `cues` the items whose
    concepts a record must bear out; `subject` is what the clause before it was about; `lent` are cues of an earlier clause or the question, for want of own ones."""

    items: list[Item]
    language: str
    denied: set[int] = field(default_factory=set)
    lent: list[Item] = field(default_factory=list)
    tense: Tense = ""
    subject: frozenset[str] = frozenset()
    paired: bool = False  # says of each of a pair what it says of both
    sentence: frozenset[str] = frozenset()  # what all clauses of the sentence claim
    _cued: tuple[list[Item], list[int]] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def names(self) -> list[int]:
        return [i for i, item in enumerate(self.items) if item.kind == "name"]

    @property
    def values(self) -> list[int]:
        return [i for i, item in enumerate(self.items) if item.kind == "value"]

    @property
    def cues(self) -> list[int]:
        if self._cued is None or self._cued[0] is not self.items:  # asked for very often
            self._cued = self.items, [i for i, item in enumerate(self.items) if is_cue(item)]
        return self._cued[1]

    @property
    def predicates(self) -> list[int]:
        """The cues that say something, rather than name the kind of thing it is said of."""
        return [i for i in self.cues if not self.items[i].entry.strict <= _KINDS or self.items[i].entry.opposite]

    @property
    def lows(self) -> list[str]:
        return [item.low for item in self.items]

    def has(self, op: str) -> bool:
        return any(op in item.ops for item in self.items)

    @property
    def addresses_customer(self) -> bool:
        return any(item.low in _SECOND for item in self.items)

    @property
    def speaks_for_us(self) -> bool:
        return any(item.low in _FIRST for item in self.items)

    def repeat(self) -> None:
        """`Basic has ads and Premium does`: what is not said again is meant again."""
        first = len(self.items)
        self.items = [*self.items, *self.lent]
        if self.turned is not None:
            self.denied |= set(range(first, len(self.items)))

    @property
    def turned(self) -> int | None:
        """Where a negation of the whole clause stands; None: there is none."""
        return next(
            (i for i, item in enumerate(self.items) if negates(item) and _whole(item, self.language)),
            None,
        )

    @property
    def subjectless(self) -> bool:
        """Whether it begins with a word that claims something, as the second verb of a subject does."""
        first = next((item for item in self.items if item.kind != "sign"), None)
        return first is not None and is_cue(first)

    @property
    def leans(self) -> bool:
        """Whether its subject was said before: it begins with a pronoun or without a subject."""
        said = [item for item in self.items if item.kind != "sign"]
        if not said:
            return True
        first = said[0]
        if first.low in _PRONOUNS or first.low in _JOINTS[self.language]:
            return True
        return first.kind == "word" and (first.entry.glue or bool(first.ops)) and first.low not in _SECOND | _FIRST | {
            "the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "las", "un", "une", "ein", "eine", "there"
        }  # fmt: skip


def is_cue(item: Item) -> bool:
    """Whether a word claims something that a record must bear out."""
    entry = item.entry
    return item.kind == "word" and not entry.glue and bool(entry.claims or entry.opposite)


def split(items: Sequence[Item], language: str) -> list[Clause]:
    """The clauses of a sentence, in order."""
    parts = [part for part in _parts(list(items), language) if any(item.kind != "sign" for item in part)]
    made = [_clause(part, language) for part in _attach(parts)]
    claimed = frozenset(c for clause in made for i in clause.cues for c in clause.items[i].entry.claims)
    for index, clause in enumerate(made):
        clause.sentence = claimed
        if not clause.predicates and (clause.values or clause.names):
            earlier = next((c for c in reversed(made[:index]) if c.cues), None)
            clause.lent = [earlier.items[i] for i in earlier.cues] if earlier else []
            clause.tense = clause.tense or (earlier.tense if earlier and not clause.has("UNTIL") else "")
            _repeated_amounts(clause, made[index - 1] if index else None)
            if clause.names and not clause.values:
                clause.repeat()
        elif index and not clause.names and (clause.leans or clause.subjectless):
            clause.subject = (
                frozenset(c for i in made[index - 1].cues for c in made[index - 1].items[i].entry.claims) - _ROLES
            )
    return made


def _repeated_amounts(clause: Clause, before: Clause | None) -> None:
    """`£5 on 3 May and again on 4 May`: the same amount is meant on the second day."""
    days_only = clause.values and all(isinstance(clause.items[i].value, When) for i in clause.values)
    if before is None or clause.names or clause.cues or not days_only:
        return
    clause.items = [*clause.items, *(item for item in before.items if isinstance(item.value, Amount))]


def _parts(items: list[Item], language: str) -> Iterator[list[Item]]:
    current: list[Item] = []
    for index, item in enumerate(items):
        if _breaks(items, index, language):
            yield current
            current = [item] if item.low in _KEPT else []
        else:
            current.append(item)
    yield current


_ROLES = frozenset(
    {
        "START", "END", "CANCEL", "RENEW", "EXPIRE", "RETRY", "RELEASE", "REPORT", "RESOLVED", "JOIN", "PUBLISH",
        "NEXT", "LAST", "FIRST", "OLD", "NEW", "PREVIOUS", "DUE", "FAIL", "SUCCEED", "PAID"
    }
)  # fmt: skip
_KINDS = frozenset(
    {
        "PLAN", "SUBSCRIPTION", "ACCOUNT", "TITLE", "FILM", "SERIES", "INVOICE", "PAYMENT", "CHARGE", "LINE",
        "DEVICE", "CONCERT", "EDITION", "DELIVERY", "INCIDENT", "PROBLEM"
    }
)  # fmt: skip
_KEPT = word_set("because weil denn car porque so while")


def _breaks(items: list[Item], index: int, language: str) -> bool:
    item = items[index]
    if item.kind == "sign":
        return (item.text in _BREAKS and not item.quoted) or (item.text == "-" and not item.joined)
    if item.kind != "word" or item.low not in _JOINTS[language] or item.quoted:
        return False
    before = items[index - 1] if index else None
    after = items[index + 1] if index + 1 < len(items) else None
    if before and after and before.kind == after.kind == "value":
        return type(before.value) is not type(after.value)
    return not (before and after and before.kind == after.kind == "name")


def _bare(part: Sequence[Item]) -> bool:
    words = [i for i in part if i.kind != "sign"]
    where = bool(words) and words[0].low in _WHERE
    telling = [i for i in part if is_cue(i) and not (where and i.entry.strict <= _KINDS | {"PROFILE"})]
    names = {i.low for i in part if i.kind == "name"}
    linked = len(names) > 1 and any(i.low in IS for i in part)  # `CH-1 was for the rental`: says one of the other
    named = bool(names) and not linked and not telling and not any(i.kind == "value" for i in part)
    return named and not any(i.ops & _COMPARING for i in part)


IS = word_set("is was are were ist war sind waren est était es era fue")
_WHERE = word_set("on in for with at auf in bei mit sur dans pour avec en con para")
_COMPARING = frozenset({"CHEAPEST", "DEAREST", "LONGEST", "SHORTEST", "MORE", "LESS", "SAME"})


def _says(part: Sequence[Item]) -> bool:
    return any(i.kind == "value" or is_cue(i) for i in part)


def _attach(parts: list[list[Item]]) -> list[list[Item]]:
    """Names that stand alone belong to what follows (`Metropolis, a film …`) or, at the end, to what went before."""
    made: list[list[Item]] = []
    waiting: list[Item] = []
    for part in parts:
        if (_bare(part) and not _denies(part)) or (not made and _adverbial(part)):
            waiting += part
        elif waiting and _says(part):
            made.append(waiting + part)
            waiting = []
        else:
            made.append(part)
    if waiting:
        target = next((part for part in reversed(made) if _says(part)), None)
        if target is None:
            made.append(waiting)
        else:
            target += waiting
    return made


def _adverbial(part: Sequence[Item]) -> bool:
    """`Since 1 November,` at the beginning: a day and nothing else."""
    values = [item.value for item in part if item.kind == "value"]
    plain = all(item.kind == "value" or (item.kind == "word" and item.entry.glue) for item in part)
    return bool(values) and plain and all(isinstance(value, When) for value in values)


def _denies(part: Sequence[Item]) -> bool:
    return any("NEG" in item.ops for item in part)


def _clause(items: list[Item], language: str) -> Clause:
    made = Clause(items, language)
    made.denied = _denied(made)
    made.tense = _tense(made)
    return made


def _denied(clause: Clause) -> set[int]:
    """The items under a negation: what follows it (in English) or the whole clause; after `no` only what it stands by."""
    denied: set[int] = set()
    for index, item in enumerate(clause.items):
        again = item.low in {"nor", "noch", "ni"} and any("NEG" in other.ops for other in clause.items[:index])
        if not negates(item) or again:  # `neither … nor` denies once
            continue
        if not _whole(item, clause.language):
            denied ^= set(_next_group(clause, index))
        elif clause.language == "en":
            denied ^= set(range(index + 1, len(clause.items)))
        else:
            denied ^= set(range(len(clause.items)))
    return denied


def negates(item: Item) -> bool:
    """Whether a word denies: `no longer` does, `any more` only goes with one that does."""
    return "NEG" in item.ops or ("FORMER" in item.ops and item.low not in _GOES_WITH_NOT)


_GOES_WITH_NOT = frozenset({"any more", "anymore", "any longer", "used to", "formerly"})


def _whole(item: Item, language: str) -> bool:
    """Whether a negation turns its clause (`not`) and not just the next word (`no`, `without`)."""
    return item.low not in _NEXT_ONLY or (language == "es" and item.low == "no")


def _next_group(clause: Clause, index: int) -> Iterator[int]:
    started = False
    for position in range(index + 1, len(clause.items)):
        item = clause.items[position]
        if is_cue(item) or item.kind in {"value", "name"}:
            started = True
            yield position
        elif started and item.low not in _CHAIN:
            return


_CHAIN = word_set("to of for on auf eine einen a an the de à un una al la le")
_FUTURE = word_set("will shall going wird werden werde wirst sera seront serez seras va vont será serán va van "
                    "upcoming coming")  # fmt: skip
_PAST = word_set("was were did had ago wurde wurden war waren hatte hatten était étaient fue fueron era eran ayer "
                  "yesterday")  # fmt: skip
_PERFECT = word_set("has have hat haben ist sind a ont avez avons ha han hemos está")
_FINITE_PAST = word_set(
    "paid charged billed took ended expired started began renewed cancelled canceled joined opened failed went "
    "came arrived changed increased rose dropped delivered resolved released published collected debited "
    "declined cost bought tried"
)  # fmt: skip


def _tense(clause: Clause) -> Tense:
    lows = clause.lows
    if any(low in _FUTURE for low in lows) or any("FUTURE" in item.ops for item in clause.items):
        return "future"
    if any(low in _PAST for low in lows) or any("PAST" in item.ops for item in clause.items):
        return "past"
    for index, low in enumerate(lows):
        before = lows[max(0, index - 3) : index]
        if low in {"been", "already"} and {"has", "have", "had"} & set(before):
            return "past"
        if {"has", "have"} & set(before[-1:]) and low.endswith("ed"):
            return "past"
        if low.split()[0] in _FINITE_PAST and not any(
            word in {"be", "is", "are", "being", "get", "gets"} for word in before
        ):
            return "past" if low != "cost" else ""
    return ""
