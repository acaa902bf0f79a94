"""A website, a push channel and a mail hook around one runtime: where chat accounts are linked to customers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web as server

from bot.channels.core.model import Reply
from tests.bot.channels.core.pushing import Loft, Platform, PushRenderer
from tests.bot.channels.support import Channel, running, settings_for

KEY = b"a secret of the mail hook"
SECRET = "whsec_" + base64.b64encode(KEY).decode()


@dataclass
class PostOffice:
    """The company's mail hook: keeps the notices whose signature is right."""

    url: str = ""
    down: bool = False
    notices: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    async def receive(self, request: server.Request) -> server.Response:
        body = await request.read()
        if self.down:
            return server.Response(status=503)
        given = request.headers
        signed = f"{given['webhook-id']}.{given['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
        assert given["webhook-signature"] == f"v1,{expected}"
        self.ids.append(given["webhook-id"])
        self.notices.append(json.loads(body))
        return server.Response(status=204)

    def told(self) -> list[tuple[str, str]]:
        return [(notice["type"], notice["data"]["customer"]) for notice in self.notices]


@asynccontextmanager
async def post_office() -> AsyncIterator[PostOffice]:
    office = PostOffice()
    app = server.Application()
    app.router.add_post("/mail", office.receive)
    runner = server.AppRunner(app)
    await runner.setup()
    site = server.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    office.url = f"http://127.0.0.1:{runner.addresses[0][1]}/mail"
    yield office
    await runner.cleanup()


@dataclass
class World:
    """A website, a push channel and a mail hook around one runtime."""

    web: Channel
    chat: Loft
    post: PostOffice

    async def offer(self, user: str = "ada") -> str:
        """Ask for a link in the chat; gives what is in it."""
        await self.chat.ask("link my account", user)
        button = self.chat.platform.sent[-1].body["links"][0]
        return re.fullmatch(r"http://127\.0\.0\.1:8080/link\?offer=([\w-]{43})", button["url"])[1]

    async def site(self, path: str, customer: str = "cus_1", **body: Any) -> tuple[int, Any]:
        """The website calls for a customer who is signed in there."""
        token = body.pop("token", None) or self.web.site.token(customer)
        return await self.web.browser(origin=None).request("POST", f"/links/{path}", {"token": token, **body})

    async def code(self, offer: str, customer: str = "cus_1") -> str:
        status, answer = await self.site("confirm", customer, offer=offer)
        assert status == 201, answer
        return answer["code"]

    async def link(self, user: str = "ada", customer: str = "cus_1") -> list[str]:
        """The whole ceremony; what the bot says at its end."""
        return await self.chat.ask(await self.code(await self.offer(user), customer), user)

    async def who(self, user: str = "ada") -> str | None:
        """Whom the dialogue takes a chat account for."""
        await self.chat.ask("who am I?", user)
        return self.web.dialogue.turns[-1].identity["customer"]


class Pigeon(PushRenderer):
    def render(self, id: str, reply: Reply, issue: Any) -> dict[str, Any]:
        links = [{"title": button.title, "url": button.url} for button in reply.buttons if button.url]
        return {**super().render(id, reply, issue), "links": links}


@asynccontextmanager
async def world(folder: Path, database: str, **more: str) -> AsyncIterator[World]:
    platform = Platform()

    async def describe(user: str) -> str:
        return f"Pigeon of {user.partition(':')[2]}"

    async with post_office() as post:
        hook = {"USHER_MAIL_HOOK_URL": post.url, "USHER_REQUESTS_SECRET": SECRET, **more}
        settings = settings_for(folder, database, **hook)
        async with running(settings, folder, join=lambda it: it.join(Pigeon(), platform, platform, describe)) as web:
            yield World(web, Loft(web.runtime, web.dialogue, platform, web.clock), post)
