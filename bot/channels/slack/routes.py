"""Slack's way in over HTTP: one address for events, commands and interactions, and two for installing the app."""

from __future__ import annotations

import functools
import logging

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text
from slack_bolt.adapter.sanic.async_handler import to_async_bolt_request
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.channels.core.body import read_body
from bot.channels.core.errors import Refused
from bot.channels.core.life import Host, attach
from bot.channels.slack.config import SlackConfig
from bot.channels.slack.installations import STATE_SECONDS, States
from bot.channels.slack.service import SlackService

BODY_LIMIT = 512 * 1024  # bytes
_BODY_SECONDS = 2.5  # Slack itself gives up after 3
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "chat:write",
    "commands",
    "groups:history",
    "im:history",
    "im:write",
    "mpim:history",
    "users:read",
)

_log = logging.getLogger(__name__)


def slack_blueprint(service: SlackService, host: Host | None = None) -> Blueprint:
    """All routes that the settings ask for."""
    blueprint = Blueprint("slack_channel")
    attach(blueprint, service.runtime, host)
    _add_life(blueprint, service)
    if service.config.signing_secret:
        _add_events(blueprint, service, SignatureVerifier(service.config.signing_secret))
    if service.config.client and service.config.client_secret:
        _add_installing(blueprint, service)
    return blueprint


def _add_life(blueprint: Blueprint, service: SlackService) -> None:
    @blueprint.listener("after_server_start")
    async def start(app: Sanic, _: object) -> None:
        await service.start()

    @blueprint.listener("before_server_stop")
    async def stop(app: Sanic, _: object) -> None:
        await service.stop()

    @blueprint.listener("after_server_stop")
    async def close(app: Sanic, _: object) -> None:
        await service.close()


def _add_events(blueprint: Blueprint, service: SlackService, verifier: SignatureVerifier) -> None:
    async def receive(request: Request) -> HTTPResponse:
        try:
            await read_body(request, BODY_LIMIT, _BODY_SECONDS)
        except Refused as refused:
            return text(refused.detail, refused.status)
        # Bolt would check this too, but only after it has parsed what a stranger sent
        if not _is_signed(verifier, request):
            _log.warning("a request without Slack's signature was refused")
            return text("invalid request", 401)
        return _answered(await service.app.async_dispatch(to_async_bolt_request(request)))

    blueprint.add_route(receive, "/events", methods=["POST"], name="events", stream=True)


def _add_installing(blueprint: Blueprint, service: SlackService) -> None:
    @functools.cache
    def flow() -> AsyncOAuthFlow:  # its client wants a running event loop
        client = service.api.with_token(None)
        return AsyncOAuthFlow(client=client, settings=_oauth(service.config, service), logger=_log)

    async def install(request: Request) -> HTTPResponse:
        return _answered(await flow().handle_installation(to_async_bolt_request(request)))

    async def installed(request: Request) -> HTTPResponse:
        return _answered(await flow().handle_callback(to_async_bolt_request(request)))

    blueprint.add_route(install, "/install", methods=["GET"], name="install")
    blueprint.add_route(installed, "/oauth_redirect", methods=["GET"], name="installed")


def _oauth(config: SlackConfig, service: SlackService) -> AsyncOAuthSettings:
    return AsyncOAuthSettings(
        client_id=config.client,
        client_secret=config.client_secret,
        scopes=SCOPES,
        user_scopes=(),
        install_path="/webhooks/slack/install",
        redirect_uri_path="/webhooks/slack/oauth_redirect",
        installation_store=service.installations,
        state_store=States(service.runtime.db, service.runtime.clock),
        state_expiration_seconds=int(STATE_SECONDS),
        logger=_log,
    )


def _is_signed(verifier: SignatureVerifier, request: Request) -> bool:
    try:
        return verifier.is_valid_request(request.body, dict(request.headers))
    except (ValueError, TypeError):  # a time that is none, a signature or a body that is no text
        return False


def _answered(answer: BoltResponse) -> HTTPResponse:
    # as Bolt's adapter does it, which sets cookies in a way that Rasa's Sanic does not know
    response = HTTPResponse(answer.body, answer.status, answer.first_headers_without_set_cookie())
    for cookie in answer.headers.get("set-cookie", ()):
        response.headers.add("Set-Cookie", cookie)
    return response
