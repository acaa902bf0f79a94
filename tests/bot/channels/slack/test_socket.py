"""Socket mode: the same events over a connection that we open, for development behind a firewall."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

from bot.channels.slack.config import slack_config
from demo.slack import workspace as slack
from tests.bot.channels.slack.conftest import TOKEN, connected
from tests.bot.channels.support import settings_for, until

APP_TOKEN = "xapp-1"


@dataclass
class SocketSlack:
    """Slack's side of socket mode: apps.connections.open, and the socket behind it."""

    url: str = ""
    opened_with: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    socket: web.WebSocketResponse | None = None

    async def open(self, request: web.Request) -> web.Response:
        self.opened_with.append(request.headers["Authorization"])
        return web.json_response({"ok": True, "url": self.url.replace("http", "ws") + "/socket"})

    async def auth_test(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "team_id": slack.TEAM, "user_id": slack.BOT_USER})

    async def post(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "ts": "9.000001", "channel": slack.DIRECT})

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.socket = socket
        async for message in socket:
            if message.type == WSMsgType.TEXT and message.data.startswith("{"):
                self.acknowledged.append(json.loads(message.data)["envelope_id"])
        return socket

    async def send(self, envelope: str, payload: dict[str, Any]) -> None:
        assert self.socket is not None
        body = {"envelope_id": envelope, "type": "events_api", "payload": payload, "accepts_response_payload": False}
        await self.socket.send_json(body)


@asynccontextmanager
async def socket_slack() -> AsyncIterator[SocketSlack]:
    side = SocketSlack()
    app = web.Application()
    app.router.add_post("/apps.connections.open", side.open)
    app.router.add_post("/auth.test", side.auth_test)
    app.router.add_post("/chat.postMessage", side.post)
    app.router.add_get("/socket", side.connect)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    side.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield side
    finally:
        await runner.cleanup()


async def test_an_event_over_the_socket_is_stored_acknowledged_and_answered(tmp_path: Path) -> None:
    payload = {
        "team_id": slack.TEAM,
        "type": "event_callback",
        "event": {"type": "message", "user": slack.PERSON, "text": "hello", "ts": "1.000001", "channel": slack.DIRECT,
                  "channel_type": "im"},
        "authorizations": [{"team_id": slack.TEAM, "user_id": slack.BOT_USER, "is_bot": True}],
    }  # fmt: skip
    async with socket_slack() as side:
        only_socket = {"USHER_SLACK_SIGNING_SECRET": "", "USHER_SLACK_APP_TOKEN": APP_TOKEN}
        async with connected(tmp_path, **{**only_socket, "USHER_SLACK_API_URL": f"{side.url}/"}) as northlight:
            await until(lambda: side.socket is not None)
            for envelope in ("e-1", "e-2"):
                await side.send(envelope, payload)
            await until(lambda: len(side.acknowledged) == 2)
            await northlight.settled()

            assert side.opened_with == [f"Bearer {APP_TOKEN}"]
            assert side.acknowledged == ["e-1", "e-2"]
            assert northlight.turns() == ["hello"]


def test_a_socket_needs_no_signing_secret(tmp_path: Path) -> None:
    config = slack_config(settings_for(tmp_path, USHER_SLACK_APP_TOKEN=APP_TOKEN, USHER_SLACK_BOT_TOKEN=TOKEN))

    assert config is not None
    assert config.signing_secret is None
