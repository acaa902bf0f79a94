"""Columns that no column holds as such: names from parts, sums of lines, what a table's own name says."""

# ruff: noqa: S608 - SQL is what is written here; names are quoted, and no value comes from outside
from __future__ import annotations

from dataclasses import replace

from actions.systems.draft.choosing import Choices, DraftColumn, free_words
from actions.systems.draft.expressions import Writer, Written
from actions.systems.draft.matching import Match
from actions.systems.draft.persons import address_parts, name_parts
from actions.systems.draft.query import ROW, From
from actions.systems.draft.rules import EntityRule, FieldRule, entity_rules
from actions.systems.draft.sources import ALIAS, Relation, about
from actions.systems.draft.states import State, our_word, published
from actions.systems.inspect.names import Word
from actions.systems.inspect.roles import said

_PUBLIC = frozenset({"status", "published", "active"})


def composed(choices: Choices, rule: EntityRule, field: FieldRule, relation: Relation, of: From) -> DraftColumn | None:
    """A name or an address from its parts; None: there are none."""
    sources = [*choices.finder.sources(relation), *choices.finder.reach.joined(relation, field)]
    find = name_parts if field.kind == "name" else address_parts
    parts = find(field, sources, free_words(rule, relation))
    if not parts:
        return None
    read = [of.read(match.source) for match in parts]
    if len(read) > 1 and "house" in said(parts[1].source.column):
        read[:2] = [choices.sql.join_text(read[:2], " ")]
    sql = read[0] if len(read) == 1 else choices.sql.join_text(read, " " if field.kind == "name" else ", ")
    notes = (" and ".join(match.source.name for match in parts),)
    return DraftColumn(field.name, sql, round(min(match.sure for match in parts), 2), notes, personal=True)


def per_piece(choices: Choices, relation: Relation, match: Match, written: Written) -> Written:
    """A price of one times how many, where a line has both and no sum."""
    if "price" not in said(match.source.column) or match.source.way:
        return written
    numbers = [s for s in relation.sources if s.column.family in ("int", "decimal") and not s.column.key]
    count = next((source for source in numbers if "count" in said(source.column)), None)
    if count is None:
        return written
    sql = choices.sql.whole(f"{written.sql} * {count.expression.replace(ALIAS, ROW)}")
    return replace(written, sql=sql, notes=(*written.notes, f"times {count.name}"))


def total(choices: Choices, field: FieldRule, relation: Relation) -> DraftColumn | None:
    """The sum of a bill's lines, where the bill has none itself; None: it has no lines either."""
    lines = choices.chosen.get(field.sum or "")
    path = choices.finder.reach.path(lines.relation.table.name, relation.table.name) if lines else None
    if not lines or not path or len(path) != 1:
        return None
    rule = entity_rules()[field.sum or ""]
    amount = choices.assigned(rule, lines.relation).get("amount_minor")
    if amount is None:
        return None
    writer = Writer(choices.sql, choices.states, From(choices.sql, choices.survey, lines.relation))
    written = per_piece(choices, lines.relation, amount, writer.write(rule.fields["amount_minor"], amount.source))
    table, quote = lines.relation.table, choices.sql.quote
    value = choices.sql.whole(f"sum({written.sql.replace(f'{ROW}.', 's.')})")
    sql = (
        f"(SELECT {value} FROM {choices.sql.table(table.name, table.schema)} s "
        f"WHERE s.{quote(path[0].column)} = {ROW}.{quote(path[0].to_column)})"
    )
    return DraftColumn(
        field.name, sql, round(0.8 * amount.sure, 2), (f"the sum of {amount.source.name}", *written.notes)
    )


def constant(choices: Choices, rule: EntityRule, field: FieldRule, relation: Relation) -> DraftColumn | None:
    """What the name of the table, or of its price, says about every row; None: nothing."""
    if rule.name == "invoice" and field.name == "number" and relation.key:
        read = choices.sql.text(relation.key.expression.replace(ALIAS, ROW))
        return DraftColumn(
            "number", read, 0.5, (f"{relation.key.name}, for want of another",), "the number customers know"
        )
    for word in _telling(choices, rule, field, relation):
        if found := our_word(field.words or "", State(word.text, 0)):
            return DraftColumn(field.name, f"'{found}'", 0.6, (f"the name says {word.text}",))
    return None


def _telling(choices: Choices, rule: EntityRule, field: FieldRule, relation: Relation) -> tuple[Word, ...]:
    if field.words == "title_kind":
        return relation.words
    price = choices.assigned(rule, relation).get("price_minor") if field.words == "interval" else None
    return price.source.words if price else ()


def only_public(choices: Choices, rule: EntityRule, relation: Relation, of: From) -> tuple[str, ...]:
    """Leaves out content that is not published; says so."""
    if rule.only is None:
        return ()
    for source in relation.sources:
        if not about(source.words, _PUBLIC) or source.column.family in ("time", "date"):
            continue
        if source.column.family == "bool":
            of.conditions.append(f"{of.read(source)} IS TRUE")
            return (f"only where {source.name} is set",)
        kept = [state.value for state in choices.states.of(relation, source) if published(state)]
        if kept:
            listed = ", ".join(choices.sql.literal(value) for value in kept)
            of.conditions.append(f"{of.read(source)} IN ({listed})")
            return (f"only where {source.name} is {' or '.join(kept)}",)
    return ()
