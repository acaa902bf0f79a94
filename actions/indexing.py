"""Building the search index and the recommender from the connected systems."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from actions.catalogue.index import build
from actions.catalogue.recommend import fit
from actions.settings import environment, settings
from actions.systems.connected import ConnectedSystems, connect_all
from actions.systems.entities import Article, DeviceSupport, ErrorCode, HelpArticle, Title, View

INDEX = "catalogue.sqlite"
MODEL = "recommend.npz"


def rebuild(*, only_if_needed: bool, tell: Callable[[str], None]) -> bool:
    """Build a new version of both. False: nothing had changed since the last one."""
    chosen = settings()
    systems = connect_all(chosen.systems, environment())
    content = [systems.everything(entity) for entity in (Title, Article, HelpArticle, ErrorCode, DeviceSupport)]
    mark = hashlib.sha256(repr(content).encode()).hexdigest()
    stamp = chosen.index / "stamp"
    if only_if_needed and stamp.exists() and stamp.read_text(encoding="utf-8") == mark:
        return False
    began = time.perf_counter()
    counts = build(chosen.index / INDEX, *content)  # type: ignore[arg-type]
    _learn(systems, content[0], chosen.index / MODEL)  # type: ignore[arg-type]
    stamp.write_text(mark, encoding="utf-8")
    rows = ", ".join(f"{count} {name}" for name, count in counts.items())
    tell(f"Indexed {rows} in {time.perf_counter() - began:.1f} s")
    return True


def _learn(systems: ConnectedSystems, titles: list[Title], path: Path) -> None:
    views = ((view.customer, view.title, view.watched_at) for view in systems.everything(View))
    fit(views, titles).save(path)
