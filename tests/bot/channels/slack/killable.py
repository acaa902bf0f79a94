"""The Slack channel in a process that tests kill: `python -m tests.bot.channels.slack.killable PORT FOLDER DATABASE API`."""

from __future__ import annotations

import sys
from pathlib import Path

from sanic import Sanic

from bot.channels.core.runtime import Runtime
from bot.channels.slack.config import slack_config
from bot.channels.slack.routes import slack_blueprint
from bot.channels.slack.service import SlackService
from bot.channels.web.routes import web_blueprint
from tests.bot.channels.killable import FileDialogue
from tests.bot.channels.support import settings_for

SIGNING_SECRET = "slack-signing-secret"
TOKEN = "xoxb-of-the-stand-in"


def main(port: str, folder: str, database: str, api: str) -> None:
    slack = {"USHER_SLACK_SIGNING_SECRET": SIGNING_SECRET, "USHER_SLACK_BOT_TOKEN": TOKEN, "USHER_SLACK_API_URL": api}
    settings = settings_for(Path(folder), database, **slack)
    config = slack_config(settings)
    assert config is not None
    runtime = Runtime(settings, FileDialogue(Path(folder) / "memory"))
    app = Sanic("killable_slack", configure_logging=False)
    app.blueprint(slack_blueprint(SlackService(runtime, config)), url_prefix="/webhooks/slack")
    app.blueprint(web_blueprint(runtime, {}), url_prefix="/webhooks/web")  # for its readiness
    app.run("127.0.0.1", int(port), access_log=False, motd=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
