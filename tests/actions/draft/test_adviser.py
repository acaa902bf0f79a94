"""The language model as an adviser: what it is sent, and what is made of its answer."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from openai import OpenAI

from actions.errors import SystemUnavailable
from actions.systems.draft.adviser import ModelAdviser
from actions.systems.draft.draft import draft_system
from actions.systems.inspect.connection import LookOnly, look_only
from tests.actions.draft.databases import filled

Answer = Callable[[dict[str, Any]], str]
VALUES = ("ida@mail.example", "Ida", "Moss", "Harbour", "0171", "+47", "cus_1", "aaaa-1", "COMMITTED", "17.99", "premium-monthly",
          "API_USER", "RECURRING", "EUR", "shop_order", "_customer_user", "Ferry")  # fmt: skip


@contextmanager
def endpoint(answer: Answer) -> Iterator[tuple[ModelAdviser, list[str]]]:
    """A stand-in for an OpenAI-compatible endpoint; the bodies it was sent."""
    bodies: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            bodies.append(body)
            questions = json.loads(json.loads(body)["messages"][1]["content"])
            reply = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [
                {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": answer(questions)}}]}  # fmt: skip
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(reply).encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = OpenAI(api_key="x", base_url=f"http://127.0.0.1:{server.server_port}/v1", max_retries=0)
    try:
        yield ModelAdviser(client, "m"), bodies
    finally:
        client.close()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def killbill(tmp_path: Path) -> Iterator[LookOnly]:
    with filled("sqlite", "killbill", tmp_path) as url:
        database = look_only(url)
        yield database
        database.close()


def last_of_all(questions: dict[str, Any]) -> str:
    return json.dumps({"answers": {number: len(question["options"]) for number, question in questions.items()}})


@pytest.mark.parametrize("schema", ["killbill", "woocommerce", "stripe"])
def test_the_model_is_sent_names_and_types_and_no_value(schema: str, tmp_path: Path) -> None:
    with filled("sqlite", schema, tmp_path) as url, endpoint(last_of_all) as (adviser, bodies):
        database = look_only(url)
        draft_system(database, tmp_path / "shop", adviser=adviser)
        database.close()

    sent = "\n".join(bodies)
    assert bodies
    assert not [value for value in VALUES if value in sent]
    assert '\\"type\\"' in sent


def test_the_model_s_choice_among_the_candidates_is_taken(killbill: LookOnly, tmp_path: Path) -> None:
    def invoice_date(questions: dict[str, Any]) -> str:
        picks = {}
        for number, question in questions.items():
            names = [option.get("column") for option in question["options"]]
            if question.get("which_column_is") == "subscription.started_at":
                picks[number] = names.index("subscriptions.created_date") + 1
        return f"Here you are: {json.dumps({'answers': picks})}"

    with endpoint(invoice_date) as (adviser, _):
        draft_system(killbill, tmp_path / "shop", adviser=adviser)

    text = (tmp_path / "shop" / "subscription.sql").read_text(encoding="utf-8")
    assert "r.created_date AS started_at" in text


@pytest.mark.parametrize(
    "reply", ["", "I think the first", '{"answers": {"1": 99, "2": "x", "3": true}}', '{"answers": [1]}', "{"]
)
def test_an_answer_that_is_no_choice_changes_nothing(reply: str, killbill: LookOnly, tmp_path: Path) -> None:
    draft_system(killbill, tmp_path / "plain" / "shop")
    with endpoint(lambda _: reply) as (adviser, _):
        draft_system(killbill, tmp_path / "advised" / "shop", adviser=adviser)

    for path in (tmp_path / "plain" / "shop").iterdir():
        assert path.read_text(encoding="utf-8") == (tmp_path / "advised" / "shop" / path.name).read_text(
            encoding="utf-8"
        )


def test_a_model_that_does_not_answer_stops_the_draft_before_anything_is_written(
    killbill: LookOnly, tmp_path: Path
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/v1"
    client = OpenAI(api_key="x", base_url=url, max_retries=0)
    adviser = ModelAdviser(client, "m")

    with pytest.raises(SystemUnavailable, match="language model"):
        draft_system(killbill, tmp_path / "shop", adviser=adviser)
    client.close()
    assert not (tmp_path / "shop").exists()
