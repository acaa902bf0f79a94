"""Settings of the model that do not go together stop the start, in one line that names what to set."""

from __future__ import annotations

import pytest

from actions.errors import SettingError
from actions.services import model_settings
from actions.settings import Settings

AZURE = {"OPENAI_BASE_URL": "https://marlin.openai.azure.com", "OPENAI_API_VERSION": "2025-03-01-preview"}


def chosen(**given: str) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[call-arg, arg-type]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"OPENAI_API_KEY": "k"}, "USHER_MODEL"),
        (AZURE, "USHER_MODEL"),
        ({"OPENAI_API_KEY": "k", "USHER_MODEL": "m", "OPENAI_API_VERSION": "2025-03-01-preview"}, "OPENAI_BASE_URL"),
    ],
)
def test_what_is_missing_is_named(given: dict[str, str], named: str, monkeypatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "USHER_MODEL", "OPENAI_API_VERSION"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(SettingError, match=f"^set {named}"):
        model_settings(chosen(**given))


def test_a_server_of_one_s_own_needs_only_its_address() -> None:
    settings = model_settings(chosen(OPENAI_BASE_URL="http://127.0.0.1:11434/v1"))

    assert (settings.model, settings.api, settings.api_version) == (None, "chat", None)
