"""The Home tab and the form for feedback, as Slack's views."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.core.text import clean
from bot.channels.slack import blocks
from bot.channels.slack.address import Where
from bot.channels.slack.blocks import Block, plain
from bot.channels.slack.mrkdwn import escaped
from bot.channels.slack.words import words

FORM = "feedback_form"
LINK = "home:link"
UNLINK = "home:unlink"
COMMENT_LIMIT = 2_000  # characters, as on the website

View = dict[str, Any]


@dataclass(frozen=True)
class Rating:
    """What somebody thinks of a message. `rating` is ``up`` or ``down``; `comment` None: nothing was written."""

    where: Where
    message: str
    rating: str
    comment: str | None = None


def home(linked: bool, locale: str) -> View:
    """The Home tab of one person, who linked a customer account or not."""
    state = words("home_linked" if linked else "home_unlinked", locale)
    action, label = (UNLINK, "home_unlink") if linked else (LINK, "home_link")
    button = blocks.button(words(label, locale), action, value="1")
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain(words("home_title", locale))},
            *blocks.sections(escaped(words("home_intro", locale))),
            {"type": "divider"},
            *blocks.sections(escaped(state)),
            *blocks.actions([button], "home"),
        ],
    }


def form(rating: Rating, locale: str) -> View:
    """The form that asks for more than a thumb. Slack gives `private_metadata` back as it is."""
    options = [
        {"text": plain(words(f"form_{value}", locale)), "value": value}
        for value in ("up", "down")
    ]  # fmt: skip
    chosen = options[rating.rating == "down"]
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": json.dumps({"where": rating.where.to_json(), "message": rating.message}),
        "title": plain(words("form_title", locale)),
        "submit": plain(words("form_send", locale)),
        "close": plain(words("form_cancel", locale)),
        "blocks": [
            {
                "type": "input",
                "block_id": "rating",
                "label": plain(words("form_rating", locale)),
                "element": {
                    "type": "radio_buttons",
                    "action_id": "value",
                    "options": options,
                    "initial_option": chosen,
                },
            },
            {
                "type": "input",
                "block_id": "comment",
                "optional": True,
                "label": plain(words("form_comment", locale)),
                "element": {
                    "type": "plain_text_input",
                    "action_id": "value",
                    "multiline": True,
                    "max_length": COMMENT_LIMIT,
                },
            },
        ],
    }


def filled_in(view: Mapping[str, Any]) -> Rating:
    """A form that was sent. Raises `ValueError` or `KeyError` when it is none of ours."""
    known = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    rating = values["rating"]["value"]["selected_option"]["value"]
    comment = clean(values["comment"]["value"].get("value") or "")[:COMMENT_LIMIT]
    if rating not in ("up", "down"):
        raise ValueError("neither up nor down")
    return Rating(Where.of(known["where"]), str(known["message"]), rating, comment or None)


def chosen(given: tuple[Block, ...], title: str, locale: str) -> list[Block]:
    """A message's blocks once one of its suggested replies was pressed: they make room for what was chosen."""
    kept = [block for block in given if not str(block.get("block_id", "")).startswith("choices:")]
    return [*kept, *blocks.context([escaped(words("chosen", locale, title=title))])]
