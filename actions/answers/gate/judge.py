"""The gate: may a sentence be shown, given the facts? What is not understood is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from actions.answers.gate.bind import _fits
from actions.answers.gate.clauses import Clause, is_cue, split
from actions.answers.gate.holds import Looseness, days, holds
from actions.answers.gate.index import Index, Record, build
from actions.answers.gate.locales import tongue
from actions.answers.gate.model import Decision, Refusal, Vocabulary
from actions.answers.gate.polarity import meets, says
from actions.answers.gate.readings import Amount, When
from actions.answers.gate.rules import check_rules, strip_idioms
from actions.answers.gate.scan import Item, Scanner
from actions.answers.gate.settle import settle
from actions.answers.gate.support import borne_out
from actions.answers.gate.tokens import unreadable
from actions.answers.gate.trial import Setting, Trial, day_of
from actions.answers.gate.words import word_set
from actions.facts.model import Fact


@dataclass(slots=True)
class Gate:
    """Judges the sentences of one answer: its facts are arranged once."""

    facts: Sequence[Fact]
    question: str
    locale: str
    today: dt.date
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    index: Index = field(init=False)
    setting: Setting = field(init=False)
    scanner: Scanner = field(init=False)
    asked: list[Clause] = field(init=False)

    def __post_init__(self) -> None:
        language = tongue(self.locale).language
        self.index = build(self.facts, language, self.today, self.vocabulary)
        self.scanner = Scanner(tongue(self.locale), self.today, self.index.names)
        items = self.scanner.scan(self.question[:2000])
        self.asked = split(items, language)
        named = {ref[0] for item in items for ref in item.refs if self._identity(item, ref[0])}
        named |= set(self._chosen(items))
        cues = frozenset(c for item in items if is_cue(item) for c in item.entry.claims)
        self.setting = Setting(self.index, self.today, self.vocabulary.zone, language, frozenset(named), cues,
            frozenset(item.low for item in items),
        )

    def _chosen(self, items: Sequence[Item]) -> Iterator[int]:
        """The records that a question picks by order, day or amount: `my last bill`, `the payment in January`."""
        bare = Setting(self.index, self.today, self.vocabulary.zone, tongue(self.locale).language)
        cues = {c for item in items if is_cue(item) for c in item.entry.strict}
        for kind in {frozenset(r.head) for r in self.index.records if r.head & cues and not r.verdict}:
            same = sorted(
                (r for r in self.index.records if r.head & kind and day_of(bare, r)), key=lambda r: day_of(bare, r)
            )  # type: ignore[arg-type, return-value]
            if len(same) < 2:
                continue
            said = [item.value for item in items if item.value is not None]
            fitting = [r for r in same if any(_has_value(r, value, self.vocabulary.zone) for value in said)]
            if fitting:
                yield from (r.index for r in fitting)
            elif cues & {"LAST", "CURRENT"}:
                yield max(
                    (r for r in same if day_of(bare, r) <= self.today), key=lambda r: day_of(bare, r), default=same[-1]
                ).index  # type: ignore[operator, arg-type, return-value]

    def _identity(self, item: Item, index: int) -> bool:
        from actions.answers.gate.trial import words_of

        return index in self.index.identified(words_of(item))

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
        items = strip_idioms(self.scanner.scan(sentence), self.setting.language)
        check_rules(items, sentence, self.index, self.setting)
        if (told := self._told(items)) is not None:
            return told
        return self._clauses(split(items, self.setting.language), items)

    def _told(self, items: list[Item]) -> tuple[str, ...] | None:
        """The record in whose text the whole sentence stands; None: no text says all of it."""
        whole = Clause([item for item in items if item.kind != "sign" or item.text not in ".!?"], self.setting.language)
        if len(whole.cues) < 2 or any(item.ops & {"YES", "NO"} for item in items[:2]):
            return None
        for record in self.index.records:
            trial = Trial(whole, record, self.setting)
            if not record.verdict and self._may_tell(record, whole) and borne_out(trial):
                return trial.ids()
        return None

    def _may_tell(self, record: Record, clause: Clause) -> bool:
        """Whether a text may be what is told: not one of another title than the sentence or the question names."""
        named = {ref[0] for i in clause.names for ref in clause.items[i].refs if self._identity(clause.items[i], ref[0])}
        named = named or set(self.setting.asked)
        rivals = {i for i in named if self.index.records[i].head & record.head}
        return record.index in rivals or not rivals

    def _clauses(self, clauses: list[Clause], items: list[Item]) -> tuple[str, ...]:
        bound: list[str] = []
        before: frozenset[int] = frozenset()
        proofs: set[bool] = set()
        for clause in clauses:
            if not (clause.names or clause.values or clause.cues):
                continue
            trial = self._best(clause, before)
            if trial is None:
                continue
            bound += trial.ids()
            before = frozenset(trial.named()) | {trial.anchor.index}
            if trial.proved:
                proofs.add(trial.denial)
        self._empty_words(clauses)
        self._yes_or_no(items, clauses, proofs)
        return tuple(dict.fromkeys(bound))

    # ----- which record a clause speaks of

    def _best(self, clause: Clause, before: frozenset[int]) -> Trial | None:
        """The record that bears out the clause, each of several named in turn; raises the most telling refusal."""
        if any("BOTH" in item.ops for item in clause.items) and not clause.names:
            return self._both(clause)
        for one in _each(clause, self.index):
            trial = self._one(one, before)
        return trial

    def _both(self, clause: Clause) -> Trial | None:
        """`both plans`: there are two of the kind, and it holds for each."""
        said = {c for i in clause.cues for c in clause.items[i].entry.strict & _NOUNS}
        pair = [record for record in self.index.records if record.head & said and not record.verdict]
        if len(pair) != 2:
            raise Refusal("comparison", "there are not just two of them")
        items = [item for item in clause.items if "BOTH" not in item.ops]
        one = Clause(items, clause.language, {i - 1 for i in clause.denied}, clause.lent, clause.tense)
        for record in pair:
            trial = Trial(one, record, self.setting, frozenset({record.index}))
            settle(trial)
        return trial

    def _one(self, clause: Clause, before: frozenset[int]) -> Trial | None:
        inherited = before or self.setting.asked if clause.leans else before if not clause.names else frozenset()
        refusals: list[Refusal] = []
        for anchor, leaning in self._tries(clause, inherited):
            trial = Trial(clause, anchor, self.setting, leaning)
            try:
                settle(trial)
                self._unambiguous(trial)
            except Refusal as refusal:
                refusals.append(refusal)
                continue
            self._uncontradicted(trial)
            return trial
        if not clause.names and not clause.values and _harmless(clause):
            return None
        raise refusals[0] if refusals else Refusal("unsupported", "no fact speaks of this")

    def _tries(self, clause: Clause, inherited: frozenset[int]) -> Iterator[tuple[Record, frozenset[int]]]:
        """The records to try: those near what was said before; others only where `it` cannot have such a value."""
        near = self._candidates(clause, inherited)
        yield from ((record, inherited) for record in near)
        listed = bool(clause.lent) and any(isinstance(clause.items[i].value, When) for i in clause.values)
        if inherited and not clause.names and (listed or not clause.leans or not _can_hold(clause, near)):
            yield from ((record, frozenset()) for record in self._candidates(clause, frozenset()) if record not in near)

    def _candidates(self, clause: Clause, inherited: frozenset[int]) -> list[Record]:
        named = {
            ref[0] for i in clause.names for ref in clause.items[i].refs if self._identity(clause.items[i], ref[0])
        }
        mentioned = {ref[0] for i in clause.names for ref in clause.items[i].refs}
        mentioned |= {r.index for r in self.index.records for i in clause.names if r.trusted and clause.items[i].low in r.raw}
        near = (named | inherited if clause.lent else named) or inherited
        found = []
        for record in self.index.records:
            linked = record.index in near or bool(record.links & near)
            if near and not linked and not (record.ambient and not inherited) and record.index not in mentioned:
                continue
            if not near and self._beside_the_question(record):
                continue
            if _own_plan(clause) and "PLAN" in record.head and not self._is_own(record):
                continue
            found.append(record)
        return sorted(found, key=lambda r: (r.index not in named, r.index not in near, r.index not in mentioned,
                                            not _speaks_of(clause, r), r.index))  # fmt: skip

    def _beside_the_question(self, record: Record) -> bool:
        """Another record of the kind that the question named one of."""
        asked = [self.index.records[i] for i in self.setting.asked]
        same = [other for other in asked if other.head & record.head and other.verdict == record.verdict]
        return bool(same) and record not in same

    def _is_own(self, record: Record) -> bool:
        ambient = [r for r in self.index.records if r.ambient]
        if not ambient:
            return sum("PLAN" in r.head for r in self.index.records) == 1
        return any(r.index in record.links for r in ambient)

    def _unambiguous(self, trial: Trial) -> None:
        """Where neither sentence nor question tells which of several records is meant, one value is not enough."""
        anchor, clause = trial.anchor, trial.clause
        told = trial.named() | self.setting.asked
        if anchor.index in told or anchor.links & told or anchor.verdict:
            return
        rivals = [r for r in self.index.records if r is not anchor and r.head == anchor.head and not r.verdict]
        dated = any(isinstance(clause.items[i].value, When) for i in clause.values) and not clause.predicates
        evidence = dated + len(clause.values) + len(clause.names) + trial.proved
        others = frozenset[str]().union(*(rival.states for rival in rivals))
        evidence += bool(clause.values or clause.names) and any(clause.items[i].entry.claims & (anchor.states - others) for i in clause.cues)
        ordered = any(clause.items[i].entry.strict & {"LAST", "FIRST", "NEXT", "PREVIOUS"} for i in clause.cues)
        if not rivals or evidence > 1 or ordered or trial.textual or self._latest(anchor, rivals):
            return
        spoken = {view.name for record, view in trial.bound if record is anchor}
        for rival in (r for r in rivals if spoken <= r.views.keys()):
            other = Trial(clause, rival, self.setting, trial.inherited)
            try:
                settle(other)
            except Refusal:
                raise Refusal("record", f"it is not said which {anchor.fact.kind} is meant") from None

    def _latest(self, anchor: Record, rivals: Sequence[Record]) -> bool:
        """`your bill` without more is the last one."""
        if self._picked(anchor, rivals):
            return False
        day = day_of(self.setting, anchor)
        others = [other for rival in rivals if (other := day_of(self.setting, rival)) is not None]
        if day is None or len(others) < len(rivals):
            return False
        return day <= self.today and all(other < day or other > self.today for other in others)

    def _picked(self, anchor: Record, rivals: Sequence[Record]) -> bool:
        """Whether the question picked another one."""
        return any(rival.index in self.setting.asked for rival in rivals) and anchor.index not in self.setting.asked

    def _uncontradicted(self, trial: Trial) -> None:
        """No verdict about what the clause names may say otherwise."""
        clause = trial.clause
        told = trial.named() | (self.setting.asked if not trial.named() else frozenset())
        for record in self.index.records:
            if (
                record is trial.anchor
                or record.answer is None
                or (told and not record.links & told and record.index not in told)
            ):
                continue
            if not says(clause, record.asks) or (trial.textual and not clause.names) or not meets(trial, record):
                continue
            other = Trial(clause, record, self.setting, trial.inherited)
            try:
                settle(other)
            except Refusal as refusal:
                if refusal.code == "verdict" and self._applies(other):
                    raise

    def _applies(self, trial: Trial) -> bool:
        return all(trial.item(i).refs and any(r[0] == trial.anchor.index or r[0] in trial.anchor.links for r in trial.item(i).refs)
                   for i in trial.clause.names)  # fmt: skip

    # ----- words without content

    def _empty_words(self, clauses: list[Clause]) -> None:
        for clause in clauses:
            if clause.names or clause.values or clause.cues:
                continue
            ops = {op for item in clause.items for op in item.ops if not (item.entry.glue and item.low in _SOFT)}
            if ops & {
                "MUST",
                "HEDGE",
                "ALL",
                "MOST",
                "FORMER",
                "CHEAPEST",
                "DEAREST",
                "BECAUSE",
                "SOON",
                "MORE",
                "LESS",
                "SAME",
                "IF",
            }:
                raise Refusal("unsupported", f"nothing bears out “{' '.join(i.text for i in clause.items)}”")

    def _yes_or_no(self, items: list[Item], clauses: list[Clause], proofs: set[bool]) -> None:
        """A yes or a no must be the answer to what was asked."""
        said = self._said_answer(items, clauses)
        if said is None:
            return
        answer = self._answer()
        if answer is None and proofs == {not said}:
            return
        if answer != said:
            raise Refusal("verdict", f"“{'yes' if said else 'no'}” is not the answer that the facts give")

    def _said_answer(self, items: list[Item], clauses: list[Clause]) -> bool | None:
        first = next((clause for clause in clauses), None)
        if first is None:
            return None
        whole = not any(c.names or c.values or c.cues for c in clauses)
        turned = any(
            "NEG" in item.ops and item.kind == "word"
            for c in clauses
            for item in c.items
            if not (c.names or c.values or c.cues)
        )
        opening = [item for item in first.items if item.kind == "word"]
        if any("YES" in item.ops for item in opening[:2]) and not first.denied:
            if turned:
                raise Refusal("verdict", "says yes and no at once")
            return True
        denies = any("NO" in item.ops for item in opening) or [i.low for i in opening][:1] in (
            ["no"],
            ["nein"],
            ["non"],
        )
        if denies and not (first.names or first.values or first.cues):
            return False
        if turned:
            return False
        if not whole or not self._polar():
            return None
        echo = len(items) <= 5 and {i.low for i in items} & _AUXILIARIES and {i.low for i in items} & _SUBJECTS
        return True if echo else None

    def _polar(self) -> bool:
        first = next((item.low for clause in self.asked for item in clause.items), "")
        return first in _AUXILIARIES or any(record.answer is not None for record in self.index.records)

    def _answer(self) -> bool | None:
        """What the facts answer to the question as it was put; None: they do not."""
        found: set[bool] = set()
        for clause in self.asked:
            if not (clause.names or clause.values or clause.cues):
                continue
            answer = self._holds(clause)
            if answer is not None:
                found.add(answer)
        return found.pop() if len(found) == 1 else None

    def _holds(self, clause: Clause) -> bool | None:
        verdicts = [
            r for r in self.index.records if r.answer is not None and (says(clause, r.asks) or not clause.predicates)
        ]
        named = {ref[0] for i in clause.names for ref in clause.items[i].refs}
        fitting = [r for r in verdicts if all(_covers(r, clause.items[i]) for i in clause.names)] or (
            [r for r in verdicts if r.links & named] if named else []
        )
        answers = {r.answer for r in fitting}
        if len(answers) == 1:
            return answers.pop()
        if answers:
            return None
        try:
            trial = self._one(clause, frozenset())
            return True if trial and trial.proved and not clause.denied else None
        except Refusal as refusal:
            return False if refusal.code in {"verdict", "state"} else None


_SOFT = word_set(
    "about around from through over under above below before after until till some may any more most up right "
    "of since will would was were did had shall all then every"
)  # fmt: skip
_AUXILIARIES = word_set(
    "is are am was were do does did can could will would have has had may should ist sind kann können darf "
    "habe hat wird est sont puis peut a es son está puedo"
)  # fmt: skip
_SUBJECTS = word_set("it you that they this i we he she")


def _each(clause: Clause, index: Index) -> Iterator[Clause]:
    """The clause once for each of several records of a kind that it names, unless it compares them."""
    by_kind: dict[str, list[int]] = {}
    for position in clause.names:
        item = clause.items[position]
        from actions.answers.gate.trial import words_of

        for owner in sorted(index.identified(words_of(item)))[:1]:
            by_kind.setdefault(index.records[owner].fact.kind, []).append(position)
    several = next(
        (positions for positions in by_kind.values() if len({clause.items[p].low for p in positions}) > 1), None
    )
    if several is None or any(item.ops & {"THAN", "MORE", "LESS", "OVER", "UNDER"} for item in clause.items):
        yield clause
        return
    for keep in several:
        shift = [i for i, item in enumerate(clause.items) if (i not in several or i == keep) and "BOTH" not in item.ops]
        items = [clause.items[i] for i in shift]
        yield Clause(
            items, clause.language, {shift.index(i) for i in clause.denied if i in shift}, clause.lent, clause.tense
        )


def _covers(record: Record, item: Item) -> bool:
    return any(index == record.index or index in record.links for index, _ in item.refs)


def _can_hold(clause: Clause, records: Sequence[Record]) -> bool:
    """Whether any of the records has a value of a type that the clause says."""
    values = [clause.items[i].value for i in clause.values]
    return not values or any(
        _fits(view, value)
        for record in records
        for view in record.views.values()
        for value in values
        if value is not None
    )


def _has_value(record: Record, value: object, zone: dt.tzinfo) -> bool:
    if isinstance(value, When):
        return any(value.holds(day) for view in record.views.values() for day in days(view.value, zone))
    if isinstance(value, Amount):
        return any(
            holds(value, view, loose=Looseness(), today=dt.date.min, zone=zone) for view in record.views.values()
        )
    return False


def _speaks_of(clause: Clause, record: Record) -> bool:
    return any(clause.items[i].entry.strict & record.head for i in clause.cues)


def _own_plan(clause: Clause) -> bool:
    lows = clause.lows
    return any(low in {"your", "ihr", "ihrem", "ihren", "dein", "deinem", "votre", "ton", "su", "tu"} and any(
        clause.items[j].entry.strict & {"PLAN", "SUBSCRIPTION"} for j in range(i + 1, min(i + 4, len(lows)))) for i, low in enumerate(lows))  # fmt: skip


_NOUNS = frozenset(
    {
        "INVOICE", "LINE", "PLAN", "SUBSCRIPTION", "ACCOUNT", "PAYMENT", "CHARGE", "DEVICE", "TITLE", "FILM",
        "SERIES", "ARTICLE", "HELPART", "PROBLEM", "STEP", "DELIVERY", "TIME", "LAST", "NEXT", "PREVIOUS",
        "CURRENT", "DOCUMENTARY", "CONCERT", "EPISODE", "SEASON", "PROFILE", "INCLUDE", "FEATURE"
    }
)  # fmt: skip


def _harmless(clause: Clause) -> bool:
    """An offer to look at something, in words that claim nothing: `would you like to see the lines?`."""
    from actions.answers.gate.rules import invites

    if not invites(clause) or clause.denied:
        return False
    return all(clause.items[i].known and clause.items[i].entry.strict <= _NOUNS for i in clause.cues)


def judge(
    sentence: str, facts: Sequence[Fact], *, question: str, locale: str, today: dt.date,
    vocabulary: Vocabulary | None = None, citations: Sequence[str] = (),
) -> Decision:  # fmt: skip
    """Whether one sentence may be shown; for several sentences on the same facts, keep a `Gate`."""
    return Gate(facts, question, locale, today, vocabulary or Vocabulary()).judge(sentence, citations)
