"""`usher messenger`: tells Meta what the pages subscribe to, and how their chats begin. Safe to repeat.

    setup [--callback URL]   subscribe the pages, set Get Started, greeting and menu; with a URL also the webhook
    show                     what the pages have now
    remove                   take greeting and menu away

https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api
https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps/
https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.channels.messenger.config import MessengerConfig, messenger_config
from bot.channels.messenger.menu import profile
from bot.channels.meta.graph import Graph, GraphRefused, GraphUnreachable
from bot.settings import SettingError, Settings, settings

FIELDS = (
    "messages",
    "messaging_postbacks",
    "message_reactions",
    "messaging_referrals",
    "messaging_optins",
    "messaging_handovers",
    "standby",
)
"""What is answered; receipts and echoes are not subscribed to, and ignored where somebody else did."""

Tell = Callable[[str], None]


def main(arguments: Sequence[str], given: Settings | None = None, tell: Tell = print) -> int:
    """The command line; returns the exit status. `given` None: this process's settings."""
    asked = _parser().parse_args(arguments)
    config = messenger_config(given or settings())
    if config is None:
        raise SettingError("Messenger is off: set USHER_MESSENGER_PAGES first, see docs/channels.md")
    if asked.command == "setup" and asked.callback and not asked.callback.startswith("https://"):
        raise SettingError("Meta calls https addresses only: --callback https://…/webhooks/messenger/webhook")
    try:
        asyncio.run(_run(asked, config, tell))
    except (GraphRefused, GraphUnreachable) as error:
        sys.stderr.write(f"usher: {error}\n")
        return 1
    return 0


class Setup:
    """The set-up of one app and its pages."""

    def __init__(self, config: MessengerConfig, graph: Graph, tell: Tell) -> None:
        self._config = config
        self._graph = graph
        self._tell = tell

    async def setup(self, page: str, token: str) -> None:
        """Subscribe a page to the app and write its profile."""
        name = (await self._graph.get(page, token, fields="id,name")).get("name", "")
        await self._graph.post(f"{page}/subscribed_apps", token, {"subscribed_fields": list(FIELDS)})
        await self._graph.post(f"{page}/messenger_profile", token, profile())
        self._tell(f"page {page} ({name}): subscribed to {', '.join(FIELDS)}; Get Started, greeting and menu are set")

    async def show(self, page: str, token: str) -> None:
        """Print a page's profile as JSON."""
        known = await self._graph.get(f"{page}/messenger_profile", token, fields=",".join(profile()))
        data: list[Any] = known.get("data") or [{}]
        self._tell(json.dumps({"page": page, "profile": data[0]}, ensure_ascii=False, indent=2))

    async def remove(self, page: str, token: str) -> None:
        """Take a page's profile away; the menu goes first, it needs Get Started."""
        for fields in (["persistent_menu"], ["greeting", "get_started"]):
            await self._graph.delete(f"{page}/messenger_profile", token, {"fields": fields})
        self._tell(f"page {page}: Get Started, greeting and menu are gone")

    async def call_back(self, url: str) -> None:
        """Have Meta call `url`, which it verifies at once: the bot has to run there."""
        app = self._config.app
        if app is None:
            raise SettingError("mend the settings: --callback needs USHER_MESSENGER_APP_ID")
        body = {
            "object": "page",
            "callback_url": url,
            "verify_token": self._config.verify_token,
            "fields": ",".join(FIELDS),
        }
        await self._graph.post(f"{app}/subscriptions", f"{app}|{self._config.app_secret}", body)
        self._tell(f"Meta calls {url}")


async def _run(asked: argparse.Namespace, config: MessengerConfig, tell: Tell) -> None:
    graph = Graph(config.graph_url, config.app_secret)
    setup = Setup(config, graph, tell)
    steps: dict[str, Callable[[str, str], Awaitable[None]]] = {
        "setup": setup.setup,
        "show": setup.show,
        "remove": setup.remove,
    }
    try:
        if asked.command == "setup" and asked.callback:
            await setup.call_back(asked.callback)
        for page, token in config.pages.items():
            await steps[asked.command](page, token)
    finally:
        await graph.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="usher messenger", description="Set the Messenger pages up.")
    commands = parser.add_subparsers(dest="command", required=True)
    first = commands.add_parser("setup", help="subscribe the pages, set Get Started, greeting and menu")
    first.add_argument(
        "--callback", metavar="URL", help="also have Meta call this address (…/webhooks/messenger/webhook)"
    )
    commands.add_parser("show", help="print what the pages have now, as JSON")
    commands.add_parser("remove", help="take Get Started, greeting and menu away")
    return parser
