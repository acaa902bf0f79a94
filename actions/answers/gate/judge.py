"""The gate: may a sentence be shown, given the facts? What is not understood is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from actions.answers.gate.answering import Answering, opened
from actions.answers.gate.certainty import check_certainty
from actions.answers.gate.clauses import Clause, is_cue, split
from actions.answers.gate.guides import guided
from actions.answers.gate.happened import check_again
from actions.answers.gate.holds import Looseness, days, holds
from actions.answers.gate.index import build
from actions.answers.gate.likewise import check_likewise
from actions.answers.gate.locales import tongue
from actions.answers.gate.model import Decision, Refusal, Vocabulary
from actions.answers.gate.readings import Amount, When
from actions.answers.gate.records import Record
from actions.answers.gate.retelling import retold
from actions.answers.gate.rules import check_names, check_rules, check_safety, strip_idioms
from actions.answers.gate.scan import Item, Scanner
from actions.answers.gate.sequence import check_sequence
from actions.answers.gate.support import borne_out
from actions.answers.gate.talk import Talk, talk
from actions.answers.gate.tokens import unreadable
from actions.answers.gate.trial import Setting, Trial, day_of
from actions.answers.gate.vetted import vetted
from actions.facts.model import Fact


@dataclass(slots=True)
class Gate(Answering):
    """Judges the sentences of one answer: its facts are arranged once."""

    facts: Sequence[Fact]
    question: str
    locale: str
    today: dt.date
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    scanner: Scanner = field(init=False)
    talk: Talk = field(init=False)
    yes: list[Item] = field(init=False)

    def __post_init__(self) -> None:
        language = tongue(self.locale).language
        self.index = build(self.facts, language, self.today, self.vocabulary)
        self.scanner = Scanner(tongue(self.locale), self.today, self.index.names, self.index.claiming)
        items = self.scanner.scan(self.question[:2000])
        self.asked = split(items, language)
        named = {ref[0] for item in items for ref in item.refs if self._identity(item, ref[0])}
        named |= set(self._chosen(items))
        cues = frozenset(c for item in items if is_cue(item) for c in item.entry.claims)
        self.setting = Setting(
            self.index,
            self.today,
            self.vocabulary.zone,
            language,
            frozenset(named),
            cues,
            frozenset(item.low for item in items),
        )

        self.yes = self.scanner.scan({"en": "Yes", "de": "Ja", "fr": "Oui", "es": "Sí"}[language])
        self.talk = talk(self.setting, items, self._bears_out)

    def _bears_out(self, items: Sequence[Item]) -> bool:
        """Whether some words of a sentence, taken as one of their own, are so."""
        try:
            check_rules(items, " ".join(item.text for item in items), self.index, self.setting)
            return bool(self._borne_out(list(items)))
        except Refusal:
            return False

    def _chosen(self, items: Sequence[Item]) -> Iterator[int]:
        """The records that a question picks by order, day or amount: `my last bill`, `the payment in January`."""
        bare = Setting(self.index, self.today, self.vocabulary.zone, tongue(self.locale).language)
        cues = {c for item in items if is_cue(item) for c in item.entry.strict}
        for kind in {frozenset(r.head) for r in self.index.records if r.head & cues and not r.verdict}:
            dated = [(day, r) for r in self.index.records if r.head & kind and (day := day_of(bare, r)) is not None]
            if len(dated) < 2:
                continue
            said = [item.value for item in items if item.value is not None]
            fitting = [r for _, r in dated if any(_has_value(r, value, self.vocabulary.zone) for value in said)]
            if fitting:
                yield from (r.index for r in fitting)
            elif cues & {"LAST", "CURRENT"}:
                gone = [pair for pair in dated if pair[0] <= self.today]
                yield max(gone or dated, key=lambda pair: pair[0])[1].index

    def judge(self, sentence: str, citations: Sequence[str] = ()) -> Decision:
        """Whether the sentence may be shown, and why not."""
        try:
            bound = self._judge(sentence, citations)
        except Refusal as refusal:
            return Decision(False, refusal.code, refusal.reason)
        return Decision(True, "ok", "borne out", bound)

    def _judge(self, sentence: str, citations: Sequence[str]) -> tuple[str, ...]:
        if not sentence.strip():
            raise Refusal("empty", "there is no sentence")
        if (hidden := unreadable("".join(c for c in sentence if c not in self.index.raw))) is not None:
            raise Refusal("unreadable", hidden)
        for cited in citations:
            if all(fact.id != cited for fact in self.facts):
                raise Refusal("citation", f"there is no fact {cited}")
        scanned = self.scanner.scan(sentence)
        items = strip_idioms(scanned, self.setting.language)
        check_safety(items, sentence, self.index, self.setting)
        if self.talk.asks_secret(scanned):
            raise Refusal("promise", "asks for something that nobody should send")
        if self.talk.says_nothing(scanned):
            check_names(items, self.index, self.setting, self.setting.asked_words)
            return ()
        if self.talk.feigns(scanned):
            raise Refusal("unsupported", "a fact has what is said not to be known, or none has what is spoken of")
        items = _plain_both(strip_idioms(self.talk.said(scanned, self.yes), self.setting.language))
        check_rules(items, sentence, self.index, self.setting)
        check_certainty(items, self.index, self.setting.language, self.today)
        bound = self._borne_out(items)
        telling = [r for r in self.index.records if r.fact.id in bound]
        check_sequence(items, telling, self.setting.language)
        _check_sweeping(items, telling)
        return bound

    def _borne_out(self, items: list[Item]) -> tuple[str, ...]:
        """The facts that bear out the sentence: one whose text tells it, or those of its clauses."""
        said, rest = opened(items)
        telling = said is None or self._answers(said, rest)
        if telling and (told := self._told(rest)) is not None:
            return told
        try:
            return self._clauses(split(items, self.setting.language), items)
        except Refusal:
            if telling and (told := self._retold(rest)) is not None:
                return told
            raise

    def _spoken_of(self, trial: Trial) -> Iterator[int]:
        """What the next clause goes on about: of two that are compared, the first."""
        clause = trial.clause
        firsts = (
            ref[0] for i in clause.names for ref in clause.items[i].refs if self._identity(clause.items[i], ref[0])
        )
        if clause.has("THAN") and (first := next(firsts, None)) is not None:
            yield first
            return
        yield from (*trial.named(), trial.anchor.index)

    def _told(self, items: list[Item]) -> tuple[str, ...] | None:
        """The record in whose text the whole sentence stands; None: no text says all of it."""
        whole = Clause([item for item in items if item.kind != "sign" or item.text not in ".!?"], self.setting.language)
        if len(whole.cues) < 2 or any(item.ops & {"YES", "NO"} for item in items[:2]):
            return None
        telling = [r for r in self.index.records if not r.verdict and self._may_tell(r, whole)]
        for record in telling:
            trial = Trial(whole, record, self.setting)
            if borne_out(trial) and vetted(items, record, self.setting.language, self.today):
                return trial.ids()
        return None

    def _retold(self, items: list[Item]) -> tuple[str, ...] | None:
        """The record whose texts say the whole sentence in other words; None: none does."""
        whole = Clause([item for item in items if item.kind != "sign"], self.setting.language)
        for record in self.index.records:
            telling = not record.verdict and self._may_tell(record, whole)
            known = (items, record, self.setting.language, self.today)
            if telling and (retold(*known) or guided(*known)) and vetted(*known):
                return (record.fact.id,)
        return None

    def _may_tell(self, record: Record, clause: Clause) -> bool:
        """Whether a text may be what is told: not one of another title than the sentence or the question names."""
        named = {
            ref[0] for i in clause.names for ref in clause.items[i].refs if self._identity(clause.items[i], ref[0])
        }
        named = named or set(self.setting.asked)
        rivals = {i for i in named if self.index.records[i].head & record.head}
        return record.index in rivals or not rivals

    def _clauses(self, clauses: list[Clause], items: list[Item]) -> tuple[str, ...]:
        bound: list[str] = []
        before: frozenset[int] = frozenset()
        proofs: set[bool] = set()
        anchors: list[Record] = []
        told_when: Record | None = None  # whose text tells the clause before, `after …`
        for place, clause in enumerate(clauses):
            if not (clause.names or clause.values or clause.cues):
                continue
            check_likewise(
                clause, clauses[place - 1] if place else None, anchors[-1] if anchors else None, self.setting
            )
            trial = self._best(clause, before)
            if trial is None:
                continue
            if told_when is not None and not (trial.textual and trial.anchor is told_when):
                raise Refusal("record", "what is so then is told by the text that says when, and by nothing else")
            told_when = trial.anchor if trial.textual and _tells_when(clause) else None
            check_again(trial, anchors)
            anchors.append(trial.anchor)
            bound += trial.ids()
            before = frozenset(self._spoken_of(trial))
            if trial.proved:
                proofs.add(trial.denial)
        self._empty_words(clauses)
        self._yes_or_no(items, clauses, proofs)
        return tuple(dict.fromkeys(bound))


_SWEEPING = frozenset({"always", "immer", "toujours", "siempre"})


def _check_sweeping(items: Sequence[Item], telling: Sequence[Record]) -> None:
    """`always` and `free` must be said by what bears a sentence out, and not just beside it."""
    for item in items:
        free = is_cue(item) and "FREE" in item.entry.strict
        if not (item.low in _SWEEPING or free) or not telling:
            continue
        said = any(item.low in record.raw or (free and "FREE" in record.states) for record in telling)
        named = free and any("FREE" in view.concepts for record in telling for view in record.views.values())
        trial = free and any(
            "TRIAL" in view.concepts or "TRIAL" in r.states for r in telling for view in r.views.values()
        )
        if not (said or named or trial):
            raise Refusal("unsupported", f"nothing bears out “{item.text}”")


def _plain_both(items: list[Item]) -> list[Item]:
    """`both downloads and 4K`: says no more than `downloads and 4K`."""
    for place, item in enumerate(items):
        ahead = [other.low for other in items[place + 1 : place + 6]]
        named = place + 1 < len(items) and items[place + 1].kind == "name"
        if "BOTH" in item.ops and "and" in ahead and not named and ahead[0] not in {"of", "the", "your", "these"}:
            return [*items[:place], *_plain_both(items[place + 1 :])]
    return items


def _tells_when(clause: Clause) -> bool:
    """`After three failed attempts, …`: when something is so."""
    first = next((item for item in clause.items if item.kind != "sign"), None)
    return first is not None and bool(first.ops & {"BEFORE", "AFTER"})


def _has_value(record: Record, value: object, zone: dt.tzinfo) -> bool:
    if isinstance(value, When):
        return any(value.holds(day) for view in record.views.values() for day in days(view.value, zone))
    if isinstance(value, Amount):
        return any(
            holds(value, view, loose=Looseness(), today=dt.date.min, zone=zone) for view in record.views.values()
        )
    return False


def judge(
    sentence: str, facts: Sequence[Fact], *, question: str, locale: str, today: dt.date,
    vocabulary: Vocabulary | None = None, citations: Sequence[str] = (),
) -> Decision:  # fmt: skip
    """Whether one sentence may be shown; for several sentences on the same facts, keep a `Gate`."""
    return Gate(facts, question, locale, today, vocabulary or Vocabulary()).judge(sentence, citations)
