"""Cards as elements of a carousel. What does not fit on a card is said in words before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.channels.core.model import Button, Card
from bot.channels.core.splitting import shortened
from bot.channels.messenger.templates import BUTTONS, CARD_TEXT, TITLE, Pressable, button

_UNSHOWN = (".svg", ".svgz")  # Messenger shows JPEG, PNG and GIF

Element = dict[str, Any]
Offer = Callable[[Button], Pressable]
"""A button with its title, and the value or address behind it."""


class Deck:
    """The elements of a reply's cards, and the words that go before them."""

    def __init__(self, cards: Sequence[Card], offer: Offer, address: Callable[[str], str]) -> None:
        self.elements: list[Element] = []
        self.words: list[str] = []
        self._offer = offer
        self._address = address
        for card in cards:
            self._add(card)

    def _add(self, card: Card) -> None:
        offered = [self._offer(one) for one in card.buttons]
        under, rest = _under(card)
        element = self._element(card, under)
        pages = [offered[at : at + BUTTONS] for at in range(0, len(offered), BUTTONS)] or [[]]
        if len(element) == 1 and not offered:  # Messenger takes no element of a title alone
            self.words.append(card.title)
        else:
            self.elements += [_with_buttons(element, page) for page in pages]
            self.words += _unfitting(card.title, rest, offered)

    def _element(self, card: Card, under: str) -> Element:
        element: Element = {"title": shortened(card.title, CARD_TEXT)}
        if under:
            element["subtitle"] = shortened(under, CARD_TEXT)
        if card.image and is_shown(card.image):
            element["image_url"] = self._address(card.image)
        if card.url:
            element["default_action"] = {"type": "web_url", "url": self._address(card.url)}
        return element


def is_shown(image: str) -> bool:
    """Whether Messenger can show a picture, by its address."""
    return not urlsplit(image).path.lower().endswith(_UNSHOWN)


def in_words(elements: Sequence[Element]) -> str:
    """The same cards without a template."""
    return "\n\n".join("\n".join(_lines(element)) for element in elements)


def _with_buttons(element: Element, page: Sequence[Pressable]) -> Element:
    short = [Pressable(shortened(one.title, TITLE), one.value, one.url) for one in page]
    return {**element, "buttons": [button(one) for one in short]} if short else element


def _under(card: Card) -> tuple[str, str]:
    """What stands under a card's title, and what of it has to be said in words."""
    subtitle, text = card.subtitle or "", card.text or ""
    both = " · ".join(part for part in (subtitle, text) if part)
    if len(both) <= CARD_TEXT:
        return both, ""
    return (subtitle, text) if subtitle and text and len(subtitle) <= CARD_TEXT else (both, both)


def _unfitting(title: str, rest: str, offered: Sequence[Pressable]) -> Iterator[str]:
    """A card's words that were cut, or that it has no room for."""
    long = [one.title for one in offered if len(one.title) > TITLE]
    if len(title) > CARD_TEXT or rest:
        yield "\n".join(part for part in (title, rest) if part)
    if long:
        yield f"{title}: " + " / ".join(long)


def _lines(element: Element) -> Iterator[str]:
    yield " – ".join(element[part] for part in ("title", "subtitle") if part in element)
    if "default_action" in element:
        yield element["default_action"]["url"]
    for one in element.get("buttons", ()):
        yield f"{one['title']}: {one['url']}" if "url" in one else f"• {one['title']}"
