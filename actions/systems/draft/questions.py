"""What a model may be asked about a draft: names and types from the schema, nothing from a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.systems.draft.choosing import Choices
from actions.systems.draft.finding import Candidate
from actions.systems.draft.matching import Match
from actions.systems.draft.rules import EntityRule, FieldRule, entity_rules
from actions.systems.draft.sources import Relation

_CLEAR, _AHEAD, _TABLES_AHEAD = 0.75, 0.15, 0.3
_OFFERED = 5


@dataclass(frozen=True)
class Question:
    """One question. `about` is (entity,) or (entity, field); the answer is one of `options`, by position. `body` is
    what the model is sent."""

    about: tuple[str, ...]
    options: tuple[str, ...]
    body: Mapping[str, Any]


def table_questions(found: Mapping[str, Sequence[Candidate]]) -> list[Question]:
    """Which table is an entity, where several might be."""
    questions = []
    for name, candidates in found.items():
        near = [c for c in candidates if c.relation.where is None and c.sure >= candidates[0].sure - _TABLES_AHEAD]
        if len(near) >= 2:
            options = [_table(candidate.relation) for candidate in near[:_OFFERED]]
            body = {"which_table_is": name, "meaning": _meaning(entity_rules()[name]), "options": options}
            questions.append(Question((name,), tuple(c.relation.name for c in near[:_OFFERED]), body))
    return questions


def column_questions(choices: Choices) -> list[Question]:
    """Which column is a field, where that is not clear."""
    questions = []
    for name, candidate in choices.chosen.items():
        rule = entity_rules()[name]
        for field in rule.fields.values():
            offered = _offered(choices.ranked(rule, field, candidate.relation)) if field.says else []
            if offered:
                questions.append(_column_question(rule, field, candidate.relation, offered))
    return questions


def _offered(ranked: Sequence[Match]) -> list[Match]:
    # Attributes and documents are named by rows, so that their names are data.
    named = [match for match in ranked if "attribute" not in match.source.way and "document" not in match.source.way]
    clear = len(named) < 2 or (named[0].sure >= _CLEAR and named[0].sure - named[1].sure >= _AHEAD)
    return [] if clear else named[:_OFFERED]


def _column_question(rule: EntityRule, field: FieldRule, relation: Relation, offered: Sequence[Match]) -> Question:
    meaning = rule.entity.columns()[field.name].description or field.name
    options = [{"column": match.source.name, "type": match.source.column.type} for match in offered]
    body = {
        "which_column_is": f"{rule.name}.{field.name}",
        "meaning": meaning,
        "table": relation.table.name,
        "options": options,
    }
    return Question((rule.name, field.name), tuple(match.source.name for match in offered), body)


def _table(relation: Relation) -> dict[str, Any]:
    return {"table": relation.table.name, "columns": {column.name: column.type for column in relation.table.columns}}


def _meaning(rule: EntityRule) -> str:
    return (rule.entity.__doc__ or rule.name).strip().splitlines()[0]
