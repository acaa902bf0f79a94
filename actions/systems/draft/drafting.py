"""One entity's SELECT, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.systems.decode import vocabularies
from actions.systems.draft import derived, references
from actions.systems.draft.choosing import Choices, DraftColumn
from actions.systems.draft.expressions import Writer
from actions.systems.draft.matching import Match
from actions.systems.draft.query import From
from actions.systems.draft.rules import EntityRule, FieldRule, entity_rules
from actions.systems.draft.sources import Relation, Source

_UNSURE, _WRITTEN = 0.55, 0.35


@dataclass(frozen=True)
class Draft:
    """An entity's SELECT, not yet written as text. `notes` say where its rows come from."""

    rule: EntityRule
    columns: tuple[DraftColumn, ...]
    clause: str
    notes: tuple[str, ...]
    sure: float


def draft_entity(choices: Choices, name: str) -> Draft:
    """The draft of one chosen entity."""
    rule, candidate = entity_rules()[name], choices.chosen[name]
    relation = candidate.relation
    of = From(choices.sql, choices.survey, relation)
    notes = (f"{relation.name}: {candidate.why}", *derived.only_public(choices, rule, relation, of))
    plain = choices.assigned(rule, relation)
    columns = [_Column(choices, rule, field, relation, of).drafted(plain) for field in rule.fields.values()]
    kept = tuple(c for c in columns if c.sql or c.asks or rule.fields[c.field].required)
    return Draft(rule, kept, of.clause(), notes, candidate.sure)


@dataclass(frozen=True)
class _Column:
    """Drafts one column of one entity."""

    choices: Choices
    rule: EntityRule
    field: FieldRule
    relation: Relation
    of: From

    def drafted(self, plain: Mapping[str, Match]) -> DraftColumn:
        special = self._special()
        if special is not None:
            return special
        match = plain.get(self.field.name)
        return self._nothing() if match is None else self._matched(match)

    def _special(self) -> DraftColumn | None:
        kind = self.field.kind
        if kind == "row_key":
            return references.row_key(self.choices, self.rule, self.field, self.relation)
        if kind == "customer":
            return references.customer_key(self.choices, self.rule, self.relation, self.of)
        if kind in ("name", "address"):
            return derived.composed(self.choices, self.rule, self.field, self.relation, self.of)
        if kind == "ref":
            return references.reference(self.choices, self.field, self.relation, self.of)
        return None

    def _matched(self, match: Match) -> DraftColumn:
        if self.field.required and _has_gaps(match.source):
            self.of.only_filled(self.of.read(match.source))
        writer = Writer(self.choices.sql, self.choices.states, self.of)
        source = match.source
        written = writer.write(self.field, source)
        if self.field.name == "amount_minor" and self.rule.name == "invoice_line":
            written = derived.per_piece(self.choices, self.relation, match, written)
        sure = round(match.sure * written.factor, 2)
        notes = (f"{match.source.name}{f', {source.way}' if source.way else ''}, {match.why}", *written.notes)
        asks = written.todo or self._doubt(match, sure)
        personal = match.source.column.guess("personal") is not None
        if sure < _WRITTEN:
            return self._open(f"{self.field.name}: {match.source.name}? {asks or ''}")
        return DraftColumn(self.field.name, written.sql, sure, notes, asks, personal)

    def _doubt(self, match: Match, sure: float) -> str | None:
        near = [m for m in self.choices.ranked(self.rule, self.field, self.relation)[:3] if m.sure >= match.sure - 0.05]
        others = [m.source.name for m in near if m.source.name != match.source.name]
        if others:
            return f"{match.source.name} or {' or '.join(others)}"
        return f"whether {match.source.name} is right" if sure < _UNSURE else None

    def _nothing(self) -> DraftColumn:
        if self.field.sum and (found := derived.total(self.choices, self.field, self.relation)):
            return found
        if found := derived.constant(self.choices, self.rule, self.field, self.relation):
            return found
        return self._open(self._missing() if self.field.required else None)

    def _open(self, asks: str | None) -> DraftColumn:
        """A column for a person to decide; a state is unknown until then, where that is a word for it."""
        words = vocabularies(self.rule.entity).get(self.field.name)
        is_state = asks and self.field.required and words is not None and words.catch_all == "unknown"
        return DraftColumn(self.field.name, "'unknown'" if is_state else None, 0.0, (), asks)

    def _missing(self) -> str:
        near = self.choices.ranked(self.rule, self.field, self.relation)[:3]
        perhaps = ", ".join(f"{match.source.name} ({match.sure:.0%})" for match in near)
        what = self.rule.entity.columns()[self.field.name].description or self.field.name
        return f"where this comes from ({what}); {f'perhaps {perhaps}' if near else 'nothing here looks like it'}"


def _has_gaps(source: Source) -> bool:
    profile = source.column.profile
    return bool(profile and not source.path and not source.way and 0 < profile.filled < profile.rows)
