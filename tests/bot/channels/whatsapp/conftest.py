"""The WhatsApp channel on a real server, with a scripted dialogue, and the Cloud API's stand-in on another."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio

from bot.channels.core.runtime import Runtime
from bot.channels.meta.signature import signature
from bot.channels.whatsapp.config import whatsapp_config
from bot.channels.whatsapp.routes import whatsapp_blueprint
from demo.platforms.keys import Keys
from demo.whatsapp.api import NUMBER
from demo.whatsapp.people import PEOPLE, People
from tests.bot.channels.slack.conftest import standing_in
from tests.bot.channels.support import Clock, FakeDialogue, serving, settings_for, until

APP_SECRET, VERIFY_TOKEN, TOKEN = "0123456789abcdef" * 2, "verify-me", "EAAtokenoftheonlynumber012345"
ROBIN = next(iter(PEOPLE))


@dataclass
class Chat:
    """The running channel, and the stand-in on its other side."""

    url: str
    runtime: Runtime
    dialogue: FakeDialogue
    whatsapp: People
    clock: Clock
    http: aiohttp.ClientSession

    def said(self) -> list[Any]:
        """What Robin's phone got: words, or the interactive part."""
        sent = [one.content for one in self.whatsapp.threads.of(ROBIN).sent if one.who == "bot"]
        return [one["text"]["body"] if one["type"] == "text" else one[one["type"]] for one in sent]

    async def ask(self, text: str) -> list[Any]:
        """What is said to a message, once all of it has been sent."""
        before = len(self.said())
        await self.whatsapp.write(ROBIN, text)
        await until(lambda: len(self.said()) > before and not self.due())
        return self.said()[before:]

    async def post(self, batch: dict[str, Any], secret: str = APP_SECRET) -> int:
        body = json.dumps(batch).encode()
        headers = {"X-Hub-Signature-256": signature(body, secret), "Content-Type": "application/json"}
        async with self.http.post(f"{self.url}/webhook", data=body, headers=headers) as response:
            return response.status

    def due(self) -> int:
        with self.runtime.db.engine.connect() as connection:
            query = "SELECT count(*) FROM channel_deliveries WHERE state = 'due'"
            return int(connection.exec_driver_sql(query).scalar() or 0)

    def reasons(self) -> list[str]:
        """Why deliveries failed."""
        with self.runtime.db.engine.connect() as connection:
            query = "SELECT reason FROM channel_deliveries WHERE state = 'failed'"
            return [row[0] for row in connection.exec_driver_sql(query)]


@asynccontextmanager
async def chatting(folder: Path, database: str | None = None) -> AsyncIterator[Chat]:
    clock, dialogue = Clock(), FakeDialogue()
    keys = Keys("", "", meta_app_secret=APP_SECRET, meta_verify_token=VERIFY_TOKEN, meta_page_token=TOKEN)
    whatsapp = People("", keys)
    async with standing_in(whatsapp.api) as graph, aiohttp.ClientSession() as http:
        given = {
            "USHER_WHATSAPP_NUMBERS": f"{NUMBER}={TOKEN}",
            "USHER_WHATSAPP_APP_SECRET": APP_SECRET,
            "USHER_WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
            "USHER_GRAPH_URL": f"{graph}/v26.0",
        }
        settings = settings_for(folder, database, **given)
        runtime = Runtime(settings, dialogue, clock)
        config = whatsapp_config(settings)
        assert config is not None
        async with serving(whatsapp_blueprint(runtime, config), "/webhooks/whatsapp") as url:
            await until(lambda: runtime.started)
            whatsapp.webhooks._url = f"{url}/webhook"
            yield Chat(url, runtime, dialogue, whatsapp, clock, http)


@pytest_asyncio.fixture
async def chat(tmp_path: Path, database: str) -> AsyncIterator[Chat]:
    async with chatting(tmp_path, database) as started:
        yield started
