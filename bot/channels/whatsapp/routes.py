"""WhatsApp as a Sanic blueprint. Rasa is not needed here."""

from __future__ import annotations

from sanic import Blueprint, Sanic

from bot.channels.core.life import Host, attach
from bot.channels.core.runtime import Runtime
from bot.channels.meta.graph import Graph
from bot.channels.meta.webhook import Webhook
from bot.channels.whatsapp.config import WhatsAppConfig
from bot.channels.whatsapp.inbound import Inbound
from bot.channels.whatsapp.renderer import WhatsAppRenderer
from bot.channels.whatsapp.sender import WhatsAppSender


def whatsapp_blueprint(runtime: Runtime, config: WhatsAppConfig, host: Host | None = None) -> Blueprint:
    """The webhook, joined to the runtime."""
    blueprint = Blueprint("whatsapp_channel")
    graph = Graph(config.graph_url, config.app_secret)
    sender = WhatsAppSender(config, graph, runtime.clock)
    renderer = WhatsAppRenderer(runtime.settings.site_url, runtime.settings.locale)
    runtime.join(renderer, sender, sender, sender.describe)
    takers = {"whatsapp_business_account": Inbound(runtime, config).take}
    Webhook(config.app_secret, config.verify_token, takers).register(blueprint)
    attach(blueprint, runtime, host)

    @blueprint.listener("after_server_stop")
    async def close(app: Sanic, _: object) -> None:
        await graph.close()

    return blueprint
