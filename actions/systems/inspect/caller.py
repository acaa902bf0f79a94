"""Paths as the caller meant them: the launcher changes to Usher's own folder."""

from __future__ import annotations

import os
from pathlib import Path


def called_from(value: str) -> Path:
    return Path(os.environ.get("USHER_CALLED_FROM", ".")) / value
