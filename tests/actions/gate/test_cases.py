"""`usher gate` judges a file of cases and says what is wrong with a file that is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from actions.answers.gate.cases import run_gate
from tests.actions.gate.library import as_case, sentences

FACTS = [{"id": "p", "kind": "plan", "fields": {"name": {"type": "text", "value": "Basic"},
          "price": {"type": "money", "amount_minor": 599, "currency": "GBP"}, "interval": "month"}}]  # fmt: skip


def case(**more: object) -> str:
    return json.dumps({"id": "a", "locale": "en-GB", "today": "2026-02-24", "question": "", "facts": FACTS} | more)


def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str], *lines: str) -> dict[str, object]:
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    assert run_gate(file, as_json=True) == 0
    figures: dict[str, object] = json.loads(capsys.readouterr().out)
    return figures


def test_the_figures_name_what_was_judged_wrongly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = judge(
        tmp_path, capsys,
        case(id="t", sentence="Basic costs £5.99 a month.", supported=True),
        case(id="f", sentence="Basic costs £6.99 a month.", supported=False),
        case(id="mislabelled", sentence="Basic costs £5.99 a month.", supported=False),
        case(id="odd", sentence="Basic is a wonder of the world.", supported=True),
    )  # fmt: skip

    assert figures.pop("p95_ms") >= 0
    assert figures == {
        "cases": 4, "unsupported": 2, "unsupported_shown": 1, "supported": 2, "supported_refused": 1,
        "shown_ids": ["mislabelled"], "refused_ids": ["odd"],
    }  # fmt: skip


def test_cases_of_the_library_read_the_same_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = judge(tmp_path, capsys, *(as_case(one) for one in (*sentences("true")[:20], *sentences("lies")[:20])))

    assert (figures["cases"], figures["unsupported_shown"], figures["supported_refused"]) == (40, 0, 0)


def test_plain_values_are_taken_for_what_they_look_like(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = [
        {"id": "v", "kind": "verdict", "fields": {"question": "has_ads", "about": "p", "answer": False, "note": None}},
        *FACTS,
    ]

    figures = judge(tmp_path, capsys, case(facts=plain, sentence="Basic has ads.", supported=False))

    assert figures["unsupported_shown"] == 0


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 1: no JSON"), ("[]", "line 1: a case is an object"), ('{"facts": []}', "line 1: sentence is missing"),
        (case(sentence="x", facts=[{"id": "a", "kind": "b", "fields": {"c": {"type": "colour", "value": 1}}}]), "unknown type 'colour'"),
        (case(sentence="x", facts=[{"id": "a", "kind": "b", "fields": {"c": {"type": "money", "amount_minor": 1}}}]), "needs amount_minor and currency"),
        (case(sentence="x", today="soon"), "line 1:"), (case(sentence="x", facts=["no"]), "line 1:"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_in_one_line(
    line: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(line, "utf-8")

    assert run_gate(file, as_json=False) == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert said.count("\n") == 1


def test_a_missing_file_is_one_line_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_gate(tmp_path / "none.jsonl", as_json=True) == 2
    assert "No such file" in capsys.readouterr().err


def test_without_json_a_table_with_reasons_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(case(sentence="Basic costs £6.99.", supported=False), "utf-8")

    assert run_gate(file, as_json=False) == 0
    assert "refused" in capsys.readouterr().out
