"""The bot obeys `use_cases.yml`: who is reached, and what is said to those who are not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from actions.answers.composer import Composer, composer
from actions.answers.reply import HUMAN, Answer, Choice
from actions.conversation import Ask, refusal
from actions.identity import Identity, Level
from actions.services import Services
from actions.systems.connected import Systems, connect_all
from actions.use_cases import UseCase, UseCases, read_use_cases
from tests.actions.fakes import FakeSystems, calendar, subscription
from tests.actions.report.company import CUSTOMER, INVOICE, Company

SUBJECTS = [f"cus_{number}" for number in range(2000)]


def case(**given: Any) -> UseCase:
    return UseCase(**{"topic": "billing", "owner": "Billing", "measure": "Solved", **given})


def reached(share: int, name: str = "view_invoices") -> set[str]:
    return {one for one in SUBJECTS if case(share=share).reaches(name, one)}


def test_a_share_reaches_about_as_many_and_always_the_same() -> None:
    assert reached(0) == set()
    assert len(reached(20)) == pytest.approx(400, rel=0.15)
    assert reached(20) == reached(20)
    assert reached(100) == set(SUBJECTS)


def test_a_greater_share_keeps_everybody_whom_a_smaller_one_reached() -> None:
    assert reached(10) < reached(30) < reached(90)


def test_two_use_cases_begin_with_different_customers() -> None:
    both = reached(20) & reached(20, "explain_charge")

    assert len(both) == pytest.approx(80, rel=0.5)


@dataclass
class Site:
    sign_in_url: str = "https://example.org/sign-in"


@dataclass
class On:
    """What of the services a refusal looks at."""

    use_cases: UseCases
    systems: Systems
    settings: Site


def words() -> Composer:
    return composer(Path("data/responses"), calendar(), "en-GB", company="Marlin", site="https://example.org")


def ask(customer: str | None = "c1", level: Level = Level.SIGNED_IN, channel: str = "web") -> Ask:
    identity = Identity(customer, level)
    return Ask("my bills", "view_invoices", identity, "en-GB", "conversation", "turn", {}, {}, channel)


def refused(use_case: UseCase | None, systems: Systems | None = None, asked: Ask | None = None) -> str | None:
    """What is said instead of an answer; None: the answer is given."""
    answer = instead(use_case, systems, asked)
    return None if answer is None else answer.text


def instead(use_case: UseCase | None, systems: Systems | None = None, asked: Ask | None = None) -> Answer | None:
    """The same with its choices."""
    cases = UseCases({"view_invoices": use_case} if use_case else {})
    on = cast("Services", On(cases, systems or FakeSystems([subscription()]), Site()))
    answer = refusal("view_invoices", asked or ask(), words(), on)
    assert answer is None or HUMAN in answer.choices, "a person is always offered"
    return answer


def test_one_that_is_on_and_has_its_data_is_answered() -> None:
    assert refused(case(needs=["subscription"], identity="signed_in")) is None


def test_one_that_is_off_says_the_companys_own_words() -> None:
    assert refused(case(enabled=False, off_says="Bills are on our site.")) == "Bills are on our site."


def test_without_words_of_its_own_it_points_to_a_person() -> None:
    assert refused(case(enabled=False)) == "I can't help with that here. A person can."


def test_one_that_lacks_an_entity_says_its_words_too() -> None:
    assert refused(case(needs=["invoice"], identity="signed_in", off_says="Not yet.")) == "Not yet."


def test_one_that_the_file_leaves_out_is_off() -> None:
    assert refused(None) == "I can't help with that here. A person can."


def test_whom_the_roll_out_does_not_reach_is_told_so() -> None:
    within = reached(50)
    outside = next(one for one in SUBJECTS if one not in within)

    assert refused(case(share=50), asked=ask(outside)) == "I can't help with that here. A person can."
    assert refused(case(share=50), asked=ask(next(iter(within)))) is None


@pytest.mark.parametrize("channel", ["web", "shell"])
def test_a_visitor_of_the_website_is_asked_to_sign_in(channel: str) -> None:
    known = case(needs=["subscription"], identity="signed_in")

    answer = instead(known, asked=ask(None, Level.ANYONE, channel))

    assert answer is not None
    assert answer.choices[0] == Choice("Sign in", url="https://example.org/sign-in")


@pytest.mark.parametrize("channel", ["slack", "messenger"])
@pytest.mark.parametrize(("customer", "level"), [(None, Level.ANYONE), ("c1", Level.SIGNED_IN)])
def test_a_chat_account_is_asked_to_be_linked(channel: str, customer: str | None, level: Level) -> None:
    recent = case(needs=["subscription"], identity="signed_in_recently")

    answer = instead(recent, asked=ask(customer, level, channel))

    assert answer is not None
    assert answer.choices[0] == Choice("Link my account", "/link_account")
    assert "link your" in answer.text


def test_a_needed_column_that_the_selects_leave_out_switches_it_off(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.connect("billing", customer=CUSTOMER, invoice=INVOICE)
    systems = connect_all(tmp_path / "systems", company.environment)

    assert refused(case(needs=["invoice", "invoice.number"], identity="signed_in"), systems) is None
    assert refused(case(needs=["invoice.tax_minor"], identity="signed_in", off_says="No."), systems) == "No."
    systems.close()


def test_a_change_of_the_file_counts_at_the_next_reading_without_training(tmp_path: Path) -> None:
    company = Company(tmp_path)
    text = "view_invoices: {topic: billing, owner: Billing, measure: Solved, enabled: %s}\n"

    on = read_use_cases(company.use_cases(text % "true")).by_name["view_invoices"]
    off = read_use_cases(company.use_cases(text % "false")).by_name["view_invoices"]

    assert refused(on) is None
    assert refused(off) is not None
