"""The answer side's settings: the one module here that reads the environment.

A value comes from the environment or from `.env` in the working directory; the environment wins.
`usher settings` prints this list with what is set.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any, Literal

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from actions.errors import SettingError


def _env(name: str, description: str, default: Any = None, ge: float | None = None) -> Any:
    return Field(default, validation_alias=AliasChoices(name), description=description, ge=ge)


class Settings(BaseSettings):
    """All settings of the answer side. None means not set."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    company: str = _env("USHER_COMPANY", "Name of the company, as customers know it", "Northlight")
    site_url: str = _env("USHER_SITE_URL", "The company's website", "http://127.0.0.1:8080")
    sign_in_url: str = _env("USHER_SIGN_IN_URL", "Where customers sign in", "http://127.0.0.1:8080/sign-in")
    country: str = _env("USHER_COUNTRY", "Country assumed for visitors, ISO 3166-1 alpha-2", "GB")
    time_zone: str = _env("USHER_TIME_ZONE", "Time zone of the company's calendar days", "Europe/London")
    locale: str = _env("USHER_LOCALE", "Language and territory used when a customer's is unknown", "en-GB")

    systems: Path = _env("USHER_SYSTEMS", "Folder of the connected systems", Path("systems"))
    use_cases: Path = _env("USHER_USE_CASES", "File that says which use cases are on", Path("use_cases.yml"))
    responses: Path = _env("USHER_RESPONSES", "Folder of the wordings", Path("data/responses"))
    examples: Path = _env("USHER_EXAMPLES", "Folder of the router's training examples", Path("data/nlu"))
    index: Path = _env("USHER_INDEX", "Folder of the search index", Path("var/index"))
    database_url: str = _env(
        "USHER_DATABASE_URL", "Usher's own store: hand-overs, requests, usage", "sqlite:///var/usher.sqlite"
    )

    refund_days: int | None = _env(
        "USHER_REFUND_DAYS", "Days after a charge in which it may be asked back; None: the company sets no time"
    )

    internal_secret: SecretStr | None = _env("USHER_INTERNAL_SECRET", "Shared secret between Usher's processes")
    bot_url: str = _env("USHER_BOT_URL", "Rasa's server, as the other processes reach it", "http://127.0.0.1:5005")
    actions_port: int = _env("USHER_ACTIONS_PORT", "Port of the action server on 127.0.0.1", 5055)
    site_port: int = _env("USHER_SITE_PORT", "Port of the demo company's website", 8080)
    desk_port: int = _env("USHER_DESK_PORT", "Port of the agents' desk", 8090)
    platforms_port: int = _env("USHER_PLATFORMS_PORT", "Port of the stand-ins for chat platforms", 8100)
    demo: Path = _env("USHER_DEMO", "Folder of the demo company's databases and keys", Path("var/demo"))
    desk_password: SecretStr | None = _env("USHER_DESK_PASSWORD", "What agents sign in to the desk with")

    requests_url: str | None = _env(
        "USHER_REQUESTS_URL", "Where the company receives requests (docs/requests.md); None: no changes are offered"
    )
    requests_secret: SecretStr | None = _env("USHER_REQUESTS_SECRET", "Signs requests, Standard Webhooks (whsec_…)")
    request_days: float = _env("USHER_REQUEST_DAYS", "Days that finished requests are kept", 90.0, ge=1)

    openai_api_key: SecretStr | None = _env("OPENAI_API_KEY", "Key of the model's endpoint")
    openai_base_url: str | None = _env("OPENAI_BASE_URL", "OpenAI-compatible endpoint; None: api.openai.com")
    model: str | None = _env("USHER_MODEL", "Model that words open answers; None: the endpoint's only model")
    model_api: Literal["chat", "responses"] = _env(
        "USHER_MODEL_API",
        "chat: Chat Completions, which every endpoint has; responses: api.openai.com's primary API",
        "chat",
    )
    openai_api_version: str | None = _env(
        "OPENAI_API_VERSION", "api-version of an Azure resource at OPENAI_BASE_URL that wants one; None: none"
    )
    cached_answers: int = _env(
        "USHER_CACHED_ANSWERS",
        "A model's answers kept for the same question again, where nothing in them is personal",
        1000,
    )
    daily_tokens: int = _env("USHER_DAILY_TOKENS", "Tokens a day for all customers together", 2_000_000)
    customer_daily_tokens: int = _env("USHER_CUSTOMER_DAILY_TOKENS", "Tokens a day for one customer", 20_000)
    price_prompt: float = _env("USHER_PRICE_PROMPT", "Price of a million prompt tokens, for the cost record", 0.0)
    price_completion: float = _env("USHER_PRICE_COMPLETION", "Price of a million completion tokens", 0.0)
    price_cached: float | None = _env(
        "USHER_PRICE_CACHED", "Price of a million prompt tokens out of the endpoint's cache; None: as all of the prompt"
    )

    @property
    def model_configured(self) -> bool:
        """Whether a model may word answers; without one the composer answers."""
        return self.openai_api_key is not None or self.openai_base_url is not None


def environment_name(field: str) -> str:
    """The environment variable behind a field of `Settings`."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else field


def environment() -> dict[str, str]:
    """All variables, those of `.env` included: the systems' URLs are named by their folders."""
    return {name: value for name, value in {**dotenv_values(".env"), **os.environ}.items() if value}


@functools.cache
def settings() -> Settings:
    """The settings of this process, read once.

    Raises `SettingError` that names each wrong variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors())
        raise SettingError(f"mend the settings: {wrong}") from None
