"""The page for the people who decide: whole, true, and without anybody's data."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from actions.errors import UsherError
from actions.readiness import assess
from actions.report.fields import fields
from actions.report.page import render, write_report
from actions.report.problems import Urgency, problems
from actions.report.survey import Survey
from tests.actions.report.company import Company


def words(page: str) -> str:
    """What stands on a page, without its tags."""
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def test_it_serves_the_four_questions_a_company_asks_in_their_order(page: str) -> None:
    titles = re.findall(r'<h2 id="[^"]+">(.*?)</h2>', page)

    assert titles == [
        "1. The systems you have", "2. What customers can ask", "3. How it fits into your work", "4. Your data",
        "5. What is open", "Annex A: every use case", "Annex B: every field",
    ]  # fmt: skip


def test_it_holds_all_it_needs_and_asks_nobody_for_more(page: str) -> None:
    assert "default-src 'none'" in page
    assert re.findall(r"<(?:script|link|img|iframe)\b|url\((?!#)|@import|(?:src|href)=\"(?!#)", page) == []


def test_it_names_every_use_case_every_team_and_every_field(page: str, demo: Survey) -> None:
    shown = words(page)

    assert [row.name for row in assess(demo) if row.name not in shown or row.measure not in shown] == []
    assert [team for team, told in demo.cases.teams.items() if team not in shown or told.work[:40] not in shown] == []
    assert [one.name for one in fields(demo) if f"{one.column} {one.meaning[:20]}" not in shown] == []


def test_it_holds_nobodys_name_address_or_number(page: str) -> None:
    with sqlite3.connect("file:var/demo/billing.sqlite?mode=ro", uri=True) as connection:
        people = connection.execute(
            "SELECT ext_id, em_addr, fst_nm || ' ' || lst_nm, tel_nbr, ad_ln1 FROM acct"
        ).fetchall()
        bills = connection.execute("SELECT inv_nbr FROM inv LIMIT 5000").fetchall()

    values = {str(value) for row in (*people, *bills) for value in row if value and len(str(value)) > 4}
    assert len(values) > 3000
    assert [value for value in values if value in page] == []


def test_the_demo_company_is_ready_and_told_what_to_decide(page: str, demo: Survey) -> None:
    rows = assess(demo)

    assert [(row.name, row.why) for row in rows if row.state in ("missing", "off")] == []
    assert {row.name: row.article for row in rows}["reset_password"] == "Reset your password"
    assert "No use case needs viewing profiles" not in words(page)


def test_what_is_not_ready_says_why_and_what_the_bot_says(troubled: Survey) -> None:
    shown = words(render(troubled))

    assert "Cancel my subscription lacks data no connected system yields subscription Call us about that." in shown
    assert "partly ready" in shown
    assert "switched off in use_cases.yml" in shown


def test_the_roll_out_tells_who_is_not_reached_yet(troubled: Survey) -> None:
    page = render(troubled)

    assert "2 use cases reach only a share of customers, or nobody" in words(page)
    assert "Show my invoices: 20 percent of customers" in page


def test_open_problems_come_most_urgent_first_and_name_no_values(troubled: Survey) -> None:
    found = problems(troubled, assess(troubled), fields(troubled))

    said = [(one.urgency, one.about, one.what) for one in found]
    assert said[0] == (Urgency.MEND, "shop", "shop does not answer")
    assert (Urgency.LACKING, "use_cases.yml", "No connected system yields subscription") in said
    assert (Urgency.DECIDE, "paper", "paper: customer: no purpose is stated for email, name and phone") in said
    assert [one.urgency for one in found] == sorted((one.urgency for one in found), key=list(Urgency).index)
    assert "Quentin" not in render(troubled)


def test_a_word_in_a_row_that_usher_does_not_know_is_not_repeated(company: Company) -> None:
    with sqlite3.connect(company.folder / "billing.sqlite") as connection:
        connection.execute("UPDATE bills SET state = 'Quentin Marlowe-Pryce' WHERE id = 2")

    page = render(company.survey())

    assert "invoice.status has words Usher does not know" in words(page)
    assert "Quentin" not in page


def test_without_a_model_it_says_that_nothing_leaves(page: str) -> None:
    assert "No model is connected today, so every answer is composed from facts and nothing leaves" in words(page)


def test_with_a_model_it_names_the_host_and_says_what_may_leave_and_what_never_does(troubled: Survey) -> None:
    page = render(replace(troubled, provider="models.example.org"))

    assert "Open questions are worded by models.example.org" in words(page)
    picture = page[page.index("<svg") : page.index("</svg>")]
    assert picture.index("May leave") < picture.index("only country") < picture.index("Never leaves")
    assert "customer id, name" in picture[picture.index("Never leaves") :]


def test_it_says_who_carries_what_is_said_in_a_channel(troubled: Survey) -> None:
    page = render(replace(troubled, channels=("Web chat", "Slack", "Messenger")))

    assert "What is said in Messenger is carried by Meta" in words(page)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, demo: Survey) -> None:
    monkeypatch.setattr("actions.report.survey.survey", lambda *_: demo)
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(UsherError, match=r"file/page\.html: cannot be written"):
        write_report(tmp_path / "file" / "page.html")
