"""GET /health and GET /ready: the truth about this process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web import http

Check = Callable[[], Awaitable[str | None]]
"""None: all is well; otherwise what is wrong."""


class HealthRoutes:
    """`checks` by name; the process is ready when none finds anything."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = dict(checks)

    def register(self, blueprint: Blueprint) -> None:
        blueprint.add_route(http.unguarded(self.health), "/health", methods=["GET"], name="health")
        blueprint.add_route(http.unguarded(self.ready), "/ready", methods=["GET"], name="ready")

    async def health(self, request: Request) -> HTTPResponse:
        """The process is alive."""
        return http.answered({"status": "ok"})

    async def ready(self, request: Request) -> HTTPResponse:
        """200 when messages would be answered now, else 503; what is wrong is said by name."""
        found = await asyncio.gather(*(check() for check in self._checks.values()))
        checks = {name: wrong or "ok" for name, wrong in zip(self._checks, found, strict=True)}
        ready = not any(found)
        return http.answered({"ready": ready, "checks": checks}, 200 if ready else 503)
