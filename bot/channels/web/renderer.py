"""How a reply looks to the chat widget."""

from __future__ import annotations

from typing import Any

from bot.channels.core.model import Button, Card, Reply
from bot.channels.core.renderer import Issue


class WebRenderer:
    """Replies as the web channel's JSON. Payloads stay here; the browser gets opaque values."""

    name = "web"
    delivery = "pull"

    def render(self, id: str, reply: Reply, issue: Issue) -> dict[str, Any]:
        parts = {
            "choices": [_choice(button, issue) for button in reply.buttons],
            "cards": [_card(card, issue) for card in reply.cards],
            "sources": [_given(title=source.title, url=source.url) for source in reply.sources],
            "stream": reply.stream,
            "formal": reply.formal or reply.handoff is not None,
        }
        return {"id": id, "from": "bot", "text": reply.text, **_given(**parts)}


def _card(card: Card, issue: Issue) -> dict[str, Any]:
    buttons = [_choice(button, issue) for button in card.buttons]
    return {
        "title": card.title,
        **_given(subtitle=card.subtitle, text=card.text, image=card.image, url=card.url, buttons=buttons),
    }


def _choice(button: Button, issue: Issue) -> dict[str, Any]:
    if button.payload is not None:
        return {"title": button.title, "choice": issue(button.title, button.payload)}
    return {"title": button.title, "url": button.url}


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
