"""Which record a clause speaks of: named, leant on, asked about, or the only one that can be meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from actions.answers.gate.clauses import IS, Clause
from actions.answers.gate.fitting import fits
from actions.answers.gate.index import Index
from actions.answers.gate.model import Refusal
from actions.answers.gate.needing import lists_what_is_needed
from actions.answers.gate.polarity import meets, says
from actions.answers.gate.readings import When
from actions.answers.gate.records import Record
from actions.answers.gate.scan import Item
from actions.answers.gate.settle import settle
from actions.answers.gate.trial import Setting, Trial, day_of


@dataclass(slots=True)
class Choosing:
    """Finds the record that bears out a clause. `asked` are the clauses of the question."""

    index: Index = field(init=False)
    setting: Setting = field(init=False)
    asked: list[Clause] = field(init=False)

    def _identity(self, item: Item, index: int) -> bool:
        from actions.answers.gate.trial import words_of

        return index in self.index.identified(words_of(item))

    def _best(self, clause: Clause, before: frozenset[int]) -> Trial | None:
        """The record that bears out the clause, each of several named in turn; raises the most telling refusal."""
        if (needed := lists_what_is_needed(clause, self.setting)) is not None:
            return Trial(clause, needed, self.setting, used=[needed], proved=True)
        named = any(self._identity(clause.items[i], ref[0]) for i in clause.names for ref in clause.items[i].refs)
        if any("BOTH" in item.ops for item in clause.items) and not named:
            return self._both(clause)
        for one in _each(clause, self.index):
            trial = self._one(one, before)
        return trial

    def _both(self, clause: Clause) -> Trial | None:
        """`both plans`: there are two of the kind, and it holds for each."""
        start = next(i for i, item in enumerate(clause.items) if "BOTH" in item.ops)
        pair = next((two for i in clause.cues if i > start and (two := self._two(clause.items[i]))), [])
        if len(pair) != 2:
            raise Refusal("comparison", "there are not just two of them")
        items = [item for item in clause.items if "BOTH" not in item.ops]
        one = Clause(items, clause.language, {i - 1 for i in clause.denied}, clause.lent, clause.tense, paired=True)
        for record in pair:
            trial = Trial(one, record, self.setting, frozenset({record.index}))
            settle(trial)
        return trial

    def _two(self, noun: Item) -> list[Record]:
        """The records of the one kind that a noun says, if there are two."""
        for concepts in (noun.entry.strict, noun.entry.loose):
            same = [r for r in self.index.records if r.head & concepts and not r.verdict]
            if len(same) == 2 and same[0].fact.kind == same[1].fact.kind:
                return same
        return []

    def _one(self, clause: Clause, before: frozenset[int]) -> Trial | None:
        goes_on = not clause.names or (clause.subjectless and not self._identified(clause))
        inherited = before or self.setting.asked if clause.leans else before if goes_on else frozenset()
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

    def _identified(self, clause: Clause) -> bool:
        """Whether a clause names a record, and not just something that one has: `4K`."""
        return any(self._identity(clause.items[i], ref[0]) for i in clause.names for ref in clause.items[i].refs)

    def _tries(self, clause: Clause, inherited: frozenset[int]) -> Iterator[tuple[Record, frozenset[int]]]:
        """The records to try: those near what was said before; others only where `it` cannot have such a value."""
        near = self._candidates(clause, inherited)
        yield from ((record, inherited) for record in near)
        listed = (bool(clause.lent) or not clause.cues) and any(
            isinstance(clause.items[i].value, When) for i in clause.values
        )
        if inherited and not clause.names and (listed or not clause.leans or not _can_hold(clause, near)):
            yield from ((record, frozenset()) for record in self._candidates(clause, frozenset()) if record not in near)

    def _candidates(self, clause: Clause, inherited: frozenset[int]) -> list[Record]:
        named = {
            ref[0] for i in clause.names for ref in clause.items[i].refs if self._identity(clause.items[i], ref[0])
        }
        mentioned = {ref[0] for i in clause.names for ref in clause.items[i].refs}
        mentioned |= {
            r.index for r in self.index.records for i in clause.names if r.trusted and clause.items[i].low in r.raw
        }
        near = (named | inherited if clause.lent else named) or inherited
        if near and not named and clause.subjectless:
            mentioned = set()  # `… and streams in 4K` is said of what the sentence is about
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
        evidence += bool(clause.values or clause.names) and any(
            clause.items[i].entry.claims & (anchor.states - others) for i in clause.cues
        )
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
        today = self.setting.today
        return day <= today and all(other < day or other > today for other in others)

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
            if _of_a_period(clause) and not any("PERIOD" in group for group in record.asks):
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
    linked = several is not None and any(low in IS for low in clause.lows[several[0] : several[-1]])
    if several is None or linked or any(item.ops & {"THAN", "MORE", "LESS", "OVER", "UNDER"} for item in clause.items):
        yield clause
        return
    for keep in several:
        shift = [i for i, item in enumerate(clause.items) if (i not in several or i == keep) and "BOTH" not in item.ops]
        items = [clause.items[i] for i in shift]
        yield Clause(
            items, clause.language, {shift.index(i) for i in clause.denied if i in shift}, clause.lent, clause.tense
        )


def _of_a_period(clause: Clause) -> bool:
    """`The current period runs until 22 December` does not say that anything else ends."""
    return any("PERIOD" in clause.items[i].entry.strict for i in clause.cues)


def _can_hold(clause: Clause, records: Sequence[Record]) -> bool:
    """Whether any of the records has a value of a type that the clause says."""
    values = [clause.items[i].value for i in clause.values]
    return not values or any(
        fits(view, value)
        for record in records
        for view in record.views.values()
        for value in values
        if value is not None
    )


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
