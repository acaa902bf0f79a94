"""What `usher settings` prints: every setting of both sides, secrets hidden."""

from __future__ import annotations

import json
import subprocess
from typing import NamedTuple

from pydantic import SecretStr
from sqlalchemy.engine import make_url

from actions.errors import SettingError
from actions.settings import Settings, environment, environment_name, settings
from actions.systems.folder import read_config


class Listed(NamedTuple):
    """A setting. `side` is answers, channels or system; `value` is what is in force, “set” for a secret."""

    name: str
    side: str
    value: str
    meaning: str


def all_settings() -> list[Listed]:
    """The answer side's, the connected systems' and the channels' settings."""
    chosen = settings()
    own = [_own(chosen, field) for field in Settings.model_fields]
    return [*own, *_systems(chosen), *_channels()]


def _own(chosen: Settings, field: str) -> Listed:
    value = getattr(chosen, field)
    shown = "set" if isinstance(value, SecretStr) else "not set" if value is None else str(value)
    if field == "database_url":
        shown = make_url(shown).render_as_string(hide_password=True)
    return Listed(environment_name(field), "answers", shown, Settings.model_fields[field].description or "")


def _systems(chosen: Settings) -> list[Listed]:
    given = environment()
    configs = [(p.name, read_config(p)) for p in sorted(chosen.systems.iterdir()) if p.is_dir()]
    return [
        Listed(config.url_env, "system", "set" if config.url_env in given else config.default_url or "not set",
               f"SQLAlchemy URL of the system {name}, of a role that can only read")
        for name, config in configs
    ]  # fmt: skip


def _channels() -> list[Listed]:
    """Rasa's side reads its own settings; it is asked for its list."""
    command = ["bot/.venv/bin/python", "-m", "bot.serve", "settings"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own module
    if done.returncode:
        raise SettingError(f"the channels' settings: {done.stderr.strip().splitlines()[-1:]}")
    return [Listed(row["name"], "channels", row["value"], row["meaning"]) for row in json.loads(done.stdout)]
