"""Which source serves which field of an entity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from actions.systems.draft.dialect import Sql
from actions.systems.draft.finding import Candidate, Finder
from actions.systems.draft.matching import CHOSEN, Match, matches
from actions.systems.draft.rules import EntityRule, FieldRule
from actions.systems.draft.sources import Relation, Source
from actions.systems.draft.states import States, our_word
from actions.systems.inspect.model import Survey
from actions.systems.inspect.roles import said

# Best first: a customer should be known outside by something that cannot be counted up.
_OPAQUE = ("external", "uuid", "id", "key")
_WEIGHED = 4
_TEXTS = ("text", "uuid", "other")
_COMPOSED = ("row_key", "customer", "name", "address")


@dataclass(frozen=True)
class DraftColumn:
    """A column of a draft. `sql` None: nothing was found. `asks`: what a person has to decide; None: nothing.
    `personal`: whether its source looks personal."""

    field: str
    sql: str | None
    sure: float
    notes: tuple[str, ...] = ()
    asks: str | None = None
    personal: bool = False


@dataclass(frozen=True)
class Choices:
    """The relations chosen for the entities, and what chooses the sources of their fields. `picked` overrides a
    choice: (entity, field) -> name of the source."""

    finder: Finder
    survey: Survey
    sql: Sql
    states: States
    chosen: Mapping[str, Candidate]
    picked: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def ranked(self, rule: EntityRule, field: FieldRule, relation: Relation) -> list[Match]:
        """All sources for a field, best first."""
        reach = self.finder.reach
        far = [*reach.joined(relation, field), *reach.latest(relation, field), *reach.lists(relation, field)]
        found = matches(field, [*self.finder.labelled(relation, field.kind), *far], free_words(rule, relation))
        found = [self._by_values(field, relation, match) for match in found[:_WEIGHED]] + found[_WEIGHED:]
        if field.many:
            lists = [source for source in far if source.column.type == "list"]
            known = {match.source.name for match in found}
            found += [Match(s, round(0.9 * s.worth, 2), "rows that belong to it") for s in lists if s.name not in known]
        pick = self.picked.get((rule.name, field.name))
        return sorted(found, key=lambda match: (match.source.name != pick, -match.sure, match.source.name))

    def _by_values(self, field: FieldRule, relation: Relation, match: Match) -> Match:
        """A state that our words fit is likelier than one they do not."""
        if field.kind != "word" or field.words is None or not match.source.column.profile:
            return match
        states = self.states.of(relation, match.source)
        if not states:
            return match
        share = sum(our_word(field.words, state) is not None for state in states) / len(states)
        return replace(match, sure=round(match.sure * (0.5 + 0.5 * share), 2))

    def assigned(self, rule: EntityRule, relation: Relation) -> dict[str, Match]:
        """The best source for each field, no source twice."""
        chosen: dict[str, Match] = {}
        used: set[str] = set()
        for *_, name, match in sorted(self._offers(rule, relation), key=lambda offer: offer[:3]):
            shared = rule.fields[name].shared or bool(match.source.path)
            if name not in chosen and (shared or match.source.name not in used):
                chosen[name] = match
                used.add(match.source.name)
        return chosen

    def _offers(self, rule: EntityRule, relation: Relation) -> list[tuple[bool, float, str, Match]]:
        offers = []
        keys = {source.name for source in (relation.key, key_source(rule, relation)) if source}
        for of in rule.fields.values():
            pick = self.picked.get((rule.name, of.name))
            for match in self.ranked(rule, of, relation) if of.kind not in _COMPOSED else ():
                is_key = match.source.name in keys and of.kind != "key"
                if match.sure >= CHOSEN and not is_key:
                    offers.append((match.source.name != pick, -match.sure, of.name, match))
        return offers


def free_words(rule: EntityRule, relation: Relation) -> frozenset[str]:
    """Concepts that a column of the relation may repeat without meaning anything by it."""
    return rule.own_words | {concept for word in relation.words for concept in word.concepts}


def key_source(rule: EntityRule, relation: Relation) -> Source | None:
    """What other entities call a row by. None: no single column."""
    own = [source for source in relation.sources if source.column.unique or source is relation.key]
    texts = [source for source in own if source.column.family in _TEXTS]
    wanted: tuple[str, ...] = next(((f.prefer, "slug") for f in rule.fields.values() if f.prefer), ())
    if rule.name == "customer":
        wanted = _OPAQUE if relation.key is None or relation.key.column.family == "int" else ("external",)
    named = (source for concept in wanted for source in texts if concept in said(source.column))
    return next(named, relation.key)
