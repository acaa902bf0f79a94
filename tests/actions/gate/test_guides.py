"""Help articles and error codes told in other words: what the text says is shown, what it does not say is refused."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.answers.gate import Decision, Gate
from actions.facts.model import Fact, fact

_DEMO = Path(__file__).parents[3] / "demo" / "content"
_TOLD = yaml.safe_load(Path(__file__).with_name("retellings.yml").read_text("utf-8"))
TODAY = dt.date(2026, 10, 14)


@cache
def _content() -> dict[str, dict[str, Any]]:
    """The demo's articles and error codes, by id or code."""
    rows: list[dict[str, Any]] = []
    for name in ("help.yml", "errors.yml"):
        rows += yaml.safe_load((_DEMO / name).read_text("utf-8"))
    return {row.get("id") or row["code"]: row for row in rows}


@cache
def _guide(key: str) -> Fact:
    row = _content()[key]
    if "code" in row:
        return fact(
            f"error_code:{key}", "error_code", code=key, cause=row["cause"], meaning=row["meaning"], steps=row["steps"]
        )
    return fact(
        f"help:{key}",
        "help_article",
        help_title=row["name"],
        topic=row["topic"],
        question=row["question"],
        body=row["body"],
    )


def judged(key: str, sentence: str) -> Decision:
    question = _content()[key].get("question") or f"What does {key} mean?"
    return Gate([_guide(key)], question, "en-GB", TODAY).judge(sentence)


def _cases(kind: str) -> list[tuple[str, str]]:
    return [(key, sentence) for key, told in _TOLD.items() for sentence in told[kind]]


def test_most_of_what_a_guide_says_is_shown_in_other_words() -> None:
    told = _cases("told")
    refused = [sentence for key, sentence in told if not judged(key, sentence).shown]

    assert len(refused) <= 0.25 * len(told), refused


@pytest.mark.parametrize(("key", "sentence"), _cases("lies"))
def test_what_a_guide_does_not_say_is_refused(key: str, sentence: str) -> None:
    assert not judged(key, sentence).shown
