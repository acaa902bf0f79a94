"""Which table is which entity: by its name, by the columns that prove it, and by what refers to what."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from actions.systems.draft.dialect import Sql
from actions.systems.draft.matching import CHOSEN, matches
from actions.systems.draft.reach import Reach, label_column, label_sql
from actions.systems.draft.rules import EntityRule, FieldRule, entity_rules
from actions.systems.draft.sources import ALIAS, AttributeLink, Relation, Source, commented, relations
from actions.systems.draft.states import State, our_word
from actions.systems.draft.virtual import Hidden, attribute_links
from actions.systems.inspect.connection import LookOnly
from actions.systems.inspect.model import Link, Survey
from actions.systems.inspect.names import Word, concepts

LEAST = 0.5
_WORDY = ("text", "label", "key", "list", "country", "currency")
_KEYS = frozenset({"id", "key", "number", "code"})
_OF_NAME, _OF_CORE, _OF_LINKS = 0.5, 0.3, 0.2
_PER_RANK, _PER_EXTRA = 0.06, 0.3
_TRANSACTIONS = ("subscription", "invoice", "payment", "device", "delivery", "view", "profile")


@dataclass(frozen=True)
class Candidate:
    """A relation that may be an entity. `sure` is 0 to 1."""

    relation: Relation
    sure: float
    why: str


class Finder:
    """Finds the relations of a surveyed database. `sources` adds hidden columns to a relation's own, once."""

    def __init__(self, database: LookOnly, survey: Survey, sql: Sql, reach: Reach) -> None:
        self._database = database
        self._survey = survey
        self._sql = sql
        self._hidden = Hidden(database, survey, sql)
        self.reach = reach

    @functools.cached_property
    def relations(self) -> list[Relation]:
        plain = relations(self._survey, self._sql.quote)
        kinds = (kind for relation in plain for kind in self._hidden.kinds(relation) if not is_own_kind(relation, kind))
        return [*plain, *kinds]

    def sources(self, relation: Relation) -> tuple[Source, ...]:
        """All that a row of the relation holds itself: columns, attributes, paths of documents."""
        return self._sources(relation.name)

    @functools.cache  # noqa: B019 - a finder lives as long as one command
    def _sources(self, name: str) -> tuple[Source, ...]:
        relation = next(r for r in self.relations if r.name == name)
        own = (commented(source) for source in relation.sources)
        return (*own, *self._hidden.attributes(relation), *self._hidden.documents(relation))

    def candidates(self) -> dict[str, list[Candidate]]:
        """For each entity its candidates, best first."""
        customers = self._of("customer", customer=None)
        best = customers[0].relation if customers else None
        found = {"customer": customers}
        for name in entity_rules():
            if name != "customer":
                found[name] = self._of(name, customer=best)
        return found

    def _of(self, name: str, customer: Relation | None) -> list[Candidate]:
        rule = entity_rules()[name]
        found = []
        for relation in self.relations:
            named = relation_fit(rule, relation.words)
            if named >= 0.3:
                found.append(self._candidate(rule, relation, named, customer))
        kept = [candidate for candidate in found if candidate and candidate.sure >= LEAST]
        return sorted(kept, key=lambda c: (-c.sure, c.relation.name))

    def _candidate(
        self, rule: EntityRule, relation: Relation, named: float, customer: Relation | None
    ) -> Candidate | None:
        if any(not self._has(rule, field, relation) for field in rule.fields.values() if field.must):
            return None
        core = sum(self._best(rule, rule.fields[name], relation) for name in rule.core) / len(rule.core)
        links = self._links(rule, relation, customer, core)
        if rule.of_customer and rule.name != "customer" and links == 0.0:
            return None
        empty = 0.08 if relation.table.rows == 0 else 0.0
        sure = round(_OF_NAME * named + _OF_CORE * core + _OF_LINKS * links - empty, 2)
        return Candidate(
            relation, sure, f"its name fits {named:.0%}, its columns {core:.0%}, its references {links:.0%}"
        )

    def _has(self, rule: EntityRule, field: FieldRule, relation: Relation) -> bool:
        return self._best(rule, field, relation) >= CHOSEN

    def _best(self, rule: EntityRule, field: FieldRule, relation: Relation) -> float:
        sources = [*self.labelled(relation, field.kind), *self.reach.joined(relation, field)]
        sources += self.reach.latest(relation, field)
        if field.kind == "name":
            field = replace(field, says=(*field.says, ("first", "name"), ("last", "name")))
        found = matches(field, sources, rule.own_words | {c for w in relation.words for c in w.concepts})
        if not found and field.sum:
            return 0.6 if self._has_children(relation, field.sum) else 0.0
        return found[0].sure if found else 0.0

    def _has_children(self, relation: Relation, entity: str) -> bool:
        children = {link.table for link in self._survey.links_to(relation.table.name)}
        near = (r for r in self.relations if r.table.name in children)
        return any(relation_fit(entity_rules()[entity], r.words) >= LEAST for r in near)

    def _links(self, rule: EntityRule, relation: Relation, customer: Relation | None, core: float) -> float:
        if rule.name == "customer":
            return self._referred(relation)
        if not rule.of_customer:
            return core
        if customer is None:
            return 0.5 if self.own_customer(relation) else 0.0
        path = self.to_customer(relation, customer)
        return 0.0 if path is None else max(self.reach.sureness(path), 0.1)

    def to_customer(self, relation: Relation, customer: Relation) -> tuple[Link, ...] | None:
        """The way from a row to its customer; None: there is none."""
        path = self.reach.path(relation.table.name, customer.table.name)
        if path is not None and (path or relation.name == customer.name):
            return path
        key = customer.table.single_key
        attributes = (s for s in self.sources(relation) if "attribute" in s.way and self._names_people(s.words))
        for source in attributes if key else ():
            if key and attribute_links(self._database, relation, source, customer.table, self._sql):
                ends = (relation.table.name, source.name, customer.table.name, key.name)
                return (AttributeLink(*ends, False, 0.8, "its values are found there", source.expression),)
        return None

    def labelled(self, relation: Relation, kind: str) -> list[Source]:
        """The relation's sources; for fields that want words, numbers that refer to a table of names read those."""
        if kind not in _WORDY:
            return list(self.sources(relation))
        return [self._label(relation, source) or source for source in self.sources(relation)]

    def _label(self, relation: Relation, source: Source) -> Source | None:
        links = self._survey.links_from(relation.table.name)
        path = tuple(link for link in links if link.column == source.column.name)
        if not path or source.way or source.column.family not in ("int", "uuid", "decimal"):
            return None
        table = self._survey.table(path[0].to_table)
        label, column = label_sql(self._sql, table, ALIAS), label_column(table)
        if label is None or column is None:
            return None
        words = tuple(w for w in source.words if not _KEYS & w.concepts.keys()) or source.words
        return replace(source, words=words, column=column, expression=label, path=path, way=f"the name in {table.name}")

    def own_customer(self, relation: Relation) -> Source | None:
        """A column that names the customer where no table of customers is here; None: there is none."""
        rule = FieldRule("customer", "ref", says=(("customer",), ("account",), ("member",), ("subscriber",), ("user",)))
        found = matches(rule, self.sources(relation), frozenset())
        return found[0].source if found and found[0].sure >= 0.6 else None

    def _names_people(self, words: Sequence[Word]) -> bool:
        return bool({"customer", "user", "member", "account", "subscriber"} & concepts(words).keys())

    def _referred(self, relation: Relation) -> float:
        """The share of the tables with a customer's dealings that lead to this one."""
        dealings = {r.table.name for r in self.relations if r.table.name != relation.table.name
                    and any(relation_fit(entity_rules()[name], r.words) >= 0.6 for name in _TRANSACTIONS)}  # fmt: skip
        if not dealings:
            return 0.5
        return sum(self.reach.path(name, relation.table.name) is not None for name in dealings) / len(dealings)


def is_own_kind(relation: Relation, kind: Relation) -> bool:
    """Whether a kind is one that the table's own entity has: a film among titles is no table of its own."""
    state = State(kind.value or "", 0)
    for rule in entity_rules().values():
        words = rule.fields["kind"].words if "kind" in rule.fields else None
        if words and relation_fit(rule, relation.words) >= LEAST and our_word(words, state):
            return True
    return False


def relation_fit(rule: EntityRule, words: Sequence[Word]) -> float:
    """How well a table's name says that it is an entity, 0 to 1."""
    have = concepts(words)
    if rule.needs and not any(have.get(concept, 0) >= 0.5 for concept in rule.needs):
        return 0.0
    best = max(
        (_meaning_fit(meaning, words) * (1 - _PER_RANK * rank) for rank, meaning in enumerate(rule.names)), default=0.0
    )
    wrong = any(
        not rule.own_words & w.concepts.keys() and any(s >= 0.6 for c, s in w.concepts.items() if c in rule.never)
        for w in words
    )
    return best * (0.4 if wrong else 1.0)


def _meaning_fit(meaning: Sequence[str], words: Sequence[Word]) -> float:
    used: set[int] = set()
    hits = []
    for concept in meaning:
        sure, at = max(
            ((w.concepts.get(concept, 0.0), at) for at, w in enumerate(words) if at not in used), default=(0.0, 0)
        )
        if sure < 0.4:
            return 0.0
        used.add(at)
        hits.append(sure)
    # A word before the last only says whose or which; the last one says what it is.
    extra = sum(1.6 if at == len(words) - 1 else 0.6 for at in range(len(words)) if at not in used)
    return sum(hits) / len(hits) / (1 + _PER_EXTRA * extra)


def assigned(found: Mapping[str, Sequence[Candidate]]) -> dict[str, Candidate]:
    """One relation for each entity and no relation twice: the surest first."""
    taken: set[str] = set()
    chosen: dict[str, Candidate] = {}
    for name, candidate in sorted(_flat(found), key=lambda pair: (-pair[1].sure, pair[0])):
        if name not in chosen and candidate.relation.name not in taken:
            chosen[name] = candidate
            taken.add(candidate.relation.name)
    return {name: chosen[name] for name in found if name in chosen}


def _flat(found: Mapping[str, Sequence[Candidate]]) -> Iterable[tuple[str, Candidate]]:
    return ((name, candidate) for name, candidates in found.items() for candidate in candidates)
