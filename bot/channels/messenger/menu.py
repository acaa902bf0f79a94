"""What a person can press before the bot has said anything: Get Started, the persistent menu, links with a `ref`.

These values are public and the same for everybody, unlike those of suggested replies; each stands for a message
that anybody may send. https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.channels.core.link_phrases import PHRASES as LINK_PHRASES
from bot.channels.core.linking import PAYLOAD as LINK
from bot.channels.core.phrases import phrase, wording
from bot.channels.core.turns import HUMAN

_PREFIX = "menu:"
ENTRIES = {"start": "/greet", "person": HUMAN, "plan": "/subscription_status_benefits", "link": LINK}
"""Rasa messages by entry; also what `m.me/PAGE?ref=ENTRY` opens with."""

PHRASES: dict[str, dict[str, str]] = {
    "en": {"start": "What can you do?", "person": "Talk to a person", "plan": "My subscription"},
    "de": {"start": "Was kannst du?", "person": "Mit einem Menschen sprechen", "plan": "Mein Abo"},
    "es": {"start": "¿Qué puedes hacer?", "person": "Hablar con una persona", "plan": "Mi suscripción"},
    "fr": {"start": "Que savez-vous faire ?", "person": "Parler à une personne", "plan": "Mon abonnement"},
}
_LOCALES = {"default": "en", "de_DE": "de", "es_ES": "es", "es_LA": "es", "fr_FR": "fr", "fr_CA": "fr"}
"""Messenger's locales and the languages we have for them."""


def value(entry: str) -> str:
    """What comes back when an entry is pressed."""
    return _PREFIX + entry


def payload(pressed: str | None, ref: str | None) -> str | None:
    """The message behind a pressed entry; a `ref` that names an entry goes before. None: it is none of ours."""
    if ref in ENTRIES:
        return ENTRIES[ref]
    if pressed is not None and pressed.startswith(_PREFIX):
        return ENTRIES.get(pressed[len(_PREFIX) :], ENTRIES["start"])
    return None


def profile() -> dict[str, Any]:
    """The page's Messenger profile: the button to begin with, a greeting that discloses the bot, and the menu."""
    return {
        "get_started": {"payload": value("start")},
        "greeting": [{"locale": locale, "text": phrase("disclosure", language)} for locale, language in _locales()],
        "persistent_menu": [
            {"locale": locale, "composer_input_disabled": False, "call_to_actions": _actions(language)}
            for locale, language in _locales()
        ],
    }


def _actions(language: str) -> list[dict[str, str]]:
    return [{"type": "postback", "title": title(entry, language), "payload": value(entry)} for entry in ENTRIES]


def title(entry: str, language: str) -> str:
    """What an entry is called in the menu."""
    return wording(LINK_PHRASES, "button", language) if entry == "link" else wording(PHRASES, entry, language)


def _locales() -> Iterable[tuple[str, str]]:
    return _LOCALES.items()
