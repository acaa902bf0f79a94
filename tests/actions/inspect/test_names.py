"""What names say, in the styles that databases use."""

from __future__ import annotations

import pytest

from actions.systems.inspect.names import concepts, read_name


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("customer_id", {"customer", "id"}),
        ("InvoiceLineId", {"invoice", "line", "id"}),
        ("custno", {"customer", "number"}),
        ("CUSTNO", {"customer", "number"}),
        ("acct_no", {"account", "number"}),
        ("pymtAmt", {"payment", "amount"}),
        ("subscriptions", {"subscription"}),
        ("Rechnungsdatum", {"invoice", "date"}),
        ("kundennummer", {"customer", "number"}),
        ("rechnungspositionen", {"invoice", "line"}),
        ("geräte", {"device"}),
        ("prénom", {"first", "name"}),
        ("fecha_alta", {"date", "create"}),
        ("montant_ttc", {"amount", "total"}),
    ],
)
def test_a_name_is_read_in_any_style(name: str, meant: set[str]) -> None:
    assert meant <= concepts(read_name(name)).keys()


@pytest.mark.parametrize("name", ["xyzzy", "q7", "", "___", "ß", "日本語"])
def test_a_name_that_says_nothing_is_no_error(name: str) -> None:
    assert isinstance(read_name(name), tuple)


def test_an_exact_word_is_surer_than_an_abbreviation() -> None:
    assert concepts(read_name("customer"))["customer"] > concepts(read_name("custom"))["customer"]
