"""Rasa messages behind buttons, such as ``/inform{"reason": "price"}``, read without asking the NLU."""

from __future__ import annotations

import json
import re
from typing import Any

_PAYLOAD = re.compile(r"/(?P<intent>[\w.]+)\s*(?P<entities>\{.*\})?\s*", re.DOTALL)


def parse(payload: str) -> dict[str, Any] | None:
    """The payload as the NLU's result; None when it is no such message (it is then plain words)."""
    match = _PAYLOAD.fullmatch(payload.strip())
    if match is None:
        return None
    try:
        values = json.loads(match["entities"] or "{}")
    except ValueError:
        return None
    intent = {"name": match["intent"], "confidence": 1.0}
    return {
        "text": payload,
        "intent": intent,
        "intent_ranking": [intent],
        "entities": [entity for name, value in values.items() for entity in _entities(name, value, len(payload))],
    }


def _entities(name: str, value: Any, end: int) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [{"entity": name, "value": v, "start": 0, "end": end, "extractor": "choice"} for v in values]
