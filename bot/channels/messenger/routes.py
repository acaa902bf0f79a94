"""Messenger as a Sanic blueprint. Rasa is not needed here."""

from __future__ import annotations

from sanic import Blueprint, Sanic

from bot.channels.core.life import Host, attach
from bot.channels.core.runtime import Runtime
from bot.channels.messenger.config import MessengerConfig
from bot.channels.messenger.inbound import Inbound
from bot.channels.messenger.renderer import MessengerRenderer
from bot.channels.messenger.sender import MessengerSender
from bot.channels.meta.graph import Graph
from bot.channels.meta.webhook import Webhook


def messenger_blueprint(runtime: Runtime, config: MessengerConfig, host: Host | None = None) -> Blueprint:
    """The webhook, joined to the runtime."""
    blueprint = Blueprint("messenger_channel")
    graph = Graph(config.graph_url, config.app_secret)
    sender = MessengerSender(config, graph, runtime.clock)
    renderer = MessengerRenderer(runtime.settings.site_url)
    runtime.join(renderer, sender, sender, sender.describe, passes=config.inbox is not None)
    webhook = Webhook(config.app_secret, config.verify_token, {"page": Inbound(runtime, config).take})
    webhook.register(blueprint)
    attach(blueprint, runtime, host)

    @blueprint.listener("after_server_stop")
    async def close(app: Sanic, _: object) -> None:
        await graph.close()

    return blueprint
