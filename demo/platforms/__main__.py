"""`python -m demo.platforms`: the stand-ins on USHER_PLATFORMS_PORT, over the keys in the demo's folder."""

from __future__ import annotations

import sys

import uvicorn

from actions.errors import UsherError
from actions.settings import settings
from demo.graph.app import Messenger
from demo.graph.app import create_app as messenger
from demo.platforms.app import create_app
from demo.platforms.keys import platform_keys
from demo.slack.app import create_app as slack
from demo.whatsapp.app import WhatsApp
from demo.whatsapp.app import create_app as whatsapp


def main() -> int:
    try:
        current = settings()
        keys = platform_keys(current.demo)
        events = f"{current.bot_url}/webhooks/slack/events"
        webhook = f"{current.bot_url}/webhooks/messenger/webhook"
        numbers = WhatsApp(f"{current.bot_url}/webhooks/whatsapp/webhook", keys)
        app = create_app(
            {
                "slack": slack(events, keys.slack_signing_secret, keys.slack_bot_token),
                "messenger": messenger(Messenger(webhook, keys), numbers.api.routes()),
                "whatsapp": whatsapp(numbers),
            }
        )
    except UsherError as error:
        sys.stderr.write(f"platforms: {error}\n")
        return 1
    uvicorn.run(app, host="127.0.0.1", port=current.platforms_port, log_level="warning", timeout_graceful_shutdown=2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
