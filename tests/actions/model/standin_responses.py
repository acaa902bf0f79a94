"""How a model's endpoint behaves that speaks the Responses API; its HTTP is `standin`'s."""

from __future__ import annotations

import json
from typing import Any

from tests.actions.model.standin import Behaviour, Exchange

_RESPONSE: dict[str, Any] = {
    "id": "resp_1", "object": "response", "created_at": 0, "model": "stand-in", "output": [], "error": None,
    "instructions": None, "metadata": {}, "parallel_tool_calls": False, "temperature": 0, "tool_choice": "none",
    "tools": [], "top_p": 1, "incomplete_details": None, "usage": None,
}  # fmt: skip
USAGE = {
    "input_tokens": 100, "input_tokens_details": {"cached_tokens": 60, "cache_write_tokens": 0},
    "output_tokens": 20, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 120,
}  # fmt: skip


def answers(*sentences: str, ending: str = "completed", piece: int = 12, **response: Any) -> Behaviour:
    """Says these sentences and ends so; `response` are fields of the last event's response."""

    async def behave(exchange: Exchange) -> None:
        wants = exchange.body.get("text", {}).get("format")
        text = " ".join(sentences) if wants is None else _as_json(sentences)
        await _opens(exchange)
        for start in range(0, len(text), piece):
            await _says(exchange, "response.output_text.delta", delta=text[start : start + piece])
        await _says(exchange, f"response.{ending}", response=_RESPONSE | {"status": ending, "usage": USAGE} | response)

    return behave


def writes(text: str, ending: str | None, **fields: Any) -> Behaviour:
    """Writes this text and then an event of this type; None: the stream just ends."""

    async def behave(exchange: Exchange) -> None:
        await _opens(exchange)
        await _says(exchange, "response.output_text.delta", delta=text)
        if ending is not None:
            await _says(exchange, ending, **fields)

    return behave


def _as_json(sentences: tuple[str, ...]) -> str:
    return json.dumps({"sentences": [{"text": one, "cites": []} for one in sentences]}, ensure_ascii=False)


async def _opens(exchange: Exchange) -> None:
    await exchange.open()
    await _says(exchange, "response.created", response=_RESPONSE | {"status": "in_progress"})
    part = {"type": "output_text", "text": "", "annotations": []}
    await _says(exchange, "response.content_part.added", part=part)


async def _says(exchange: Exchange, type: str, **fields: Any) -> None:
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0, "logprobs": []}
    exchange.writer.write(f"event: {type}\n".encode())
    await exchange.event({"type": type, "sequence_number": 0, **place, **fields})
