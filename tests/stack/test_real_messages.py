"""Messages that real people wrote, one by one as a signed-out visitor: each gets a sensible reply.

The texts are not part of this project. USHER_REAL_MESSAGES names a file with one message a line (lines that
start with # are left out); without it there is nothing to send.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.stack

_BROKEN = ("something went wrong", "can't reach the system", "couldn't answer")


def messages() -> list[str]:
    path = os.environ.get("USHER_REAL_MESSAGES")
    if not path:
        return []
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.skipif(not messages(), reason="USHER_REAL_MESSAGES names no file of messages")
def test_every_message_gets_a_reply_that_is_no_failure(talk: Any, stack: Any) -> None:
    poor = []
    for number, text in enumerate(messages(), 1):
        reply = talk().say(text)
        said = reply.text.lower()
        if not said.strip() or any(words in said for words in _BROKEN):
            poor.append((number, reply.text))

    assert poor == []
    assert "Traceback" not in stack.log("actions", lines=100_000)
    assert "Traceback" not in stack.log("bot", lines=100_000)
