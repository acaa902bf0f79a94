"""What is refused whatever the facts: hidden text, unknown addresses and names, promises, deeds without a receipt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.answers.gate.claims import asks_for_secrets
from actions.answers.gate.clauses import _FIRST, Clause, is_cue
from actions.answers.gate.holds import days
from actions.answers.gate.index import Index
from actions.answers.gate.lexicon import Entry, lexicon
from actions.answers.gate.model import Refusal
from actions.answers.gate.records import Record
from actions.answers.gate.scan import Item
from actions.answers.gate.trial import RANGE, Setting
from actions.answers.gate.words import word_set

_NEUTRAL = Entry(glue=True)
_FUTURE = word_set("will shall would can going werden wird werde allons vais va ferons ferai vamos voy")
_SPEAKING = word_set(
    "show explain list tell look help zeigen erklären helfen montrer expliquer aider mostrar explicar ayudar"
)
_ABBREVIATION = re.compile(r"[A-Z]{2,5}s?$")
_BOUND_ANYWAY = frozenset({"CHARGE", "PAYMENT", "RENEW", "RETRY"})


def strip_idioms(items: list[Item], language: str) -> list[Item]:
    """Fixed polite phrases claim nothing."""
    phrases = lexicon(language).phrases["idioms"]
    longest = max((len(p) for p in phrases), default=0)
    made, at = list(items), 0
    while at < len(made):
        size = next((n for n in range(min(longest, len(made) - at), 0, -1) if _words(items[at : at + n]) in phrases), 0)
        for index in range(at, at + size):
            made[index] = replace(made[index], kind="word", entry=_NEUTRAL, known=True, value=None, refs=())
        at += size or 1
    return made


def _words(items: Sequence[Item]) -> tuple[str, ...]:
    """The words of items of which some are expressions of several."""
    return tuple(word for item in items for word in item.low.split())


def invites(clause: Clause) -> bool:
    """Whether a clause offers or asks rather than states."""
    lows = clause.lows
    return any(
        tuple(lows[i : i + len(p)]) == p for p in lexicon(clause.language).phrases["invite"] for i in range(len(lows))
    )


def check_rules(items: Sequence[Item], sentence: str, index: Index, setting: Setting) -> None:
    """Raise the first rule that is broken."""
    check_safety(items, sentence, index, setting)
    check_names(items, index, setting)
    _interjections(items)
    _tax_on_top(items)
    _from_itself(items)
    _left_open(items)
    _promises(items, index, setting)
    _deeds(items, index, setting)


def check_safety(items: Sequence[Item], sentence: str, index: Index, setting: Setting) -> None:
    """Raise the first rule that is broken of those that hold for courtesy and questions too."""
    if asks_for_secrets(items, setting.language):
        raise Refusal("promise", "asks for something that nobody should send")
    _addresses(items, index)
    _phones(sentence, index)
    _codes(items, index)
    _quotes(items, index)


def _addresses(items: Sequence[Item], index: Index) -> None:
    for item in items:
        bare = re.sub(r"^https?://(www\.)?", "", item.text).rstrip("/")
        if (
            item.kind == "address"
            and item.text not in index.addresses
            and (item.text.startswith("http") or bare not in index.addresses)
        ):
            raise Refusal("address", f"no fact gives {item.text}")


_PHONE = re.compile(r"(?:\+|00|\b0)\d[\d\s()/.-]{6,}\d|\b\d{3}[-.\s]\d{3,4}[-.\s]\d{4}\b")


def _phones(sentence: str, index: Index) -> None:
    for match in _PHONE.finditer(sentence):
        digits = re.sub(r"\D", "", match[0])
        day = re.fullmatch(r"\d{2}[./]\d{2}[./]\d{4}", match[0])
        if not day and digits not in index.phones:
            raise Refusal("address", f"no fact gives the number {match[0]}")


_CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_.-]+$")


def _codes(items: Sequence[Item], index: Index) -> None:
    for item in items:
        known = any(item.entry.strict & group for record in index.records for group in record.asks)
        if item.kind == "word" and not item.known and not known and _CODE.match(item.text):
            raise Refusal("name", f"no fact has the code {item.text}")


def _quotes(items: Sequence[Item], index: Index) -> None:
    """What stands in quotation marks must stand so in a fact."""
    raw = " ".join(re.findall(r"\w+", index.raw.casefold()))
    said: list[str] = []
    for item in items:
        if item.quoted and item.kind != "sign":
            said += re.findall(r"\w+", item.low)
        elif said:
            break
    if said and f" {' '.join(said)} " not in f" {raw} ":
        raise Refusal("name", f"no fact has “{' '.join(said)}”")


def check_names(items: Sequence[Item], index: Index, setting: Setting, heard: frozenset[str] = frozenset()) -> None:
    """A word with a capital in mid-sentence is a name (except in German), and names come from facts. `heard` are the
    words of the customer's question: one may say that one knows nothing of what these name."""
    if setting.language == "de":
        return
    words = set(re.findall(r"\w+", index.raw))
    folded = {word.casefold() for word in words}
    for position, item in enumerate(items):
        opens = position == 0 or (items[position - 1].kind == "sign" and items[position - 1].text in '.:!?—–-"(¿¡')
        if item.kind != "word" or not item.capital or opens or item.low in {"i", "tv", "internet"}:
            continue
        if item.known and (_ABBREVIATION.match(item.text) or item.low.startswith("i ")):
            continue
        if (is_cue(item) and item.low in folded) or item.low in heard:
            continue
        if not all(part in words for part in re.findall(r"\w+", item.text)):
            raise Refusal("name", f"no fact has the name {item.text}")


def _tax_on_top(items: Sequence[Item]) -> None:
    """`£17.10 plus £2.85 tax`: the tax of a bill is part of its total."""
    for position, item in enumerate(items):
        after = items[position + 1 : position + 6]
        if item.low in {"plus", "zuzüglich", "más"} and any("TAX" in other.entry.strict for other in after):
            raise Refusal("value", "no fact says that tax comes on top")


def _from_itself(items: Sequence[Item]) -> None:
    """`from £11.99 to £11.99`, `from Premium to Premium`: nothing changes into itself."""
    for position in range(1, len(items) - 2):
        opens, first, joint, second = items[position - 1 : position + 3]
        if opens.low in _FROM and joint.low in RANGE and first.kind in {"value", "name"} and first.low == second.low:
            raise Refusal("comparison", f"goes from {first.text} to {second.text}")


_FROM = word_set("from of von vom de du del passe pasa")


def _left_open(items: Sequence[Item]) -> None:
    """`October's has yet` is half of a denial: `yet` at the end goes with a `not`."""
    said = [item for item in items if item.kind != "sign"]
    ends = bool(said) and said[-1].low == "yet"
    if ends and not any("NEG" in item.ops for item in said):
        raise Refusal("unsupported", "“yet” without a denial leaves open what is so")


def _interjections(items: Sequence[Item]) -> None:
    """`Great news!` stands alone; `Metropolis is great` is an opinion."""
    says = any(item.kind in {"name", "value"} for item in items)
    for position, item in enumerate(items):
        alone = position < 2 or not says
        if item.kind == "word" and item.entry.interject and not item.entry.claims and not item.entry.glue and not alone:
            raise Refusal("unsupported", f"nothing bears out “{item.text}”")


def _promises(items: Sequence[Item], index: Index, setting: Setting) -> None:
    """We will refund, I'll make sure, you'll get your money back."""
    words = [item for item in items if item.kind != "sign"]
    verbs = lexicon(setting.language).phrases["promise"]
    for position, item in enumerate(words):
        if item.low not in _FUTURE:
            continue
        around = words[max(0, position - 2) : position]
        after = words[position + 1 : position + 7]
        ours = any(w.low in _FIRST for w in around) or any(w.low in _FIRST for w in words[position + 1 : position + 2])
        would = item.low in {"would", "can"}
        if (
            ours
            and not would
            and not any((w.entry.claims | w.entry.weak) & _BOUND_ANYWAY or w.low in _SPEAKING for w in after[:3])
        ):
            raise Refusal("promise", f"promises “{' '.join(w.text for w in (item, *after[:4]))}”")
        if (
            ours
            and any((w.low,) in verbs for w in after)
            and not any(w.entry.claims & _BOUND_ANYWAY for w in after[:2])
        ):
            raise Refusal("promise", f"promises “{' '.join(w.text for w in (item, *after[:4]))}”")
        if (
            not would
            and any(w.entry.strict & {"REFUND", "CREDIT", "COMPENSATE"} for w in after)
            and not _has(index, {"REFUND", "CREDIT"})
        ):
            raise Refusal("promise", "promises money back")


def _has(index: Index, heads: set[str]) -> bool:
    return any(record.head & heads and not record.verdict and "HELPART" not in record.kind for record in index.records)


def _deeds(items: Sequence[Item], index: Index, setting: Setting) -> None:
    """I have cancelled, we've refunded: only with a receipt that says so."""
    words = [item for item in items if item.kind != "sign"]
    done = lexicon(setting.language).phrases["agent_done"]
    for position, item in enumerate(words):
        if item.low not in _FIRST or item.low in {"our", "us", "me", "my"}:
            continue
        for word in words[position + 1 : position + 9]:
            if word.low in _FIRST | {"that", "to", "can", "could", "will"}:
                break
            off = word.low in {"taken", "knocked"} and any(w.low.endswith("off") for w in words[position:])
            self_done = item.low in _ALONE and not _today(index, setting)
            if off or ((word.low,) in done and (self_done or not _receipt(index, word))):
                raise Refusal("receipt", f"no receipt says that we have {word.text}")


_ALONE = frozenset({"i", "ich", "je", "yo"})


def _today(index: Index, setting: Setting) -> bool:
    """Whether a receipt may be of this conversation: it is of today, or without a day."""
    found = [r for r in index.records if _is_receipt(r)]
    dated = [[d for v in r.views.values() for d in days(v.value, setting.zone)] for r in found]
    return any(not each or setting.today in each for each in dated)


def _receipt(index: Index, word: Item) -> bool:
    if any(r.head & word.entry.claims & {"REFUND", "CREDIT"} and r.views for r in index.records) or _applied(
        index, word
    ):
        return True  # the clause must then be borne out by that record
    return any(
        _is_receipt(record) and (word.entry.claims & (record.states | record.kind) or not word.entry.claims)
        for record in index.records
    )


def _applied(index: Index, word: Item) -> bool:
    """`we applied a credit`, of a credit whose state is applied."""
    return word.low == "applied" and any(r.head & {"REFUND", "CREDIT"} for r in index.records)


def _is_receipt(record: Record) -> bool:
    return bool(record.head & {"RECEIPT"}) and not record.states & {
        "PENDING",
        "OPEN",
        "REQUEST",
        "FAIL",
        "DECLINE",
        "RECEIVED",
    }
