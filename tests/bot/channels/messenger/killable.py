"""The Messenger channel in a process that tests kill: `python -m … PORT FOLDER DATABASE GRAPH`."""

from __future__ import annotations

import sys
from pathlib import Path

from sanic import Sanic

from bot.channels.core.runtime import Runtime
from bot.channels.messenger.config import messenger_config
from bot.channels.messenger.routes import messenger_blueprint
from bot.channels.web.routes import web_blueprint
from tests.bot.channels.killable import FileDialogue
from tests.bot.channels.messenger.support import messenger_settings
from tests.bot.channels.support import settings_for


def main(port: str, folder: str, database: str, graph: str) -> None:
    settings = settings_for(Path(folder), database, **messenger_settings(graph))
    config = messenger_config(settings)
    assert config is not None
    runtime = Runtime(settings, FileDialogue(Path(folder) / "memory"))
    app = Sanic("killable_messenger", configure_logging=False)
    app.blueprint(messenger_blueprint(runtime, config), url_prefix="/webhooks/messenger")
    app.blueprint(web_blueprint(runtime, {}), url_prefix="/webhooks/web")  # for its readiness
    app.run("127.0.0.1", int(port), access_log=False, motd=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
