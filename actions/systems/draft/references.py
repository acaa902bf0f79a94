"""Keys: what identifies a row, whose it is, and what it refers to."""

from __future__ import annotations

from collections.abc import Sequence

from actions.systems.draft.choosing import Choices, DraftColumn, key_source
from actions.systems.draft.query import ROW, From
from actions.systems.draft.rules import EntityRule, FieldRule, entity_rules
from actions.systems.draft.sources import ALIAS, Relation, Source
from actions.systems.inspect.model import Link
from actions.systems.inspect.roles import said

_TEXTS = ("text", "uuid", "other")
_FARTHEST_OPTIONAL = 2


def row_key(choices: Choices, rule: EntityRule, field: FieldRule, relation: Relation) -> DraftColumn:
    """The column that identifies a row."""
    source = key_source(rule, relation)
    if source:
        return DraftColumn(
            field.name, source.expression.replace(ALIAS, ROW), 0.95, (f"{source.name}, it identifies a row",)
        )
    parts = [choices.sql.text(f"{ROW}.{choices.sql.quote(c.name)}") for c in relation.table.primary_key]
    if len(parts) > 1:
        return DraftColumn(field.name, choices.sql.join_text(parts, "-"), 0.8, ("the parts of the primary key",))
    return DraftColumn(field.name, None, 0.0, (), "what identifies a row; no key is declared")


def customer_key(choices: Choices, rule: EntityRule, relation: Relation, of: From) -> DraftColumn:
    """The id of the customer whose row it is; rows that lead to none are left out."""
    customer = choices.chosen.get("customer")
    if customer is None:
        return _own_customer(choices, relation, of)
    key = key_source(entity_rules()["customer"], customer.relation)
    path = choices.finder.to_customer(relation, customer.relation)
    if path is None or key is None:
        return DraftColumn("customer", None, 0.0, (), "how a row leads to its customer")
    of.must_have(path)
    notes = (f"{key.name}{f', by {steps(path)}' if path else ''}",)
    sure = round(0.9 * choices.finder.reach.sureness(path), 2)
    asks = _which_id(customer.relation, key) if rule.name == "customer" else None
    return DraftColumn("customer", key.expression.replace(ALIAS, of.alias(path)), sure, notes, asks, True)


def _own_customer(choices: Choices, relation: Relation, of: From) -> DraftColumn:
    own = choices.finder.own_customer(relation)
    if own is None:
        return DraftColumn("customer", None, 0.0, (), "which column names the customer")
    asks = f"whether {own.name} is the id that your site's tokens carry"
    return DraftColumn("customer", of.read(own), 0.6, (f"{own.name}; there is no table of customers",), asks, True)


def _which_id(relation: Relation, key: Source) -> str | None:
    keys = [s for s in relation.sources if s.column.unique and s.name != key.name]
    others = [
        source.name
        for source in keys
        if source.column.family in (*_TEXTS, "int") and "email" not in said(source.column)
    ]
    if not others and "external" in said(key.column):
        return None
    return f"whether your site's tokens carry {key.name}{f' or {" or ".join(others)}' if others else ''}"


def reference(choices: Choices, field: FieldRule, relation: Relation, of: From) -> DraftColumn | None:
    """The key of another entity's row, by references; None: no reference leads there."""
    target = choices.chosen.get(field.ref or "")
    key = key_source(entity_rules()[field.ref or ""], target.relation) if target else None
    if target is None or key is None:
        return None
    path = choices.finder.reach.path(relation.table.name, target.relation.table.name)
    if not path:
        return _newest_reference(choices, field, relation, target.relation, key)
    if len(path) > _FARTHEST_OPTIONAL and not field.required:
        return None
    sure = round(choices.finder.reach.sureness(path), 2)
    if path[-1].to_column == key.column.name:
        read = f"{of.alias(path[:-1])}.{choices.sql.quote(path[-1].column)}"
        return DraftColumn(field.name, read, sure, (steps(path),))
    read = key.expression.replace(ALIAS, of.alias(path))
    return DraftColumn(field.name, read, sure, (f"{key.name} by {steps(path)}",))


def _newest_reference(
    choices: Choices, field: FieldRule, relation: Relation, target: Relation, key: Source
) -> DraftColumn | None:
    for source in choices.finder.reach.latest(relation, field):
        for link in choices.survey.links_from(source.name.split(".")[0]):
            if (link.column, link.to_table, link.to_column) == (source.column.name, target.table.name, key.column.name):
                notes = (f"{source.name}, {source.way} ({link.why})",)
                read = source.expression.replace(ALIAS, ROW)
                return DraftColumn(field.name, read, round(0.85 * link.sure, 2), notes)
    return None


def steps(path: Sequence[Link]) -> str:
    """The references of a path, for a comment."""
    return ", ".join(f"{link.table}.{link.column} ({link.why})" for link in path)
