"""Building the search index and the recommender from the connected systems."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from actions.catalogue.index import build
from actions.catalogue.recommend import fit
from actions.errors import SettingError
from actions.settings import environment, settings
from actions.systems.connected import ConnectedSystems, connect_all
from actions.systems.entities import Article, DeviceSupport, ErrorCode, HelpArticle, Plan, Title, View

INDEX = "catalogue.sqlite"
MODEL = "recommend.npz"
NAMES = "names.txt"
"""Names of titles, plans and devices, one a line: the bot's channels take them for no language."""


def rebuild(*, only_if_needed: bool, tell: Callable[[str], None]) -> bool:
    """Build a new version of both. False: nothing had changed since the last one."""
    chosen = settings()
    systems = connect_all(chosen.systems, environment())
    titles = systems.everything(Title)
    articles, helps = systems.everything(Article), systems.everything(HelpArticle)
    errors, devices = systems.everything(ErrorCode), systems.everything(DeviceSupport)
    plans = systems.everything(Plan)
    questions = read_examples(chosen.examples)
    # Without the provenance: when a row was read says nothing about whether it changed.
    rows = [row.model_dump_json() for part in (titles, articles, helps, errors, devices, plans) for row in part]
    mark = hashlib.sha256(repr([rows, questions]).encode()).hexdigest()
    stamp = chosen.index / "stamp"
    if only_if_needed and stamp.exists() and stamp.read_text(encoding="utf-8") == mark:
        stamp.touch()
        return False
    began = time.perf_counter()
    counts = build(chosen.index / INDEX, titles, articles, helps, errors, devices, questions)
    fit(views(systems), titles).save(chosen.index / MODEL)
    names = sorted({row.name for part in (titles, plans, devices) for row in part})
    (chosen.index / NAMES).write_text("\n".join(names) + "\n", encoding="utf-8")
    stamp.write_text(mark, encoding="utf-8")
    counted = ", ".join(f"{count} {name}" for name, count in counts.items())
    tell(f"Indexed {counted} in {time.perf_counter() - began:.1f} s")
    return True


def read_examples(folder: Path) -> dict[str, list[str]]:
    """The router's training examples by intent: they link what customers say to the help articles.

    Raises `SettingError` that names the file.
    """
    examples: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            items = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("nlu", [])
            for item in (one for one in items if "intent" in one):
                lines = [line.removeprefix("- ") for line in item["examples"].splitlines()]
                examples.setdefault(item["intent"], []).extend(lines)
        except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
            raise SettingError(f"{path}: is not a file of training examples: {error}") from None
    return examples


def views(systems: ConnectedSystems) -> Iterator[tuple[str, str, dt.datetime]]:
    """Who watched what when. The recommender keeps only counts of titles that the same people watched."""
    return ((view.customer, view.title, view.watched_at) for view in systems.everything(View))
