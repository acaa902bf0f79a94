"""`./usher report`: one page for the people who decide, made from a survey."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import jinja2
from babel.dates import format_date
from markupsafe import Markup

from actions.errors import UsherError
from actions.readiness import Readiness, State, assess
from actions.report import records, words
from actions.report.bars import bars
from actions.report.fields import Field, Personal, To, fields
from actions.report.flow import carried, flow
from actions.report.problems import Problem, Urgency, problems
from actions.report.survey import Survey, Surveyed, first_sentence
from actions.settings import environment, settings
from actions.systems.check.report import State as Checked
from actions.systems.check.tables import table_names
from actions.systems.entities import CustomerEntity, entity_name

_HERE = Path(__file__).parent
STATES: tuple[State, ...] = ("ready", "partly", "missing", "off")
_STATE_WORDS = {"ready": "ready", "partly": "partly ready", "missing": "lacks data", "off": "switched off"}


@dataclass(frozen=True)
class System:
    """A connected system as the page shows it. `slowest` is the p95 of its slowest look-up in ms; None: unknown."""

    name: str
    about: str
    product: str
    own: str
    shared: str
    tables: int
    checked: str
    slowest: float | None


@dataclass(frozen=True)
class Team:
    """A team, what it does, how its work changes, and the use cases that are its."""

    name: str
    does: str
    work: str
    ready: int
    cases: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class EntityFields:
    """The fields of one entity of one system. `note` is what its SELECT says of itself."""

    system: str
    entity: str
    note: str
    fields: tuple[Field, ...]


def write_report(out: Path) -> Mapping[State, int]:
    """Survey everything and write the page; how many use cases are in which state. Raises `UsherError`."""
    from rich.console import Console

    from actions.report.survey import survey

    with Console(stderr=True).status("Reading") as status:
        found = survey(settings(), environment(), status.update)
    page = render(found)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsherError(f"{out}: cannot be written: {error.strerror}") from None
    return Counter(row.state for row in assess(found))


def render(found: Survey) -> str:
    """The page as HTML, with nothing outside of it."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    templates.filters.update(listed=words.listed, identity=words.identity, purpose=records.purpose_words)
    templates.globals.update(counted=words.counted, carried=carried, Personal=Personal, To=To, state_words=_STATE_WORDS)
    style = Markup((_HERE / "templates" / "report.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    return templates.get_template("report.html").render(style=style, **_context(found))


def _context(found: Survey) -> dict[str, object]:
    rows, all_fields = assess(found), fields(found)
    open_ones = problems(found, rows, all_fields)
    return {
        "found": found, "date": format_date(found.read_at, "d MMMM yyyy", locale="en"), "rows": rows,
        "counts": Counter(row.state for row in rows), "systems": [_system(one) for one in found.systems],
        "flow": flow(found, all_fields), "topics": _topics(rows), "readiness": _readiness(rows),
        "teams": _teams(found, rows), "limited": [row for row in rows if row.share < 100 or not row.enabled],
        "shares": _shares(found, rows), "field_bars": _field_bars(all_fields),
        "fields": Counter(one.personal for one in all_fields), "field_count": len(all_fields),
        "personal_leaving": [one for one in all_fields if one.personal is Personal.IDENTIFIES and To.MODEL in one.to],
        "activities": records.activities(all_fields), "stores": records.stores(),
        "open": open_ones, "examples": sum(row.examples for row in rows), "problems": _by_urgency(open_ones),
        "urgent": sum(one.urgency in (Urgency.MEND, Urgency.LACKING) for one in open_ones),
        "entities": _entity_fields(found, all_fields),
        "sent": sorted({request for case in found.cases.by_name.values() for request in case.sends}),
    }  # fmt: skip


def _system(one: Surveyed) -> System:
    own = [words.entity(entity_name(e)) for e in one.folder.selects if issubclass(e, CustomerEntity)]
    shared = [words.entity(entity_name(e)) for e in one.folder.selects if not issubclass(e, CustomerEntity)]
    times = [entity.p95_ms for entity in one.report.entities if entity.p95_ms is not None]
    return System(
        one.name, one.about, one.product, words.listed(own), words.listed(shared), len(table_names(one.folder)),
        _checked(one), max(times, default=None),
    )  # fmt: skip


def _checked(one: Surveyed) -> str:
    if one.report.down is not None:
        return "does not answer"
    states = [finding.state for finding in one.report.findings] + [entity.state for entity in one.report.entities]
    wrong, warned = (sum(state is bad for state in states) for bad in (Checked.WRONG, Checked.WARNING))
    if wrong:
        return f"{words.counted(wrong, 'finding')} to mend"
    return f"{words.counted(warned, 'finding')} to look at" if warned else "all checks passed"


def _topics(rows: Sequence[Readiness]) -> list[tuple[str, list[Readiness]]]:
    by_topic: dict[str, list[Readiness]] = defaultdict(list)
    for row in rows:
        by_topic[row.topic].append(row)
    return [(words.TOPICS[topic], its) for topic, its in by_topic.items()]


def _readiness(rows: Sequence[Readiness]) -> Markup:
    counted = [(title, Counter(row.state for row in its)) for title, its in _topics(rows)]
    label = "; ".join(
        f"{title}: " + ", ".join(f"{counts[state]} {_STATE_WORDS[state]}" for state in STATES if counts[state])
        for title, counts in counted
    )
    return bars("readiness", label, [(title, {s: counts[s] for s in STATES}) for title, counts in counted])


def _teams(found: Survey, rows: Sequence[Readiness]) -> list[Team]:
    owners = [*found.cases.teams, *dict.fromkeys(row.owner for row in rows if row.owner not in found.cases.teams)]
    return [_team(owner, found, [row for row in rows if row.owner == owner]) for owner in owners]


def _team(name: str, found: Survey, its: Sequence[Readiness]) -> Team:
    told = found.cases.teams.get(name)
    return Team(
        name, told.does if told else "", told.work if told else "", sum(row.state == "ready" for row in its),
        tuple(found.called(row.name) for row in its), tuple(dict.fromkeys(row.measure for row in its)),
    )  # fmt: skip


def _shares(found: Survey, rows: Sequence[Readiness]) -> Markup:
    """A bar per use case that not everybody gets."""
    shares = [(found.called(row.name), row.share if row.enabled else 0) for row in rows]
    limited = [(name, {"ready": share, "rest": 100 - share}) for name, share in shares if share < 100]
    label = "; ".join(f"{name}: {parts['ready']} percent of customers" for name, parts in limited)
    return bars("shares", label, limited)


def _field_bars(all_fields: Sequence[Field]) -> Markup:
    counted = {kind: [one for one in all_fields if one.personal is kind] for kind in Personal}
    parts = {
        f"{kind.value[:1].upper()}{kind.value[1:]}": {
            "leaves": sum(To.MODEL in one.to for one in its), "stays": sum(To.MODEL not in one.to for one in its),
        }
        for kind, its in counted.items()
    }  # fmt: skip
    label = "; ".join(f"{kind}: {p['leaves']} fields may leave, {p['stays']} stay" for kind, p in parts.items())
    return bars("fields", label, list(parts.items()))


def _by_urgency(open_ones: Sequence[Problem]) -> list[tuple[str, list[Problem]]]:
    return [(urgency.value, list(its)) for urgency, its in groupby(open_ones, lambda one: one.urgency)]


def _entity_fields(found: Survey, all_fields: Sequence[Field]) -> list[EntityFields]:
    notes = {
        (system.name, entity_name(entity)): first_sentence(select.path)
        for system in found.systems for entity, select in system.folder.selects.items()
    }  # fmt: skip
    return [
        EntityFields(system, entity, notes[system, entity], tuple(its))
        for (system, entity), its in groupby(all_fields, lambda one: (one.system, one.entity))
    ]
