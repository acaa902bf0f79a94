"""`use_cases.yml` as a person writes it: what is wrong is said in one line that names the file and the use case."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from actions.errors import SettingError
from actions.use_case import Team, UseCase
from actions.use_cases import read_use_cases

GOOD = """
teams:
  Billing: {does: Runs payments, work: Sees what is disputed}
use_cases:
  view_invoices:
    topic: billing
    needs: [invoice, invoice.tax_minor]
    identity: signed_in
    owner: Billing
    measure: Solved
"""


def refusal(folder: Path, text: str) -> str:
    """What is said of a file, from its name on."""
    path = folder / "use_cases.yml"
    path.write_text(text.lstrip("\n"), encoding="utf-8")
    with pytest.raises(SettingError) as refused:
        read_use_cases(path)
    return str(refused.value).removeprefix(f"{folder}/")


BAD = {
    "unknown entity": (
        "needs: [invoice, invoice.tax_minor]", "needs: [invoices]",
        "use_cases.yml:6: view_invoices: needs: there is no entity 'invoices' (did you mean invoice?); "
        "docs/entities.md lists them",
    ),
    "unknown column": (
        "invoice.tax_minor", "invoice.tax_minors",
        "use_cases.yml:6: view_invoices: needs: invoice has no column 'tax_minors' (did you mean tax_minor?); "
        "docs/entities.md lists them",
    ),
    "unknown column that is wanted": (
        "    identity:", "    wants: {payment.why: says why}\n    identity:",
        "use_cases.yml:7: view_invoices: wants: payment has no column 'why'; docs/entities.md lists them",
    ),
    "share 101": (
        "    owner:", "    share: 101\n    owner:",
        "use_cases.yml:8: view_invoices: share: input should be less than or equal to 100",
    ),
    "the key on": (
        "    owner:", "    on: true\n    owner:",
        "use_cases.yml:8: view_invoices: there is no key 'on': write enabled: true or enabled: false",
    ),
    "wrong identity": (
        "signed_in", "logged_in",
        "use_cases.yml:7: view_invoices: identity: input should be 'anyone', 'signed_in' or 'signed_in_recently'",
    ),
    "a customer's rows for anyone": (
        "    identity: signed_in\n", "",
        "use_cases.yml:4: view_invoices: identity: needs invoice, which belongs to a customer: "
        "must be signed_in or signed_in_recently",
    ),
    "unknown topic": (
        "topic: billing", "topic: money",
        "use_cases.yml:5: view_invoices: topic: input should be 'account', 'billing', 'plans', 'playback', 'content', "
        "'recommend', 'delivery', 'privacy', 'handoff' or 'smalltalk'",
    ),
    "unknown team": (
        "owner: Billing", "owner: Biling",
        "use_cases.yml:8: view_invoices: owner: there is no team 'Biling' under teams (did you mean Billing?)",
    ),
    "unknown key": (
        "    measure:", "    mesure:",
        "use_cases.yml:4: view_invoices: measure: is missing",
    ),
    "misspelt key": (
        "    owner:", "    enable: false\n    owner:",
        "use_cases.yml:8: view_invoices: there is no key 'enable' (did you mean enabled?)",
    ),
    "a key twice": (
        "    owner:", "    topic: plans\n    owner:",
        "use_cases.yml:8: view_invoices: has 'topic' twice",
    ),
    "no YAML": (
        "[invoice, invoice.tax_minor]", "[invoice",
        "use_cases.yml:7: view_invoices: is not YAML: expected ',' or ']', but got ':'",
    ),
    "not a mapping": (
        GOOD, "- view_invoices\n",
        "use_cases.yml:1: must hold the section use_cases, and may hold teams",
    ),
    "no use cases": (
        GOOD, "teams: {}\n",
        "use_cases.yml:1: use_cases: is missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", BAD)
def test_a_mistake_is_one_line_that_names_file_line_and_use_case(tmp_path: Path, mistake: str) -> None:
    written, instead, said = BAD[mistake]

    assert refusal(tmp_path, GOOD.replace(written, instead)) == said


def test_a_person_cannot_be_switched_off(tmp_path: Path) -> None:
    text = """
    use_cases:
      human_handoff: {topic: handoff, owner: Support, measure: Minutes, enabled: false}
    """

    said = refusal(tmp_path, textwrap.dedent(text))

    assert said == (
        "use_cases.yml:2: human_handoff: cannot be switched off or limited: a person is always one message away"
    )


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"use_cases\.yml: is missing"):
        read_use_cases(tmp_path / "use_cases.yml")


def test_the_file_that_is_shipped_is_good_and_every_owner_is_a_team() -> None:
    shipped = read_use_cases(Path("use_cases.yml"))

    assert len(shipped.by_name) > 48
    assert all(shipped.owned_by(team) for team in shipped.teams)


@pytest.mark.parametrize("model", [UseCase, Team])
def test_every_key_is_documented(model: type[UseCase | Team]) -> None:
    page = Path("docs/use-cases.md").read_text(encoding="utf-8")

    assert [key for key in model.model_fields if f"`{key}`" not in page] == []
