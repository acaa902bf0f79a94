"""The stand-in as an application: Web API, page, and events posted to the chatbot."""

from __future__ import annotations

from collections.abc import Mapping

import httpx2
from starlette.applications import Starlette

from demo.platforms.chat import ChatPage
from demo.platforms.failures import Failures
from demo.slack.api import WebApi
from demo.slack.chat import SlackChat
from demo.slack.events import Events
from demo.slack.methods import Methods
from demo.slack.workspace import Workspace

_PATIENCE = 3.0  # seconds Slack waits for an answer


def create_app(events_url: str, signing_secret: str, token: str) -> Starlette:
    """The stand-in for one app, which gets its events at `events_url` and calls with `token`."""
    workspace = Workspace(token)
    api = WebApi(Methods(workspace), Failures())
    events = Events(events_url, signing_secret, post)
    return Starlette(routes=[*api.routes(), *ChatPage(SlackChat(workspace, api, events)).routes()])


async def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """Status and text of an answer; status 0: there was none within three seconds."""
    try:
        async with httpx2.AsyncClient(timeout=_PATIENCE) as client:
            response = await client.post(url, content=body, headers=dict(headers))
    except httpx2.HTTPError as error:
        return 0, type(error).__name__
    return response.status_code, response.text
