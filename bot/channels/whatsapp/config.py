"""WhatsApp's settings, checked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.settings import SettingError, Settings


@dataclass(frozen=True)
class WhatsAppConfig:
    """One Meta app and its numbers. `numbers` maps a phone number's id to its token, which is never shown."""

    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    numbers: Mapping[str, str] = field(repr=False)
    graph_url: str


def whatsapp_config(settings: Settings) -> WhatsAppConfig | None:
    """The channel's settings; None: it is off. Raises `SettingError` when some are missing."""
    if not settings.whatsapp_numbers:
        return None
    if settings.whatsapp_app_secret is None or settings.whatsapp_verify_token is None:
        raise SettingError(
            "mend the settings: USHER_WHATSAPP_NUMBERS needs USHER_WHATSAPP_APP_SECRET and USHER_WHATSAPP_VERIFY_TOKEN"
        )
    return WhatsAppConfig(
        settings.whatsapp_app_secret,
        settings.whatsapp_verify_token,
        dict(_number(given) for given in settings.whatsapp_numbers),
        settings.graph_url,
    )


def _number(given: str) -> tuple[str, str]:
    number, _, token = given.partition("=")
    if not number.isdigit() or not token:
        raise SettingError(
            "mend the settings: USHER_WHATSAPP_NUMBERS should be PHONE_NUMBER_ID=TOKEN, with commas between"
        )
    return number, token
