from __future__ import annotations

from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from bot import rasa_patches

ACTION = RemoteAction("action_answer", action_endpoint=None)
GOOD: dict[str, Any] = {
    "events": [{"event": "slot", "name": "title", "value": "Metropolis", "timestamp": None}],
    "responses": [{"text": "It is on until Sunday."}],
}
BAD: list[Any] = [{"events": "none", "responses": []}, {"events": [{"name": "no event"}], "responses": []}]
_original = RemoteAction._validate_action_result


@pytest.fixture(autouse=True)
def patched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", _original)
    rasa_patches.apply()


@pytest.mark.parametrize("reply", [GOOD, {"events": [], "responses": []}])
def test_a_good_reply_passes_as_it_did_before(reply: dict[str, Any]) -> None:
    assert _original(ACTION, reply)
    assert ACTION._validate_action_result(reply)


@pytest.mark.parametrize("reply", BAD)
def test_a_reply_that_was_refused_is_still_refused_and_names_the_action(reply: Any) -> None:
    with pytest.raises(ValidationError):
        _original(ACTION, reply)
    with pytest.raises(ValidationError, match="action_answer"):
        ACTION._validate_action_result(reply)


def test_applying_twice_changes_nothing() -> None:
    before = RemoteAction._validate_action_result

    rasa_patches.apply()

    assert RemoteAction._validate_action_result is before
