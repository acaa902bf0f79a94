"""`usher eval conversations`: the conversations over a running bot, and what they took."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import sqlalchemy as sa
from babel import Locale
from rich.console import Console

from actions.answers.composer import read_wordings
from actions.errors import UsherError
from actions.rehearsal.cases import Case, read_script
from actions.rehearsal.figures import Figures, Reader, runner
from actions.rehearsal.run import Open, Outcome, Slots, rehearse
from actions.settings import Settings, environment
from actions.systems.connected import ConnectedSystems, connect_all
from actions.use_cases import read_use_cases

_TRACKER = "sqlite:///var/tracker.sqlite"
MISSING = "missing"


@dataclass(frozen=True)
class Figuring:
    """What a run came to. `model_calls` are requests to the language model while it ran."""

    outcomes: Sequence[Outcome]
    left_out: int
    model_calls: int

    def as_json(self) -> dict[str, Any]:
        seconds = [one.seconds / one.turns for one in self.outcomes if one.turns]
        by_kind = Counter(one.case.kind for one in self.outcomes)
        right = Counter(one.case.kind for one in self.outcomes if not one.wrong)
        return {
            "cases": len(self.outcomes),
            "passed": sum(not one.wrong for one in self.outcomes),
            "left_out": self.left_out,
            "turns": sum(one.turns for one in self.outcomes),
            "p50_ms": round(statistics.median(seconds) * 1000, 1) if seconds else None,
            "model_calls": self.model_calls,
            "by_kind": {kind: {"cases": count, "passed": right[kind]} for kind, count in sorted(by_kind.items())},
            "failed": [
                {"case": one.case.name, "kind": one.case.kind, "wrong": list(one.wrong)}
                for one in self.outcomes if one.wrong
            ],
        }  # fmt: skip


def evaluate(
    path: Path, settings: Settings, open_talk: Callable[[str], Open], customer_of: Callable[[str], str],
    tell: Callable[[str], None],
) -> Figuring:  # fmt: skip
    """Hold every conversation of a file or folder with the bot of `settings`.

    Those of the kind `missing` are left out: they are about a company without the data. Raises `UsherError` where
    no bot answers.
    """
    _need_bot(settings.bot_url)
    script = read_script(path, read_use_cases(settings.use_cases))
    systems = connect_all(settings.systems, environment())
    figures = Figures(script.figures, runner(_urls(systems)), customer_of, _reader(systems, settings))
    slots = Slots(environment().get("USHER_TRACKER_DATABASE_URL", _TRACKER))
    wordings = read_wordings(settings.responses)
    cases = [case for case in script.cases if case.kind != MISSING]
    before = _model_calls(settings.database_url)
    outcomes = [_held(case, open_talk(settings.bot_url), figures, slots, wordings, tell) for case in cases]
    after = _model_calls(settings.database_url)
    systems.close()
    return Figuring(outcomes, len(script.cases) - len(cases), after - before)


def _held(
    case: Case, open_talk: Open, figures: Figures, slots: Slots, wordings: dict[str, str], tell: Callable[[str], None]
) -> Outcome:
    outcome = rehearse(case, open_talk, figures, slots, wordings)
    if outcome.wrong:
        tell(f"{case.name}: {outcome.wrong[0]}")
    return outcome


def _need_bot(url: str) -> None:
    try:
        httpx2.get(f"{url}/webhooks/web/ready", timeout=5.0).raise_for_status()
    except httpx2.HTTPError:
        raise UsherError(f"no bot answers at {url}: start one with `make run`") from None


def _urls(systems: ConnectedSystems) -> dict[str, str]:
    return {system.name: system.url.render_as_string(hide_password=False) for system in systems.systems}


def _reader(systems: ConnectedSystems, settings: Settings) -> Reader:
    currency = next((one.folder.config.currency for one in systems.systems if one.folder.config.currency), "EUR")
    return Reader(currency, ZoneInfo(settings.time_zone), Locale.parse(settings.locale, sep="-"))


def _model_calls(url: str) -> int:
    """Requests to the model that Usher's store knows of; 0 where it knows of none yet."""
    engine = sa.create_engine(url)
    try:
        if not sa.inspect(engine).has_table("model_usage"):
            return 0
        with engine.connect() as connection:
            return int(connection.execute(sa.text("SELECT count(*) FROM model_usage")).scalar_one())
    finally:
        engine.dispose()


def show(figuring: Figuring, out: Console) -> None:
    """Print a run for a person."""
    told = figuring.as_json()
    for kind, counts in told["by_kind"].items():
        out.print(f"{kind:12} {counts['passed']:4} of {counts['cases']:4}", markup=False)
    out.print(
        f"{told['passed']} of {told['cases']} conversations went as written; {told['turns']} turns, "
        f"p50 {told['p50_ms']} ms; {told['model_calls']} calls of a model; {told['left_out']} are about a company "
        "without data and were left out",
        markup=False,
    )
