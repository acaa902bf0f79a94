"""The picture of how data flows: systems, facts, answers, channels, people, and what may leave for a model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from actions.report import words
from actions.report.fields import Field, Personal, To
from actions.report.survey import Survey, Surveyed
from actions.report.svg import Box, Drawing
from actions.systems.entities import CustomerEntity, entity_name

_WIDTH = 1080
_TOP = 44
_GAP = 18
_SYSTEMS, _FACTS, _ANSWERS, _CHANNELS, _PEOPLE = (24, 200), (272, 168), (488, 178), (714, 156), (930, 142)
"""Left edge and width of each column."""


def flow(found: Survey, all_fields: Sequence[Field]) -> Markup:
    drawing = Drawing("flow", _WIDTH, _label(found))
    systems = _stacked(_SYSTEMS, [_system(one) for one in found.systems])
    channels = _stacked(_CHANNELS, [*((name, carried(name)) for name in found.channels), _DESK])
    answers = _stacked(_ANSWERS, _ANSWERING)
    tall = max(column[-1].bottom for column in (systems, channels, answers)) - _TOP
    systems, channels, answers = (_centred(column, tall) for column in (systems, channels, answers))
    facts = _centred(_stacked(_FACTS, [_MADE_FACTS]), tall)[0]
    endpoint = Box(_SYSTEMS[0], _TOP + tall + 34, 422, "Your endpoint for changes", (_requests(found),))
    bottom = endpoint.bottom + _GAP
    drawing.rectangle(8, 8, 876, bottom - 8, "boundary", 16)
    drawing.text(24, 31, "Stays with you", "label")
    people = _centred([Box(_PEOPLE[0], _TOP, _PEOPLE[1], "Customers", ("see only their own",), "outside")], tall)[0]
    for box in (*systems, facts, *answers, *channels, endpoint, people):
        drawing.box(box)
    _arrows(drawing, systems, facts, answers, channels, endpoint)
    for box in channels[:-1]:
        bend = people.x - 24
        drawing.arrow((box.right, box.middle), (bend, box.middle), (bend, people.middle), (people.x, people.middle),
                      both=True)  # fmt: skip
    _leaving(drawing, found, all_fields, answers[-1], bottom)
    return drawing.svg()


_MADE_FACTS = (
    "Facts",
    ("One customer’s rows, read when they are asked for.", "Typed, with source and time.", "Yes or no is computed."),
)
_DESK = ("Agents’ desk", ("after a hand-over",))
_CARRIERS = {"Slack": "Slack", "Messenger": "Meta", "WhatsApp": "Meta"}
_ANSWERING = [
    ("Composer", ("Words an answer from the facts alone.",)),
    ("Gate", ("Checks each sentence of a model against the facts; what they don’t support is not shown.",)),
]


def _label(found: Survey) -> str:
    names = words.listed(one.name for one in found.systems)
    return (
        f"Rows of {names} become facts, facts become answers, answers go through the channels to customers. "
        "A model’s provider and the company’s own endpoint for changes are connected to the answers."
    )


def _system(one: Surveyed) -> tuple[str, tuple[str, ...]]:
    own = [words.entity(entity_name(e)) for e in one.folder.selects if issubclass(e, CustomerEntity)]
    shared = len(one.folder.selects) - len(own)
    lines = [one.product, f"{words.counted(len(own), 'kind')} of customers’ records" if own else "",
             f"{words.counted(shared, 'kind')} of content or prices" if shared else ""]  # fmt: skip
    return one.name, tuple(line for line in lines if line)


def _requests(found: Survey) -> str:
    if not found.takes_requests:
        return "Not set: the bot offers no changes."
    sent = [request for case in found.cases.by_name.values() for request in case.sends]
    if not sent:
        return "No use case sends any."
    return f"Signed and confirmed by the customer first: {words.listed(one.replace('_', ' ') for one in sent)}."


def carried(channel: str) -> tuple[str, ...]:
    """Who else sees what is said in a channel."""
    return (f"carried by {_CARRIERS[channel]}",) if channel in _CARRIERS else ()


def _stacked(column: tuple[int, int], texts: Sequence[tuple[str, tuple[str, ...]]]) -> list[Box]:
    boxes: list[Box] = []
    for title, text in texts:
        y = boxes[-1].bottom + _GAP if boxes else _TOP
        boxes.append(Box(column[0], y, column[1], title, text, "outside" if title in _CARRIERS else "box"))
    return boxes


def _centred(boxes: list[Box], tall: float) -> list[Box]:
    down = (tall - (boxes[-1].bottom - _TOP)) / 2
    return [replace(box, y=box.y + down) for box in boxes]


def _arrows(
    drawing: Drawing, systems: list[Box], facts: Box, answers: list[Box], channels: list[Box], endpoint: Box
) -> None:
    for box in systems:
        bend = (box.right + facts.x) / 2
        drawing.arrow((box.right, box.middle), (bend, box.middle), (bend, facts.middle), (facts.x, facts.middle))
    bend = (facts.right + answers[0].x) / 2
    for box in answers:
        drawing.arrow((facts.right, facts.middle), (bend, facts.middle), (bend, box.middle), (box.x, box.middle))
    bend = (answers[0].right + channels[0].x) / 2
    middle = (answers[0].middle + answers[-1].middle) / 2
    for box in answers:
        drawing.arrow((box.right, box.middle), (bend, box.middle), (bend, channels[0].middle),
                      (channels[0].x, channels[0].middle))  # fmt: skip
    for box in channels[1:]:
        drawing.arrow((bend, middle), (bend, box.middle), (box.x, box.middle))
    drawing.arrow((bend, middle), (bend, endpoint.middle), (endpoint.right, endpoint.middle))


def _leaving(drawing: Drawing, found: Survey, all_fields: Sequence[Field], gate: Box, top: float) -> None:
    """Below the boundary: the provider, what may reach it, and what never does."""
    y = top + 52
    text = (found.provider, "words open questions") if found.provider else ("None is connected: nothing leaves.",)
    kind = "outside" if found.provider else "absent"
    provider = Box(_ANSWERS[0] - 12, y, 204, "A model’s provider", text, kind)
    may = Box(8, y, 440, "May leave, to word an answer", [f"– {one}" for one in leaving(all_fields)], "may")
    never = Box(728, y, 344, "Never leaves", [f"– {one}" for one in staying(all_fields)], "never")
    for box in (provider, may, never):
        drawing.box(box)
    middle = gate.x + gate.width / 2
    drawing.arrow((middle, gate.bottom), (middle, provider.y), both=True)


def leaving(all_fields: Sequence[Field]) -> list[str]:
    """What may go to a model's provider, in a few lines."""
    may = [one for one in all_fields if To.MODEL in one.to]
    records = dict.fromkeys(words.entity(one.entity) for one in may if one.personal is Personal.ABOUT)
    content = dict.fromkeys(words.entity(one.entity) for one in may if one.personal is Personal.NO)
    personal = dict.fromkeys(words.column(one.column) for one in may if one.personal is Personal.IDENTIFIES)
    lines = ["the question; known and recognised personal values become placeholders"]
    lines += [f"amounts, days and states of {words.listed(records)}, without a name"] if records else []
    lines += [f"content: {words.listed(content)}"] if content else []
    return lines + ([f"of the personal fields only {words.listed(personal)}"] if personal else [])


def staying(all_fields: Sequence[Field]) -> list[str]:
    """Personal fields that no model's provider gets, one line per entity."""
    kept: dict[str, list[str]] = defaultdict(list)
    for one in all_fields:
        own = one.column != "customer" or one.entity == "customer"
        if one.personal is Personal.IDENTIFIES and To.MODEL not in one.to and own:
            kept[one.entity].append(words.column(one.column))
    return [f"{words.entity(entity)}: {words.listed(dict.fromkeys(columns))}" for entity, columns in kept.items()]
