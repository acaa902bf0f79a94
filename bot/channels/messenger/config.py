"""Messenger's settings, checked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.settings import SettingError, Settings


@dataclass(frozen=True)
class MessengerConfig:
    """One Meta app and its pages. `pages` maps a page's id to its token, which is never shown.

    `app` None: routing events of other apps cannot be told from ours. `inbox` None: people answer at the desk.
    """

    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    pages: Mapping[str, str] = field(repr=False)
    graph_url: str
    app: str | None = None
    inbox: str | None = None


def messenger_config(settings: Settings) -> MessengerConfig | None:
    """The channel's settings; None: it is off. Raises `SettingError` when some are missing."""
    if not settings.messenger_pages:
        return None
    if settings.messenger_app_secret is None or settings.messenger_verify_token is None:
        raise SettingError(
            "mend the settings: USHER_MESSENGER_PAGES needs USHER_MESSENGER_APP_SECRET and USHER_MESSENGER_VERIFY_TOKEN"
        )
    if settings.messenger_inbox is not None and settings.messenger_app is None:
        raise SettingError("mend the settings: USHER_MESSENGER_INBOX needs USHER_MESSENGER_APP_ID")
    return MessengerConfig(
        settings.messenger_app_secret,
        settings.messenger_verify_token,
        dict(_page(given) for given in settings.messenger_pages),
        settings.graph_url,
        settings.messenger_app,
        settings.messenger_inbox,
    )


def _page(given: str) -> tuple[str, str]:
    page, _, token = given.partition("=")
    if not page.isdigit() or not token:
        raise SettingError("mend the settings: USHER_MESSENGER_PAGES should be PAGE_ID=PAGE_TOKEN, with commas between")
    return page, token
