"""Devices, error codes, plans and bill numbers that a customer speaks of."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from actions.catalogue.amounts import Amount, mentioned_amounts
from actions.catalogue.hits import Mention
from actions.catalogue.index import Index
from actions.catalogue.periods import Period, mentioned_periods
from actions.catalogue.spotting import Vocabulary
from actions.catalogue.text import folded
from actions.systems.entities import DeviceSupport, ErrorCode, Plan

__all__ = [
    "Amount", "CodeMention", "NumberMention", "Period", "mentioned_amounts", "mentioned_devices",
    "mentioned_error_codes", "mentioned_invoices", "mentioned_periods", "mentioned_plans",
]  # fmt: skip

# "NL-1001", "nl 1001", "error 1001", "error code: 1001", "code nl1001"; O for 0 and l for 1 are seen
_CODE = re.compile(
    r"\b(?:(?P<said>error|code|fault|message)(?:\s+(?:code|number|no|message|is|says|saying))*[\s.:#\"'“(-]*)?"
    r"(?P<code>(?P<family>[A-Z]{1,5})[\s-]?(?P<number>\d[\dOl]{1,5})|(?P<bare>\d{2,6}))\b",
    re.IGNORECASE,
)
_INVOICE = re.compile(
    r"\b(?:invoice|bill|receipt|inv)(?:\s+(?:number|no|nr|is))*[\s.:#]*(?P<said>[A-Z]{0,4}[-/]?\d[\dA-Z/-]{2,})\b"
    r"|\b(?P<plain>[A-Z]{2,5}(?:-\d{2,})+-?\d*)\b",
    re.IGNORECASE,
)


_TELLING = 5
"""Letters from which a word of a plan's name may stand for it."""


@dataclass(frozen=True, slots=True)
class CodeMention:
    """An error code as said (`text`); `code` is the company's own, None: it knows no such code."""

    text: str
    code: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NumberMention:
    """The number of a bill as the customer wrote it, in capitals."""

    number: str
    start: int
    end: int


def mentioned_devices(index: Index, text: str) -> list[Mention]:
    """The kinds of device that the text names, in its order; `id` is DeviceSupport.kind.

    What could be several ("PlayStation") comes as several with the same span, so that the caller can ask.
    """
    return index.part("device names", lambda: _device_names(index.all(DeviceSupport).values())).spot(text)


def _device_names(devices: Iterable[DeviceSupport]) -> Vocabulary:
    families: defaultdict[str, set[str]] = defaultdict(set)
    names = {device.kind: [device.name, *device.aliases, device.kind.replace("_", " ")] for device in devices}
    for kind, called in names.items():
        families[folded(called[0]).split()[0]].add(kind)
    taken = {folded(name) for called in names.values() for name in called}
    for family, kinds in families.items():
        for kind in kinds if len(kinds) > 1 and family not in taken else ():
            names[kind].append(family)
    return Vocabulary(names)


def mentioned_plans(plans: Iterable[Plan], text: str) -> list[Mention]:
    """The plans that the text names, in its order; `id` is Plan.code. A word that one plan alone has in its name
    suffices: “the weekend one”."""
    rows = list(plans)
    own = Counter(word for plan in rows for word in {*folded(plan.name).split()})
    names = {
        plan.code: (*_plan_names(plan), *(w for w in folded(plan.name).split() if _tells(w, own))) for plan in rows
    }
    return Vocabulary(names).spot(text)


def _tells(word: str, own: Counter[str]) -> bool:
    """Whether a word of a plan's name tells it from all others."""
    return own[word] == 1 and len(word) >= _TELLING


def _plan_names(plan: Plan) -> tuple[str, ...]:
    """A plan's name, what stands in it before "with" or "+", and its code read as words."""
    first = re.split(r"\s+with\s+|\s*[+(]", plan.name, maxsplit=1)[0]
    return plan.name, first, plan.code.replace("_", " ").replace("-", " ")


def mentioned_error_codes(index: Index, text: str) -> list[CodeMention]:
    """The error codes in the text. A bare number is one only after a word such as "error"."""
    known = index.part("error codes", lambda: _by_number(index.all(ErrorCode)))
    families = {code.split("-")[0].casefold() for codes in known.values() for code in codes}
    found = (_code(match, known, families) for match in _CODE.finditer(text))
    return list({mention.text: mention for mention in found if mention}.values())


def _by_number(codes: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Digits -> the codes that end in them; a number two families share stays ambiguous."""
    numbers: dict[str, tuple[str, ...]] = {}
    for code in codes:
        digits = re.sub(r"\D", "", code)
        numbers[digits] = (*numbers.get(digits, ()), code)
    return numbers


def _code(match: re.Match[str], known: Mapping[str, tuple[str, ...]], families: set[str]) -> CodeMention | None:
    family, said, bare = match["family"], match["said"], match["bare"]
    # "code word 12" and "TV 55" are no codes: the family is known, or a word announces one.
    if not said and (bare or family.casefold() not in families):
        return None
    digits = (bare or match["number"]).replace("O", "0").replace("o", "0").replace("l", "1")
    codes = known.get(digits, ())
    if family and family.casefold() in families:
        codes = tuple(code for code in codes if code.casefold().startswith(family.casefold()))
    return CodeMention(match["code"], codes[0] if len(codes) == 1 else None, match.start("code"), match.end("code"))


def mentioned_invoices(index: Index, text: str) -> list[NumberMention]:
    """The numbers of bills in the text; what is an error code is none."""
    codes = {(code.start, code.end) for code in mentioned_error_codes(index, text)}
    found = []
    for match in _INVOICE.finditer(text):
        group = "said" if match["said"] else "plain"
        span = match.span(group)
        # "COVID-19" has the form of a number, but no bill is numbered so low.
        if span not in codes and (group == "said" or sum(map(str.isdigit, match[group])) > 3):
            found.append(NumberMention(match[group].upper(), *span))
    return found
