"""The secrets that the stand-ins and the chatbot share in the demo; made once, in the demo's folder."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "platforms.json"


@dataclass(frozen=True)
class Keys:
    """What Slack's and Meta's consoles would show for our app."""

    slack_signing_secret: str
    slack_bot_token: str
    meta_app_secret: str
    meta_verify_token: str
    meta_page_token: str


def platform_keys(folder: Path) -> Keys:
    """The demo's keys; made at first use, readable by their owner alone."""
    path = folder / _FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(_fresh()), indent=2), encoding="utf-8")
    return Keys(**json.loads(path.read_text(encoding="utf-8")))


def _fresh() -> Keys:
    return Keys(
        slack_signing_secret=secrets.token_hex(16),
        slack_bot_token=f"xoxb-{secrets.token_hex(12)}",
        meta_app_secret=secrets.token_hex(16),
        meta_verify_token=secrets.token_urlsafe(16),
        meta_page_token=f"EAA{secrets.token_hex(20)}",
    )
