"""A web channel in a process that tests kill: `python -m tests.bot.channels.killable PORT FOLDER DATABASE`.

Its dialogue keeps what it answered in a file, as Rasa keeps its tracker: written once, at the end of a turn,
some time before the channel stores the reply.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from sanic import Sanic

from bot.channels.core.model import Reply, Turn
from bot.channels.core.runtime import Runtime
from bot.channels.web.routes import web_blueprint
from tests.bot.channels.support import settings_for

_chance = random.Random()  # noqa: S311 - when to kill is no secret


PERSON = "person please"
REQUESTED = {"state": "requested", "reference": "H-1"}
WAITING_NOTICE = 0.5  # seconds


class FileDialogue:
    """Answers after a moment; remembers in a file that all processes share."""

    def __init__(self, memory: Path) -> None:
        self._memory = memory

    def is_ready(self) -> bool:
        return True

    async def answer(self, turn: Turn) -> Sequence[Reply]:
        await asyncio.sleep(_chance.uniform(0, 0.01))
        with self._memory.open("a", encoding="utf-8") as file:
            file.write(json.dumps([turn.id, turn.text]) + "\n")
        await asyncio.sleep(_chance.uniform(0, 0.01))
        return [Reply(f"re: {turn.text}", handoff=REQUESTED if turn.text == PERSON else None)]

    def opening(self, turn: Turn) -> Sequence[Reply]:
        return ()

    async def forget(self, conversations: Sequence[str]) -> None:
        raise NotImplementedError

    async def forget_before(self, instant: float) -> None:
        """Nothing here is old."""

    async def recall(self, turn: Turn) -> Sequence[Reply] | None:
        lines = self._memory.read_text(encoding="utf-8").splitlines() if self._memory.exists() else []
        known = {line.split('"')[1] for line in lines}
        handoff = REQUESTED if turn.text == PERSON else None
        return [Reply(f"re: {turn.text}", handoff=handoff)] if turn.id in known else None


def main(port: str, folder: str, database: str) -> None:
    settings = settings_for(Path(folder), database, USHER_WAITING_NOTICE=str(WAITING_NOTICE))
    runtime = Runtime(settings, FileDialogue(Path(folder) / "memory"))
    app = Sanic("killable", configure_logging=False)
    app.blueprint(web_blueprint(runtime, {}), url_prefix="/webhooks/web")
    app.run("127.0.0.1", int(port), access_log=False, motd=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
