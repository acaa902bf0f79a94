"""Builds the demo company's databases: `python -m demo.build`."""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import sys
import time
from pathlib import Path

from actions.errors import SettingError
from actions.settings import settings
from demo.billing.build import write_billing
from demo.cms.build import write_cms
from demo.cms.content import ContentError, read_content
from demo.dates import company_today, midnight
from demo.roster import member_of, subscribers

SEED = 20_260_101
CUSTOMERS = 2_000
VIEWS_EACH = 100
FOLDER = Path("var/demo")
_SOURCES = Path(__file__).parent
_INGREDIENTS = frozenset({
    "billing", "cms", "content", "build.py", "database.py", "dates.py", "names.py", "people.py", "roster.py",
    "stories.py",
})  # fmt: skip


def build(folder: Path, today: dt.date, site: str, *, seed: int = SEED, customers: int = CUSTOMERS) -> None:
    """Write `billing.sqlite` and `cms.sqlite` into `folder`, with a line of progress for each.

    `today` is the day to which all dates are relative, `site` the address of the demo website.
    """
    stamp = folder / "build.json"
    stamp.unlink(missing_ok=True)  # a build that dies half-way is not taken for a whole one
    started = time.perf_counter()
    people = list(subscribers(customers, seed, today))
    _say("billing", write_billing(folder / "billing.sqlite", people, seed, today), started)
    started = time.perf_counter()
    members = [member_of(person, midnight(today)) for person in people if not person.gone]
    counts = write_cms(
        folder / "cms.sqlite", read_content(today, seed), members,
        seed=seed, today=today, views=customers * VIEWS_EACH, site=site,
    )  # fmt: skip
    _say("cms", counts, started)
    stamp.write_text(json.dumps(_stamp(today, site)), encoding="utf-8")


def why_to_build(folder: Path, today: dt.date, site: str) -> str | None:
    """Why the databases have to be built, in words; None: they are up to date."""
    missing = [name for name in ("billing.sqlite", "cms.sqlite", "build.json") if not (folder / name).is_file()]
    if missing:
        return "there are none yet"
    found, wanted = json.loads((folder / "build.json").read_text("utf-8")), _stamp(today, site)
    if found.get("today") != wanted["today"]:
        return f"their dates are relative to {found.get('today')}, so changes made in the demo since then are dropped"
    return None if found == wanted else "what they are built from has changed"


def _stamp(today: dt.date, site: str) -> dict[str, str]:
    """What the databases depend on: the day, the site's address and a hash of generator and content."""
    digest = hashlib.sha256()
    for path in sorted(_SOURCES.rglob("*")):
        inside = path.relative_to(_SOURCES)
        if path.suffix in (".py", ".sql", ".yml", ".jsonl") and inside.parts[0] in _INGREDIENTS:
            digest.update(str(inside).encode() + path.read_bytes())
    return {"today": today.isoformat(), "site": site, "sources": digest.hexdigest()}


def _say(name: str, counts: dict[str, int], started: float) -> None:
    listed = ", ".join(f"{count:,} {what}" for what, count in counts.items())
    print(f"{name}: {listed} ({time.perf_counter() - started:.1f} s)", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m demo.build", description="Build the demo company's databases.")
    parser.add_argument("--dir", type=Path, default=FOLDER, help="where to (default: %(default)s)")
    parser.add_argument("--today", type=dt.date.fromisoformat, help="day to which dates are relative (default: today)")
    parser.add_argument("--force", action="store_true", help="build even if up to date")
    options = parser.parse_args(arguments)
    try:
        return _run(options.dir, options.today or company_today(), settings().site_url, force=options.force)
    except (ContentError, SettingError, OSError) as error:
        print(f"demo.build: {error}", file=sys.stderr)
        return 1


def _run(folder: Path, today: dt.date, site: str, *, force: bool) -> int:
    reason = "as asked" if force else why_to_build(folder, today, site)
    if reason is None:
        print(f"demo databases in {folder} are up to date")
    else:
        print(f"building the demo databases in {folder}: {reason}", flush=True)
        build(folder, today, site)
    return 0


if __name__ == "__main__":
    sys.exit(main())
