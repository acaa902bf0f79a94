"""`usher gate`: sentences judged against the facts given with them, without a database or a model."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from actions.answers.gate.judge import Gate
from actions.answers.gate.model import Decision, Vocabulary
from actions.answers.gate.words import word_set
from actions.facts.model import Fact, value_of

_TYPES = word_set("text money date datetime duration count percent bool list url")


class BadCase(ValueError):
    """A line that is no case; the message is for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence to judge. `supported` is what its author holds to be right; None: not said."""

    id: str
    locale: str
    today: dt.date
    question: str
    facts: tuple[Fact, ...]
    sentence: str
    supported: bool | None
    citations: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    case: Case
    decision: Decision
    milliseconds: float

    @property
    def slipped(self) -> bool:
        return self.decision.shown and self.case.supported is False

    @property
    def refused_in_error(self) -> bool:
        return not self.decision.shown and self.case.supported is True


def read(file: Path) -> Iterator[Case]:
    """The cases of a JSON Lines file; empty lines are skipped. Raises BadCase with the line's number."""
    for number, line in enumerate(file.read_text("utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield _case(json.loads(line), number)
        except json.JSONDecodeError as error:
            raise BadCase(f"line {number}: no JSON: {error.msg} at column {error.colno}") from None
        except (BadCase, ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadCase(f"line {number}: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _case(raw: Any, number: int) -> Case:
    if not isinstance(raw, dict):
        raise BadCase("a case is an object")
    today = raw.get("today")
    return Case(
        id=str(raw.get("id", number)), locale=str(raw.get("locale") or "en-GB"),
        today=dt.date.fromisoformat(str(today)[:10]) if today else dt.datetime.now(dt.UTC).date(),
        question=str(raw.get("question") or ""), sentence=str(raw["sentence"]),
        facts=tuple(_fact(fact, index) for index, fact in enumerate(raw.get("facts") or ())),
        supported=raw.get("supported"), citations=tuple(raw.get("citations") or ()), names=tuple(raw.get("names") or ()),
    )  # fmt: skip


def _fact(raw: Mapping[str, Any], index: int) -> Fact:
    kind = str(raw.get("kind") or "fact")
    given = raw.get("fields")
    fields = (
        given
        if isinstance(given, dict)
        else {k: v for k, v in raw.items() if k not in {"id", "kind", "source", "key", "as_of"}}
    )
    typed = {name: value for name, plain in fields.items() if (value := _value(plain, name)) is not None}
    return Fact.model_validate({"id": str(raw.get("id") or f"{kind}:{index}"), "kind": kind, "fields": typed,
                                "source": raw.get("source"), "key": raw.get("key")})  # fmt: skip


def _value(raw: Any, name: str) -> Any:
    """A typed value; a plain one is taken for what it looks like, null is left out."""
    if not isinstance(raw, dict):
        return value_of(raw)
    kind = raw.get("type")
    if kind not in _TYPES:
        raise BadCase(f"field {name}: unknown type {kind!r}")
    wanted = {"money": ("amount_minor", "currency"), "duration": ("seconds",)}.get(kind, ("value",))
    if any(raw.get(key) is None for key in wanted):
        if "value" in raw and raw["value"] is None:
            return None
        if kind == "duration" and "value" in raw:
            return {"type": kind, "seconds": raw["value"]}
        raise BadCase(f"field {name}: a {kind} needs {' and '.join(wanted)}")
    typed = {"type": kind, **{key: raw[key] for key in wanted}}
    if kind == "datetime" and isinstance(typed["value"], str):
        typed["value"] = dt.datetime.fromisoformat(typed["value"])
    return typed


def judge_all(cases: Iterator[Case]) -> Iterator[Judged]:
    """Each case with its decision and what it took."""
    for case in cases:
        start = time.perf_counter()
        gate = Gate(case.facts, case.question, case.locale, case.today, Vocabulary(case.names))
        decision = gate.judge(case.sentence, case.citations)
        yield Judged(case, decision, (time.perf_counter() - start) * 1000)


def summary(judged: list[Judged]) -> dict[str, Any]:
    """The figures of `usher gate --json`; the ids are those judged otherwise than their author holds right."""
    times = sorted(one.milliseconds for one in judged)
    return {
        "cases": len(judged),
        "unsupported": sum(one.case.supported is False for one in judged),
        "unsupported_shown": sum(one.slipped for one in judged),
        "supported": sum(one.case.supported is True for one in judged),
        "supported_refused": sum(one.refused_in_error for one in judged),
        "shown_ids": [one.case.id for one in judged if one.slipped],
        "refused_ids": [one.case.id for one in judged if one.refused_in_error],
        "p95_ms": round(times[min(len(times) - 1, int(len(times) * 0.95))], 2) if times else 0.0,
    }


def run_gate(file: Path, as_json: bool) -> int:
    """Judge the cases of a file and print the figures. 0: judged; 2: the file cannot be read."""
    try:
        cases = list(read(file))
    except (OSError, UnicodeDecodeError, BadCase) as error:
        print(f"usher gate: {file}: {getattr(error, 'strerror', None) or error}", file=sys.stderr)
        return 2
    _warm(cases)
    judged = list(judge_all(iter(cases)))
    figures = summary(judged)
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        _print_table(judged, figures)
    return 0


def _warm(cases: list[Case]) -> None:
    """Load the word lists of the languages in the file, which is no part of judging."""
    for locale in {case.locale for case in cases}:
        Gate((), "", locale, dt.date(2000, 1, 1)).judge("Thanks for asking about 1 January.")


def _print_table(judged: list[Judged], figures: dict[str, Any]) -> None:
    table = Table("case", "", "sentence", "reason")
    for one in judged:
        wrong = one.slipped or one.refused_in_error
        mark = ("shown" if one.decision.shown else "refused") + (" (wrong)" if wrong else "")
        table.add_row(
            one.case.id,
            mark,
            one.case.sentence,
            "" if one.decision.shown else f"{one.decision.code}: {one.decision.reason}",
        )
    console = Console()
    console.print(table)
    console.print(", ".join(f"{name} {value}" for name, value in figures.items() if not name.endswith("_ids")))
