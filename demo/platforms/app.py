"""The stand-ins as one application: each platform under its name, and a front page that links to each."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route


def create_app(platforms: Mapping[str, Starlette]) -> Starlette:
    """`platforms` are the stand-ins by the name they are mounted under."""

    def index(request: Request) -> Response:
        links = "".join(f'<li><a href="/{name}/">{name.capitalize()}</a></li>' for name in platforms)
        return HTMLResponse(f'<!doctype html><html lang="en"><title>Chat as …</title><ul>{links}</ul></html>')

    mounts = [Mount(f"/{name}", app, name=name) for name, app in platforms.items()]
    return Starlette(routes=[Route("/", index), *mounts])
