"""`usher systems check`: what it says about each entity and column, and what it holds to be wrong."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import typer
from rich.console import Console

from actions.errors import SystemDefinitionError
from actions.systems.check.printed import print_report
from actions.systems.check.report import ColumnReport, Report, State
from actions.systems.check.run import check_all
from actions.systems.cli import systems_app
from actions.systems.connected import connect_all
from tests.actions.systems.databases import Database
from tests.actions.systems.support import CONFIG, CUSTOMER, INVOICE, PLAN, SELECTS, shop, write_system

NEEDS = {
    "view_invoices": ["invoice"],
    "explain_charge": ["invoice", "invoice_line"],
    "tax": ["invoice", "invoice.tax_minor"],
    "find": ["title or invoice"],
}


@pytest.fixture
def place(tmp_path: Path) -> Database:
    return shop(tmp_path)


def checked(place: Database, folder: Path, selects: Mapping[str, str] = SELECTS, config: str = CONFIG) -> Report:
    return check_all(write_system(folder, selects, config=config), {"SHOP_URL": place.reader}, needs=NEEDS)


def column(report: Report, entity: str, name: str) -> ColumnReport:
    (found,) = [one for one in report.systems[0].entities if one.entity == entity]
    return next(one for one in found.columns if one.column == name)


def test_a_sound_system_passes(place: Database, tmp_path: Path) -> None:
    report = checked(place, tmp_path)

    assert (report.exit_status, report.wrong) == (0, ())
    assert column(report, "customer", "email") == ColumnReport("email", "ok", State.OK)
    assert {finding.what for finding in report.systems[0].findings} >= {"each SELECT only reads", "writing is refused"}
    assert [entity.p95_ms is not None for entity in report.systems[0].entities] == [True, True, False]


def test_a_missing_column_says_how_it_reads_and_what_it_switches_off(place: Database, tmp_path: Path) -> None:
    found = column(checked(place, tmp_path), "invoice", "tax_minor")

    assert (found.kind, found.state) == ("missing", State.MISSING)
    assert found.says == "reads as NULL (unknown); switches off tax"


def test_a_missing_entity_says_what_it_switches_off(place: Database, tmp_path: Path) -> None:
    missing = {one.entity: one.use_cases for one in checked(place, tmp_path).missing}

    assert missing["invoice_line"] == ("explain_charge",)
    assert missing["title"] == ()  # an alternative is there
    assert "invoice" not in missing


def test_a_currency_may_come_from_the_system_file(place: Database, tmp_path: Path) -> None:
    assert column(checked(place, tmp_path), "invoice", "currency").says == "GBP, from system.yml"


@pytest.mark.parametrize(
    ("old", "new", "name", "says"),
    [
        (
            "b.pence",
            "b.pence / 100.0",
            "total_minor",
            "input should be a valid integer, got a number with a fractional part",
        ),
        ("b.made", "1767600000", "issued_at", "is a number, not a time; convert it in the SELECT"),
        ("b.made", "'last week'", "issued_at", "is not a time such as 2026-01-31 09:30:00"),
        ("b.made", "NULL", "issued_at", "is NULL, which it must not be"),
    ],
)
def test_a_wrong_type_fails_and_stops_the_start(
    place: Database, tmp_path: Path, old: str, new: str, name: str, says: str
) -> None:
    selects = SELECTS | {"invoice": INVOICE.replace(old, new)}

    report = checked(place, tmp_path, selects)

    found = column(report, "invoice", name)
    assert (found.kind, found.state, found.says) == ("wrong_type", State.WRONG, says)
    assert report.exit_status == 1
    with pytest.raises(SystemDefinitionError, match=f"invoice: {name} "):
        connect_all(tmp_path / "systems", {"SHOP_URL": place.reader}, prove=True)


def test_unmapped_words_are_counted_and_traced_through_the_selects_own_case(place: Database, tmp_path: Path) -> None:
    report = checked(place, tmp_path)

    found = column(report, "invoice", "status")
    assert (found.kind, found.says) == ("unmapped", "read as unknown: 'U' (1)")
    assert report.exit_status == 0
    assert "shop: invoice.status: read as unknown: 'U' (1)" in report.warnings


def test_words_that_the_select_lets_through_are_counted(place: Database, tmp_path: Path) -> None:
    selects = SELECTS | {"invoice": INVOICE.replace("ELSE 'unknown' END", "ELSE b.state END")}

    assert column(checked(place, tmp_path, selects), "invoice", "status").says == "read as unknown: 'U' (1)"


def test_a_word_that_cannot_be_read_at_all_fails(place: Database, tmp_path: Path) -> None:
    place.execute("INSERT INTO offers VALUES ('odd', 'Odd', 1, 'fortnight')")

    report = checked(place, tmp_path)

    assert "shop: plan.interval: not in the vocabulary: 'fortnight' (1); these rows cannot be read" in report.wrong
    assert report.exit_status == 1


def test_a_personal_column_needs_a_purpose(place: Database, tmp_path: Path) -> None:
    config = CONFIG.replace("email: {purpose: [support], personal: true}", "email: {personal: true}")

    found = column(checked(place, tmp_path, config=config), "customer", "email")

    assert (found.kind, found.state) == ("no_purpose", State.WARNING)


def test_a_join_that_multiplies_rows_fails(place: Database, tmp_path: Path) -> None:
    report = checked(place, tmp_path, SELECTS | {"invoice": INVOICE + " CROSS JOIN people AS p"})

    assert "shop: invoice: id is unique: 3 values occur more than once: a join multiplies rows" in report.wrong


def test_a_select_that_shows_everybodys_rows_to_everybody_fails(place: Database, tmp_path: Path) -> None:
    everybodys = INVOICE.replace("b.person AS customer", "p.id AS customer") + " CROSS JOIN people AS p"

    assert checked(place, tmp_path, SELECTS | {"invoice": everybodys}).exit_status == 1


def test_more_plans_than_one_look_up_returns_fail(place: Database, tmp_path: Path) -> None:
    place.execute("INSERT INTO offers VALUES ('plus', 'Plus', 1, 'month')")

    report = checked(place, tmp_path, config=CONFIG + "limits: {rows: 1}\n")

    assert "shop: plan: fits into one look-up: 2 rows, but limits.rows is 1" in report.wrong


def test_lines_that_do_not_add_up_fail(place: Database, tmp_path: Path) -> None:
    line = (
        "SELECT b.no AS id, b.person AS customer, b.no AS invoice, 'plan' AS kind, 'Plan' AS description, "
        "b.pence - 1 AS amount_minor FROM bills AS b"
    )

    report = checked(place, tmp_path, SELECTS | {"invoice_line": line})

    assert "shop: the lines of a bill add up to its total: not those of 3 of 3 bills looked at" in report.wrong


def test_a_subscription_to_a_plan_that_is_not_there_fails(place: Database, tmp_path: Path) -> None:
    subscription = (
        "SELECT p.id AS id, p.id AS customer, 'gold' AS plan, 'active' AS status, '2026-01-01' AS started_at "
        "FROM people AS p"
    )

    report = checked(place, tmp_path, SELECTS | {"subscription": subscription})

    assert "subscriptions' plans: are no Plan.code: gold; they would not be shown" in report.wrong


def test_one_system_that_is_down_does_not_keep_the_others_from_being_checked(place: Database, tmp_path: Path) -> None:
    write_system(
        tmp_path, {"title": "SELECT 1 AS id, 'x' AS name, 'film' AS kind"}, config="url_env: CMS_URL\n", name="cms"
    )
    systems = write_system(tmp_path)

    report = check_all(systems, {"SHOP_URL": place.reader, "CMS_URL": "postgresql://u@127.0.0.1:1/x"})

    assert report.exit_status == 2
    assert [(one.system, one.down is None) for one in report.systems] == [("cms", False), ("shop", True)]


def test_the_report_prints_and_is_json(place: Database, tmp_path: Path) -> None:
    report = checked(place, tmp_path)
    out = Console(record=True, width=160, file=io.StringIO())

    print_report(report, out)

    shown = out.export_text()
    assert "no system yields it; switches off explain_charge" in shown
    assert "read as unknown: 'U' (1)" in shown
    read = json.loads(json.dumps(report.as_json()))
    assert read["ok"] is True
    assert read["systems"][0]["entities"][0]["columns"][0] == {
        "column": "customer",
        "kind": "ok",
        "state": "ok",
        "says": "",
    }


def test_the_command_ends_with_the_reports_status(capsys: pytest.CaptureFixture[str]) -> None:
    status = typer.main.get_command(systems_app).main(["check", "--json"], standalone_mode=False)

    assert status == 0
    assert json.loads(capsys.readouterr().out)["wrong"] == []


def test_the_demo_companys_systems_are_proven_in_less_than_300_ms() -> None:
    taken = []
    for _ in range(4):  # the first one loads the dialects
        # Processor time, the least of several: other tests may run beside this one.
        began = time.process_time()
        connect_all(Path("systems"), {}, prove=True).close()
        taken.append(time.process_time() - began)

    assert min(taken) < 0.3


def test_the_same_customers_plan_is_not_in_two_systems(place: Database, tmp_path: Path) -> None:
    write_system(tmp_path, {"plan": PLAN}, config=CONFIG, name="other")
    systems = write_system(tmp_path, {"customer": CUSTOMER, "plan": PLAN})

    report = check_all(systems, {"SHOP_URL": place.reader})

    assert "plan codes: in several systems: basic" in report.wrong
