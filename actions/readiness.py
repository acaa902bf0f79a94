"""Which use cases are ready, from `use_cases.yml` and what the check found in the connected systems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from actions.report.needs import Met, meeting
from actions.report.survey import Survey, survey
from actions.settings import environment, settings
from actions.use_case import UseCase

State = Literal["ready", "partly", "off", "missing"]
_UNROUTED = ("open_question", "end_pause")
"""What no example leads to: it takes whatever nothing else does, or is read out of another use case's words."""
_UNRECEIVED = "a person does its requests, as nothing receives them: set USHER_REQUESTS_URL and USHER_REQUESTS_SECRET"
_STYLES: Mapping[State, str] = {"ready": "green", "partly": "yellow", "off": "dim", "missing": "bold red"}


class Readiness(NamedTuple):
    """One use case. `why` says what is lacking, empty where it is ready; `share` is in percent of customers;
    `article` is the help article that answers it (None: no article does, or it needs none)."""

    name: str
    topic: str
    state: State
    why: tuple[str, ...]
    enabled: bool
    share: int
    identity: str
    owner: str
    measure: str
    says_when_off: str
    examples: int
    article: str | None


def readiness() -> list[Readiness]:
    """All use cases in the order of the file. Raises `UsherError` in one line."""
    with Console(stderr=True).status("Reading") as status:
        return assess(survey(settings(), environment(), status.update))


def assess(found: Survey) -> list[Readiness]:
    """All use cases of a survey, in the order of the file."""
    return [_one(name, use_case, found) for name, use_case in found.cases.by_name.items()]


def _one(name: str, use_case: UseCase, found: Survey) -> Readiness:
    state, why = _state(name, use_case, found)
    return Readiness(
        name, use_case.topic, state, why, use_case.enabled, use_case.share, use_case.identity.value, use_case.owner,
        use_case.measure, use_case.off_says or found.off_words, found.examples.get(name, 0),
        (found.articles or {}).get(name),
    )  # fmt: skip


def _state(name: str, use_case: UseCase, found: Survey) -> tuple[State, tuple[str, ...]]:
    if not use_case.enabled:
        return "off", ("switched off in use_cases.yml",)
    if use_case.share == 0:
        return "off", ("its share of customers is 0",)
    needs = [meeting(need, found.systems) for need in use_case.all_needs]
    lacking = [said for one in needs if one.met is Met.NOT for said in one.why]
    lacking += _beside_data(name, use_case, found)
    if lacking:
        return "missing", tuple(dict.fromkeys(lacking))
    partly = [said for one in needs for said in one.why] + _wants(use_case, found)
    if use_case.sends and not found.takes_requests:
        partly.append(_UNRECEIVED)
    return ("partly", tuple(dict.fromkeys(partly))) if partly else ("ready", ())


def _beside_data(name: str, use_case: UseCase, found: Survey) -> list[str]:
    """What is lacking that no system could yield."""
    lacking = []
    if use_case.answered_by == "help" and found.articles is not None and name not in found.articles:
        lacking.append("no help article answers it")
    if not found.examples.get(name) and name not in _UNROUTED:
        lacking.append("nobody is led to it: data/nlu has no examples")
    return lacking


def _wants(use_case: UseCase, found: Survey) -> list[str]:
    """What would be better, and the reason why it is not."""
    unmet = ((want, gain, meeting(want, found.systems)) for want, gain in use_case.wants.items())
    return [f"{want} {gain}, but {'; '.join(one.why)}" for want, gain, one in unmet if one.met is not Met.FULLY]


def print_readiness(rows: list[Readiness], out: Console) -> None:
    """For a person at a terminal."""
    table = Table("use case", "state", "who", "share", "owner", "measure", "why", box=None, padding=(0, 2, 0, 0))
    for row in rows:
        why = "; ".join(row.why) or (f"help article “{row.article}”" if row.article else "")
        shown = Text(row.state, style=_STYLES[row.state])
        table.add_row(row.name, shown, row.identity, f"{row.share}%", row.owner, row.measure, Text(why))
    out.print(table)
    counts = Counter(row.state for row in rows)
    out.print("\n" + ", ".join(f"{counts[state]} {state}" for state in _STYLES if counts[state]))
    for row in rows:
        if row.state in ("off", "missing"):
            out.print(f"{row.name} is {row.state}; the bot says: {row.says_when_off}", markup=False)
