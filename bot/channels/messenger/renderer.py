"""How a reply looks in Messenger: split or simplified to its limits, never cut off.

A body holds `posts`, the message objects that go out one after another. A post's `plain` says the same without
a template, should Graph refuse it, say for a picture that it cannot fetch; None: there is no simpler form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from bot.channels.core.model import Button, Card, Reply, Source
from bot.channels.core.renderer import Issue
from bot.channels.core.splitting import shortened, split
from bot.channels.messenger import templates
from bot.channels.messenger.cards import Deck, Element, in_words, is_shown
from bot.channels.messenger.templates import BUTTON_TEXT, BUTTONS, ELEMENTS, QUICK_REPLIES, TEXT, TITLE, Pressable
from bot.channels.meta.posts import Post
from bot.channels.meta.text import plain


class MessengerRenderer:
    """`site` is the website that relative addresses belong to."""

    name = "messenger"
    delivery = "due"

    def __init__(self, site: str) -> None:
        self._site = site

    def render(self, id: str, reply: Reply, issue: Issue) -> dict[str, Any]:
        def offer(button: Button) -> Pressable:
            if button.payload is not None:
                return Pressable(button.title, value=issue(button.title, button.payload))
            return Pressable(button.title, url=self._address(button.url or ""))

        offered = [offer(button) for button in reply.buttons]
        pictures = [self._picture(card) for card in reply.cards if not card.title]
        deck = Deck([card for card in reply.cards if card.title], offer, self._address)
        words = _paragraphs(plain(reply.text), *deck.words, self._sources(reply.sources))
        posts = _posts(words, [*pictures, *_carousels(deck.elements)], offered)
        return {"id": id, "from": "bot", "text": reply.text, "posts": posts}

    def _address(self, url: str) -> str:
        return urljoin(self._site, url)

    def _picture(self, card: Card) -> Post:
        url = self._address(card.image or "")
        return {"message": templates.image(url), "plain": url} if is_shown(url) else _text(url)

    def _sources(self, sources: Sequence[Source]) -> str:
        lines = (f"– {one.title}: {self._address(one.url)}" if one.url else f"– {one.title}" for one in sources)
        return "\n".join(lines)


def texts(words: str) -> list[Post]:
    """Plain text in as many posts as it needs."""
    return [_text(piece) for piece in split(words, TEXT)]


def _posts(words: str, shown: Sequence[Post], offered: Sequence[Pressable]) -> list[Post]:
    spelled = [f"{one.title}: {one.url}" if one.url else f"• {one.title}" for one in offered]
    if any(len(one.title) > TITLE for one in offered) or (offered and not words and not shown):
        words, offered = _numbered(words, offered)
        spelled = [line for line, one in zip(spelled, offered, strict=True) if one.url]
    if not offered:
        return [*texts(words), *shown]
    links = any(one.url for one in offered)
    if words and len(offered) <= BUTTONS and (links or not shown):
        return [*_with_buttons(words, offered, spelled), *shown]
    if len(offered) <= QUICK_REPLIES and not links:
        return _with_quick_replies([*texts(words), *shown], offered)
    return [*texts(words), *shown, *_carousels(_choice_cards(offered))]


def _numbered(words: str, offered: Sequence[Pressable]) -> tuple[str, list[Pressable]]:
    """Titles too long for a button are spelled out in the text; the buttons begin with their numbers."""
    lines = [f"{number}. {one.title}" for number, one in enumerate(offered, 1)]
    short = [Pressable(shortened(line, TITLE), one.value, one.url) for line, one in zip(lines, offered, strict=True)]
    return _paragraphs(words, "\n".join(lines)), short


def _with_buttons(words: str, offered: Sequence[Pressable], spelled: Sequence[str]) -> list[Post]:
    """Buttons stay with the end of the text, which has a lower limit there; `spelled` is what they say."""
    pieces = split(words, TEXT)
    *before, last = split(pieces.pop(), BUTTON_TEXT)
    post = {"message": templates.with_buttons(last, offered), "plain": "\n".join([last, *spelled])}
    return [*map(_text, [*pieces, *before]), post]


def _with_quick_replies(posts: list[Post], offered: Sequence[Pressable]) -> list[Post]:
    """Quick replies go with the last post, because a later one would take them away."""
    last = posts[-1]
    return [*posts[:-1], {**last, "message": templates.with_quick_replies(last["message"], offered)}]


def _choice_cards(offered: Sequence[Pressable]) -> list[Element]:
    """More choices than quick replies can hold, or links among many: three to a card."""
    elements = []
    for at in range(0, len(offered), BUTTONS):
        page = offered[at : at + BUTTONS]
        title = f"{at + 1}–{at + len(page)} / {len(offered)}"
        elements.append({"title": title, "buttons": [templates.button(one) for one in page]})
    return elements


def _carousels(elements: Sequence[Element]) -> list[Post]:
    pages = [elements[at : at + ELEMENTS] for at in range(0, len(elements), ELEMENTS)]
    return [{"message": templates.carousel(page), "plain": in_words(page)} for page in pages]


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _text(words: str) -> Post:
    return {"message": templates.text(words), "plain": None}
