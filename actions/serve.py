"""The action server: rasa-sdk's own, with the shared secret checked, nothing leaked, and requests kept moving."""

from __future__ import annotations

import asyncio
import hmac
import logging
import sys
from typing import Any

from rasa_sdk.endpoint import create_app_for_serve
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from actions.catalogue.warm import warm
from actions.channel import Channel
from actions.errors import UsherError
from actions.requests.notices import tell
from actions.services import Services, services

_log = logging.getLogger(__name__)
App = Sanic[Any, Any]
_OPEN = ("/health", "/")
_PAUSE = 5.0
"""Seconds between looks at requests that the company has not answered yet."""
_HOUR = 3600.0


def create(on: Services) -> App:
    """The server over built services. Raises `UsherError` where the shared secret is not set."""
    if on.settings.internal_secret is None:
        raise UsherError("set USHER_INTERNAL_SECRET: Rasa and the action server share it (`make setup` writes one)")
    executor = ActionExecutor()
    executor.register_package("actions")
    app: App = create_app_for_serve(executor, cors_origins=[])
    secret = on.settings.internal_secret.get_secret_value()

    @app.on_request
    async def only_with_the_secret(request: Request) -> HTTPResponse | None:
        if request.path in _OPEN or hmac.compare_digest(request.headers.get("x-usher-secret", ""), secret):
            return None
        return json({"error": "not allowed"}, status=401)

    @app.on_response
    async def without_the_tracker(request: Request, response: HTTPResponse) -> HTTPResponse | None:
        # rasa-sdk puts the whole tracker into the body of a 500.
        return json({"error": "the action failed"}, status=500) if response.status == 500 else None

    @app.before_server_start
    async def load_what_answers_need(app: App) -> None:
        await asyncio.to_thread(warm, on.index)

    @app.after_server_start
    async def keep_requests_moving(app: App) -> None:
        app.add_task(_deliver(on))
        app.add_task(_clear(on))

    return app


async def _deliver(on: Services) -> None:
    if on.requests is None:
        return
    channel = Channel.of(on.settings)
    while True:
        try:
            await on.requests.deliver_due()
            await tell(on.requests, channel, on.composer, on.calendar)
        except Exception:
            _log.exception("delivering requests failed; trying again")
        await asyncio.sleep(_PAUSE)


async def _clear(on: Services) -> None:
    while on.requests is not None:
        try:
            await on.requests.clear()
        except Exception:
            _log.exception("deleting old requests failed; trying again")
        await asyncio.sleep(_HOUR)


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("rasa_sdk").setLevel(logging.ERROR)
    try:
        on = services()
        app = create(on)
    except UsherError as error:
        sys.stderr.write(f"usher: {error}\n")
        return 2
    app.run(host="127.0.0.1", port=on.settings.actions_port, single_process=True, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
