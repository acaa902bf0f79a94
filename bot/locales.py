"""Locales as everything beside Rasa writes them: BCP 47 tags, such as ``de-AT``."""

from __future__ import annotations


def language_of(locale: str) -> str:
    """``de-AT`` -> ``de``"""
    return locale.replace("_", "-").split("-")[0].lower()
