"""What Rasa is told: a domain that one can read, one rule per intent, and no story beside them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

DOMAIN = Path("domain.yml")
MOST_LINES = 300


def rules() -> list[dict[str, Any]]:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(Path("data/rules").glob("*.yml"))]
    return [rule for file in files for rule in file["rules"]]


def domain() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))
    return read


def test_the_domain_can_be_read() -> None:
    assert len(DOMAIN.read_text(encoding="utf-8").splitlines()) < MOST_LINES


def test_no_story_repeats_a_rule() -> None:
    told = [path for path in Path("data").rglob("*.yml") if re.search(r"^stories:", path.read_text("utf-8"), re.M)]

    assert told == [], "rules and one form keep the dialogue"


def test_an_intent_has_one_rule_outside_of_a_request() -> None:
    plain = [rule["steps"][0]["intent"] for rule in rules() if "condition" not in rule]

    assert Counter(plain).most_common(1)[0][1] == 1
    assert set(plain) - {"nlu_fallback"} == set(domain()["intents"])


def test_rules_name_what_the_domain_has_and_nothing_is_left_over() -> None:
    named = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}
    own = {name for name in named if name.startswith("action_") and name != "action_deactivate_loop"}

    by_the_form = {"validate_request_form", "action_ask_request_decision"}
    assert own | by_the_form == set(domain()["actions"])
    assert set(domain()["forms"]) == {"request_form"}
