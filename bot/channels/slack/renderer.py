"""How a reply looks in Slack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.channels.core.model import Button, Card, Reply, Source
from bot.channels.core.renderer import Issue
from bot.channels.core.splitting import split
from bot.channels.slack import blocks
from bot.channels.slack.blocks import Block
from bot.channels.slack.mrkdwn import absolute, escaped, link, said

FEEDBACK = "feedback"
CHOICES = "choices"


class SlackRenderer:
    """Replies as Block Kit. `site` is the company's website, for links without a host."""

    name = "slack"
    delivery = "due"

    def __init__(self, site: str) -> None:
        self._site = site

    def render(self, id: str, reply: Reply, issue: Issue) -> dict[str, Any]:
        """`posts` are Slack messages in order; `text` is for people who read along in the desk."""
        made = [
            *self._words(reply.text),
            *(block for place, card in enumerate(reply.cards) for block in self._card(card, place, issue)),
            *self._sources(reply.sources),
            *self._choices(reply.buttons, CHOICES, issue),
        ]
        if _is_answer(reply):
            made.append(_feedback(id))
        body = {"id": id, "from": "bot", "text": reply.text, "posts": blocks.posts(made)}
        noted = {"stream": reply.stream, "private": reply.private}
        return {**body, **{name: value for name, value in noted.items() if value}}

    def written(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """The posts of a message that no reply is behind: a person's, or a later notice of the bot."""
        author = blocks.context([f"*{escaped(body['author'])}*"]) if body.get("author") else []
        return blocks.posts([*author, *self._words(str(body.get("text") or ""))])

    def _words(self, text: str) -> list[Block]:
        # split before it becomes mark-up, whose links and entities must stay whole and which is longer
        limit = blocks.SECTION
        while any(len(said(piece, self._site)) > blocks.SECTION for piece in split(text, limit)):
            limit //= 2
        return [block for piece in split(text, limit) for block in blocks.sections(said(piece, self._site))]

    def _card(self, card: Card, place: int, issue: Issue) -> list[Block]:
        title = f"*{link(card.title, card.url, self._site)}*" if card.url else f"*{escaped(card.title)}*"
        if not card.title:
            title = link("Picture", card.image, self._site) if card.image else ""
        lines = [title, *(said(line, self._site) for line in (card.subtitle, card.text) if line)]
        made = blocks.sections("\n".join(line for line in lines if line))
        image = absolute(card.image, self._site) if card.image else None
        if made and image is not None and blocks.is_picture(image):
            made[0]["accessory"] = blocks.picture(image, card.title)
        return [*made, *self._choices(card.buttons, f"card-{place}", issue)]

    def _sources(self, sources: Iterable[Source]) -> list[Block]:
        return blocks.context(
            [link(one.title, one.url, self._site) if one.url else escaped(one.title) for one in sources]
        )

    def _choices(self, buttons: Sequence[Button], name: str, issue: Issue) -> list[Block]:
        made = [self._button(button, f"{name}:{place}", issue) for place, button in enumerate(buttons)]
        long = [f"• {escaped(button.title)}" for button in buttons if len(button.title) > blocks.LABEL]
        return [*blocks.sections("\n".join(long)), *blocks.actions(made, name)]

    def _button(self, button: Button, action: str, issue: Issue) -> Block:
        if button.payload is not None:
            return blocks.button(button.title, action, value=issue(button.title, button.payload))
        return blocks.button(button.title, action, url=absolute(button.url or "", self._site))


def _is_answer(reply: Reply) -> bool:
    """Whether people may say what they think of it: not of a question, a hand-over or a formality."""
    asks = any(button.payload is not None for button in reply.buttons)
    return bool(reply.text) and not asks and reply.handoff is None and not reply.formal


def _feedback(id: str) -> Block:
    buttons = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": {"text": blocks.plain("Good answer"), "value": f"up:{id}"},
        "negative_button": {"text": blocks.plain("Bad answer"), "value": f"down:{id}"},
    }
    return {"type": "context_actions", "block_id": FEEDBACK, "elements": [buttons]}
