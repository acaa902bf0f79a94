"""Messages that real people wrote, one by one as a signed-out visitor: each gets a sensible reply.

The texts are not part of this project. USHER_REAL_MESSAGES names a file with one message a line (lines that start with #
are left out); without it there is nothing to send. `tests/nlu/real_messages.yml` says by line number what each needs, and
docs/conversations.md how often it got it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.answers.composer import read_wordings
from demo.client import Reply

pytestmark = pytest.mark.stack

LABELS: Mapping[int, Mapping[str, Any]] = yaml.safe_load(Path("tests/nlu/real_messages.yml").read_text("utf-8"))
REPORT = Path("var/real-messages.json")
_BROKEN = ("something went wrong", "can't reach the system", "couldn't answer")
_WORDINGS = read_wordings(Path("data/responses"))
_COURTESY = {_WORDINGS[f"utter_{name}"] for name in ("thanks", "goodbye", "greet", "chitchat")}
_ASKS = {_WORDINGS["utter_abuse"]}  # “Tell me what went wrong” asks without a question mark
_DISCLOSURE = "automated assistant"


def messages() -> dict[int, str]:
    """The labelled messages by line number."""
    path = os.environ.get("USHER_REAL_MESSAGES")
    if not path:
        return {}
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return {number: lines[number - 1].strip() for number in LABELS}


def kind_of(reply: Reply) -> str:
    """What a reply is: a person, courtesy, a question back, or an answer (a way to sign in is on the way to one)."""
    said = [message for message in reply.messages if _DISCLOSURE not in str(message.get("text"))]
    texts = [str(message.get("text") or "") for message in said]
    if any("Your reference is H-" in text for text in texts):
        return "person"
    if texts and all(text in _COURTESY for text in texts):
        return "courtesy"
    told = any(message.get("sources") or message.get("cards") for message in said)
    asks = bool(texts) and (texts[-1] in _ASKS or texts[-1].splitlines()[0].rstrip().endswith("?"))
    return "question" if asks and not told else "answer"


def intents(stack: Any) -> dict[str, str]:
    """The intent of each conversation's first message, as Rasa stored it."""
    query = "SELECT sender_id, data FROM events WHERE type_name = 'user' ORDER BY id DESC"
    with sqlite3.connect(f"file:{stack.folder / 'tracker.sqlite'}?mode=ro", uri=True) as store:
        events = [(sender, json.loads(data)) for sender, data in store.execute(query)]
    return {sender: str(event["parse_data"]["intent"]["name"]) for sender, event in events}


@pytest.mark.skipif(not messages(), reason="USHER_REAL_MESSAGES names no file of messages")
def test_every_message_gets_a_reply_that_is_no_failure_and_mostly_of_the_kind_it_needs(talk: Any, stack: Any) -> None:
    held: dict[int, tuple[str, str]] = {}
    poor: list[tuple[int, str]] = []
    for number, text in messages().items():
        customer = talk()
        reply = customer.say(text)
        held[number] = (kind_of(reply), customer.session["conversation"])
        if not reply.text.strip() or any(words in reply.text.lower() for words in _BROKEN):
            poor.append((number, reply.text))

    report = _report(held, intents(stack))

    REPORT.write_text(json.dumps(report, indent=1), encoding="utf-8")
    assert poor == []
    assert "Traceback" not in stack.log("actions", lines=100_000)
    assert "Traceback" not in stack.log("bot", lines=100_000)
    assert report["kind_right"] >= 0.65 * report["messages"]


def _report(held: Mapping[int, tuple[str, str]], heard: Mapping[str, str]) -> dict[str, Any]:
    """Counts alone: what the messages say is nobody's to keep."""
    needed = Counter(LABELS[number]["reply"] for number in held)
    right = Counter(LABELS[number]["reply"] for number, (kind, _) in held.items() if kind == LABELS[number]["reply"])
    labelled = [number for number in held if LABELS[number]["intent"]]
    routed = [number for number in labelled if heard.get(held[number][1]) == LABELS[number]["intent"]]
    return {
        "messages": len(held),
        "kind_right": sum(right.values()),
        "by_kind": {kind: {"needed": count, "right": right[kind]} for kind, count in sorted(needed.items())},
        "intents_labelled": len(labelled),
        "intents_right": len(routed),
        "otherwise": {number: kind for number, (kind, _) in held.items() if kind != LABELS[number]["reply"]},
        "routed_otherwise": {number: heard.get(held[number][1]) for number in labelled if number not in routed},
    }
