"""The bot's settings: the one module under `bot/` that reads the environment.

A value comes from the environment or from `.env` in the working directory; the environment wins, and an
empty value counts as not set. `python -m bot.serve settings` prints this list with what is set.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from dotenv import dotenv_values


class SettingError(Exception):
    """A setting is missing or wrong; the message names it and says what to do."""


_REQUIRED = object()


def _env(name: str, meaning: str, default: Any = _REQUIRED, *, secret: bool = False) -> dict[str, Any]:
    return {"name": name, "meaning": meaning, "default": default, "secret": secret}


@dataclass(frozen=True)
class Settings:
    """All settings of the bot. Times are in seconds unless the name says otherwise."""

    host: str = field(metadata=_env("USHER_BOT_HOST", "Address Rasa's server listens on", "127.0.0.1"))
    port: int = field(metadata=_env("USHER_BOT_PORT", "Port of Rasa's server", 5005))
    log_level: str = field(
        metadata=_env("USHER_BOT_LOG_LEVEL", "How much Rasa's server logs: debug, info, warning, error", "warning")
    )
    proxies: int = field(
        metadata=_env("USHER_BOT_PROXIES", "Reverse proxies in front of Rasa's server that can be trusted", 0)
    )

    internal_secret: str = field(
        metadata=_env("USHER_INTERNAL_SECRET", "Shared secret between Usher's processes", secret=True)
    )
    actions_url: str = field(
        metadata=_env("USHER_ACTIONS_URL", "Webhook of the action server", "http://127.0.0.1:5055/webhook")
    )

    channel_database_url: str = field(
        metadata=_env(
            "USHER_CHANNEL_DATABASE_URL",
            "Sessions, inbox and outbox: SQLite for one process, PostgreSQL for several",
            "sqlite:///var/bot.sqlite",
            secret=True,
        )
    )
    lease: float = field(
        metadata=_env("USHER_LEASE", "Seconds until other processes take over from one that died, at least 5", 15.0)
    )
    tracker_database_url: str = field(
        metadata=_env("USHER_TRACKER_DATABASE_URL", "Rasa's conversations", "sqlite:///var/tracker.sqlite", secret=True)
    )
    tracker_events: int = field(
        metadata=_env(
            "USHER_TRACKER_EVENTS", "Events a turn loads at least once a conversation is longer; twice this at most", 24
        )
    )

    turn_deadline: float = field(
        metadata=_env("USHER_TURN_DEADLINE", "Seconds after which a turn is answered with an apology", 20.0)
    )
    action_timeout: float = field(
        metadata=_env("USHER_ACTION_TIMEOUT", "Seconds an action may take; below the turn's deadline", 15.0)
    )

    site_url: str = field(
        metadata=_env(
            "USHER_SITE_URL", "The company's website, where links without a host lead", "http://127.0.0.1:8080"
        )
    )
    site_keys: Path = field(
        metadata=_env("USHER_SITE_KEYS", "JWKS file with the website's public keys", Path("var/demo/site-keys.json"))
    )
    site_issuer: str | None = field(
        metadata=_env("USHER_SITE_ISSUER", "The `iss` of site tokens; not set: any issuer with a key", None)
    )
    allowed_origins: tuple[str, ...] = field(
        metadata=_env(
            "USHER_ALLOWED_ORIGINS",
            "Websites that may embed the widget, separated by commas",
            ("http://127.0.0.1:8080", "http://localhost:8080"),
        )
    )
    widget: Path = field(metadata=_env("USHER_WIDGET", "Folder of the built chat widget", Path("web/dist")))
    session_idle: float = field(
        metadata=_env("USHER_SESSION_IDLE", "Seconds without a message after which a session ends", 1800.0)
    )
    session_max: float = field(metadata=_env("USHER_SESSION_MAX", "Seconds a session lasts at most", 43_200.0))
    conversation_days: float = field(
        metadata=_env("USHER_CONVERSATION_DAYS", "Days that what was written and said is kept, at least 1", 90.0)
    )
    waiting_notice: float = field(
        metadata=_env(
            "USHER_WAITING_NOTICE",
            "Seconds between two words to a customer who waits for a person that their messages are kept; 0: none",
            120.0,
        )
    )
    choice_hours: float = field(metadata=_env("USHER_CHOICE_HOURS", "Hours a suggested reply can be pressed", 24.0))

    messages_per_session: int = field(
        metadata=_env("USHER_RATE_MESSAGES_PER_SESSION", "Messages a minute in one session; 0: no limit", 60)
    )
    messages_per_account: int = field(
        metadata=_env(
            "USHER_RATE_MESSAGES_PER_ACCOUNT",
            "Messages a minute of one customer, on all channels together; 0: no limit",
            120,
        )
    )
    messages_per_address: int = field(
        metadata=_env("USHER_RATE_MESSAGES_PER_ADDRESS", "Messages a minute from one address; 0: no limit", 600)
    )
    sessions_per_address: int = field(
        metadata=_env("USHER_RATE_SESSIONS_PER_ADDRESS", "New sessions a minute from one address; 0: no limit", 120)
    )

    link_page: str = field(
        metadata=_env("USHER_LINK_PAGE", "The website's page where customers link a chat account", "/link")
    )
    mail_hook_url: str | None = field(
        metadata=_env(
            "USHER_MAIL_HOOK_URL",
            "Takes notices for customers' mail, such as a linked chat account; not set: they are not told",
            None,
        )
    )
    mail_hook_secret: str | None = field(
        metadata=_env(
            "USHER_REQUESTS_SECRET",
            "Signs what the company's systems are sent, Standard Webhooks (whsec_…)",
            None,
            secret=True,
        )
    )
    messenger_app: str | None = field(
        metadata=_env(
            "USHER_MESSENGER_APP_ID", "Id of the Meta app; for setting up, and for Conversation Routing", None
        )
    )
    messenger_app_secret: str | None = field(
        metadata=_env("USHER_MESSENGER_APP_SECRET", "The Meta app's secret, which signs webhooks", None, secret=True)
    )
    messenger_verify_token: str | None = field(
        metadata=_env("USHER_MESSENGER_VERIFY_TOKEN", "What Meta repeats to verify the webhook", None, secret=True)
    )
    messenger_pages: tuple[str, ...] = field(
        metadata=_env(
            "USHER_MESSENGER_PAGES",
            "Pages that Messenger answers for: PAGE_ID=PAGE_TOKEN, separated by commas; not set: Messenger is off",
            (),
            secret=True,
        )
    )
    messenger_inbox: str | None = field(
        metadata=_env(
            "USHER_MESSENGER_INBOX",
            "App id that conversations are passed to for a person, e.g. 263902037430900, Meta's Page inbox; "
            "not set: they wait in the desk",
            None,
        )
    )
    whatsapp_numbers: tuple[str, ...] = field(
        metadata=_env(
            "USHER_WHATSAPP_NUMBERS",
            "Numbers that WhatsApp answers for: PHONE_NUMBER_ID=TOKEN, separated by commas; not set: WhatsApp is off",
            (),
            secret=True,
        )
    )
    whatsapp_app_secret: str | None = field(
        metadata=_env("USHER_WHATSAPP_APP_SECRET", "The Meta app's secret, which signs webhooks", None, secret=True)
    )
    whatsapp_verify_token: str | None = field(
        metadata=_env("USHER_WHATSAPP_VERIFY_TOKEN", "What Meta repeats to verify the webhook", None, secret=True)
    )
    graph_url: str = field(
        metadata=_env("USHER_GRAPH_URL", "Meta's Graph API with its version", "https://graph.facebook.com/v26.0")
    )

    slack_signing_secret: str | None = field(
        metadata=_env(
            "USHER_SLACK_SIGNING_SECRET",
            "The Slack app's signing secret; not set: no route for Slack",
            None,
            secret=True,
        )
    )
    slack_bot_token: str | None = field(
        metadata=_env(
            "USHER_SLACK_BOT_TOKEN", "Bot token (xoxb-…) of the one workspace that is served", None, secret=True
        )
    )
    slack_client_id: str | None = field(
        metadata=_env(
            "USHER_SLACK_CLIENT_ID", "The Slack app's client id, for workspaces that install it themselves", None
        )
    )
    slack_client_secret: str | None = field(
        metadata=_env("USHER_SLACK_CLIENT_SECRET", "The Slack app's client secret, for the same", None, secret=True)
    )
    slack_app_token: str | None = field(
        metadata=_env(
            "USHER_SLACK_APP_TOKEN",
            "App-level token (xapp-…): socket mode, for development behind a firewall",
            None,
            secret=True,
        )
    )
    slack_api_url: str = field(metadata=_env("USHER_SLACK_API_URL", "Slack's Web API", "https://slack.com/api/"))

    locale: str = field(
        metadata=_env("USHER_LOCALE", "Language and territory used when a customer's is unknown", "en-GB")
    )
    names: Path = field(
        metadata=_env(
            "USHER_NAMES",
            "Names of titles and plans, which tell nothing of a language; `usher index` writes it",
            Path("var/index/names.txt"),
        )
    )
    shell_customer: str | None = field(
        metadata=_env("USHER_SHELL_CUSTOMER", "Customer id that `make shell` speaks as", None)
    )


def all_settings() -> tuple[Field[Any], ...]:
    """The fields; each one's metadata has its variable's name, default, meaning and whether it is secret."""
    return fields(Settings)


def is_required(setting: Field[Any]) -> bool:
    return setting.metadata["default"] is _REQUIRED


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; `environment` None: `.env` and the process's own.

    Raises `SettingError` naming every missing or malformed variable.
    """
    given = _environment() if environment is None else environment
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for setting in all_settings():
        try:
            values[setting.name] = _value(setting, given.get(setting.metadata["name"]))
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise SettingError("mend the settings: " + "; ".join(wrong))
    return _checked(Settings(**values))


@functools.cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return load()


def _environment() -> dict[str, str]:
    return {name: value for name, value in {**dotenv_values(".env"), **os.environ}.items() if value}


def _value(setting: Field[Any], given: str | None) -> Any:
    name, default = setting.metadata["name"], setting.metadata["default"]
    if not given:
        if default is _REQUIRED:
            raise ValueError(f"{name} is not set ({setting.metadata['meaning'].lower()})")
        return default
    try:
        return _converted(given.strip(), default)
    except ValueError:
        raise ValueError(f"{name} should be a number") from None


def _converted(given: str, default: Any) -> Any:
    if isinstance(default, tuple):
        return tuple(_parts(given))
    if isinstance(default, (int, float, Path)):
        return type(default)(given)
    return given


def _parts(given: str) -> Iterable[str]:
    return (part.strip().rstrip("/") for part in given.split(",") if part.strip())


def _checked(read: Settings) -> Settings:
    if read.action_timeout >= read.turn_deadline:
        raise SettingError("mend the settings: USHER_ACTION_TIMEOUT should be below USHER_TURN_DEADLINE")
    if read.mail_hook_url is not None and read.mail_hook_secret is None:
        raise SettingError("mend the settings: USHER_MAIL_HOOK_URL needs USHER_REQUESTS_SECRET")
    if read.lease < 5:
        raise SettingError("mend the settings: USHER_LEASE should be at least 5, leases are renewed every 2 seconds")
    if read.conversation_days < 1:
        raise SettingError("mend the settings: USHER_CONVERSATION_DAYS should be at least 1")
    if read.turn_deadline > 50:
        raise SettingError("mend the settings: USHER_TURN_DEADLINE should be at most 50, Rasa's lock lasts 60 seconds")
    return read
