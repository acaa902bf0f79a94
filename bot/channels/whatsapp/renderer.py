"""How a reply looks in WhatsApp: split or simplified to its limits, never cut off.

A body holds `posts`, the message objects that go out one after another; a post's `plain` says the same in words,
should Graph refuse it, say for a picture that it cannot fetch; None: there is no simpler form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from bot.channels.core.model import Button, Card, Reply, Source
from bot.channels.core.phrases import wording
from bot.channels.core.renderer import Issue
from bot.channels.core.splitting import shortened, split
from bot.channels.meta.posts import Post
from bot.channels.meta.text import plain
from bot.channels.whatsapp import shapes
from bot.channels.whatsapp.shapes import BUTTON, BUTTON_TEXT, BUTTONS, ROW, ROWS, TEXT, UNDER_ROW, Pressable

PHRASES = {"en": {"open": "Choose"}, "de": {"open": "Auswählen"}, "es": {"open": "Elegir"}, "fr": {"open": "Choisir"}}
_SHOWN = (".png", ".jpg", ".jpeg")  # WhatsApp shows no other pictures


class WhatsAppRenderer:
    """`site` is the website that relative addresses belong to; `locale` is what our own words are in."""

    name = "whatsapp"
    delivery = "due"

    def __init__(self, site: str, locale: str) -> None:
        self._site = site
        self._opener = wording(PHRASES, "open", locale)

    def render(self, id: str, reply: Reply, issue: Issue) -> dict[str, Any]:
        offered: list[Pressable] = []

        def offer(buttons: Sequence[Button], about: str = "") -> Iterator[str]:
            """Suggested replies are collected, links are said."""
            for button in buttons:
                if button.payload is not None:
                    offered.append(Pressable(button.title, issue(button.title, button.payload), about))
                else:
                    yield f"{button.title}: {self._address(button.url or '')}"

        links = "\n".join(offer(reply.buttons))
        cards = [(card, "\n".join([*self._card(card), *offer(card.buttons, card.title)])) for card in reply.cards]
        shown = [post for card, words in cards for post in self._shown(card, words)]
        if not any(post["message"]["type"] == "image" for post in shown):  # words belong together
            said, shown = [words for _, words in cards], []
        else:
            said = []
        text = _paragraphs(plain(reply.text), *said, links, self._sources(reply.sources))
        return {"id": id, "from": "bot", "text": reply.text, "posts": self._posts(text, shown, offered)}

    def _shown(self, card: Card, words: str) -> list[Post]:
        if _is_shown(card.image) and len(words) <= BUTTON_TEXT:
            return [_picture(self._address(card.image or ""), words)]
        return texts(words)

    def _posts(self, words: str, shown: Sequence[Post], offered: Sequence[Pressable]) -> list[Post]:
        if not offered:
            return [*texts(words), *shown]
        if len(offered) <= BUTTONS and all(len(one.title) <= BUTTON and not one.under for one in offered):
            *before, last = split(words or _spelled(offered), BUTTON_TEXT)
            return [*map(_text, before), *shown, _post(shapes.with_buttons(last, offered), last, offered)]
        pages = [offered[at : at + ROWS] for at in range(0, len(offered), ROWS)]
        first, above = (texts(words), "") if shown else ([], words)
        lists = [post for at, page in enumerate(pages) for post in self._list(page, at * ROWS + 1, "" if at else above)]
        return [*first, *shown, *lists]

    def _list(self, page: Sequence[Pressable], first: int, words: str) -> list[Post]:
        """The rows, and above them `words` and what has no room on the rows."""
        rows = [_row(one, number) for number, one in enumerate(page, first)]
        long = "\n".join(f"{number}. {one.title}" for number, one in enumerate(page, first) if len(one.title) > ROW)
        above = _paragraphs(words, long) or (self._opener if first == 1 else f"{first}–{first + len(page) - 1}")
        *before, last = split(above, TEXT)
        return [*map(_text, before), _post(shapes.with_list(last, self._opener, rows), last, page)]

    def _card(self, card: Card) -> Iterator[str]:
        yield from (f"*{card.title}*",) if card.title else ()
        yield from (part for part in (card.subtitle, card.text) if part)
        if card.url:
            yield self._address(card.url)
        if card.image and not card.title and not _is_shown(card.image):
            yield self._address(card.image)

    def _address(self, url: str) -> str:
        return urljoin(self._site, url)

    def _sources(self, sources: Sequence[Source]) -> str:
        return "\n".join(f"– {one.title}: {self._address(one.url)}" if one.url else f"– {one.title}" for one in sources)


def texts(words: str) -> list[Post]:
    """Plain text in as many posts as it needs."""
    return [_text(piece) for piece in split(words, TEXT)]


def _row(one: Pressable, number: int) -> Pressable:
    title = one.title if len(one.title) <= ROW else shortened(f"{number}. {one.title}", ROW)
    return Pressable(title, one.value, shortened(one.under, UNDER_ROW))


def _post(message: shapes.Message, words: str, offered: Sequence[Pressable]) -> Post:
    spelled = _spelled(offered)
    return {"message": message, "plain": words if words == spelled else _paragraphs(words, spelled)}


def _picture(url: str, words: str) -> Post:
    return {"message": shapes.image(url, words), "plain": "\n".join([words, url]).strip()}


def _text(words: str) -> Post:
    return {"message": shapes.text(words), "plain": None}


def _spelled(offered: Sequence[Pressable]) -> str:
    return "\n".join(f"• {one.title}" + (f" ({one.under})" if one.under else "") for one in offered)


def _is_shown(image: str | None) -> bool:
    return image is not None and urlsplit(image).path.lower().endswith(_SHOWN)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
