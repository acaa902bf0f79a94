"""`docs/entities.md` says what the code says."""

from __future__ import annotations

import pytest

from actions.systems.entities import ENTITIES, Entity
from actions.systems.entities_doc import PATH, document


def test_the_page_is_up_to_date() -> None:
    assert PATH.read_text(encoding="utf-8") == document(), "run: python -m actions.systems.entities_doc"


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.__name__)
def test_every_column_says_what_it_means_and_what_its_absence_means(entity: type[Entity]) -> None:
    for name, field in entity.columns().items():
        assert field.description, name
        assert field.is_required() or field.default is not None or "None: " in field.description, name


def test_money_has_a_currency_beside_it() -> None:
    for entity in ENTITIES:
        amounts = [name for name in entity.columns() if name.endswith("_minor")]
        assert not amounts or "currency" in entity.columns(), entity.__name__
