"""`…, and the gift card too`: what was said of one thing is said of another, and must be so of that one as well."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answers.gate.clauses import Clause, _clause
from actions.answers.gate.lexicon import lexicon
from actions.answers.gate.model import Refusal
from actions.answers.gate.records import Record
from actions.answers.gate.scan import Item
from actions.answers.gate.settle import settle
from actions.answers.gate.trial import Setting, Trial
from actions.answers.gate.words import word_set

_VERBS = word_set(
    "is are was were has have had does do did will can 's 've ist sind war waren hat haben wird werden kann können est sont était a ont peut "
    "es son está están ha han puede era"
)
_DENIES = word_set("neither nor nicht weder plus tampoco")
_OTHER = word_set("other andere anderen anderer autre otra otro")


def check_likewise(clause: Clause, before: Clause | None, told: Record | None, setting: Setting) -> None:
    """Hold what was said before against each thing that it is also said of."""
    if before is None or not _also(clause) or clause.values:
        return
    own = len(clause.items) - (len(clause.lent) if clause.names else 0)  # the rest is said again from before
    subject = [clause.items[i] for i in sorted((*clause.names, *clause.cues)) if i < own]
    meant = _meant(subject, setting)
    if not subject or meant is None:
        return
    if any(item.low in _OTHER for item in clause.items):
        meant = [record for record in meant if record is not told]
    predicate = _predicate(before)
    turned = any(item.low in _DENIES for item in clause.items)
    if not meant or (turned and not any("NEG" in item.ops for item in predicate)):
        raise Refusal("unsupported", "no fact says it of the other one too")
    again = _clause([*_said(subject), *predicate], clause.language)
    again.tense = again.tense or before.tense
    for record in meant:
        settle(Trial(again, record, setting, frozenset({record.index})))


def _also(clause: Clause) -> bool:
    phrases = lexicon(clause.language).phrases["likewise"]
    words = tuple(word for low in clause.lows for word in low.split())
    return any(words[i : i + len(phrase)] == phrase for phrase in phrases for i in range(len(words)))


def _meant(subject: Sequence[Item], setting: Setting) -> list[Record] | None:
    """The records that are spoken of; None: something else than a thing is said."""
    found: list[Record] = []
    for item in subject:
        if item.kind == "name":
            found += [
                setting.index.records[i]
                for i in sorted({ref[0] for ref in item.refs})
                if not setting.index.records[i].verdict
            ]
            continue
        of_kind = [r for r in setting.index.records if item.entry.claims & (r.head | r.kind) and not r.verdict]
        if not of_kind and not _noun(item):
            return None
        found += of_kind
    return found


def _noun(item: Item) -> bool:
    """Whether a word names a thing: no record of the kind is there, and nothing can be said of it."""
    return bool(
        item.entry.strict
        & {
            "GIFT",
            "CARD",
            "SUBSCRIPTION",
            "PLAN",
            "PAYMENT",
            "INVOICE",
            "DEVICE",
            "TITLE",
            "DELIVERY",
            "REFUND",
            "CREDIT",
        }
    )


def _said(subject: Sequence[Item]) -> list[Item]:
    return [item for item in subject if item.kind == "name"]


def _predicate(before: Clause) -> list[Item]:
    """What is said, from the verb on."""
    verb = next((i for i, low in enumerate(before.lows) if low in _VERBS), None)
    start = verb if verb is not None else next(iter(before.predicates), 0)
    return [item for item in before.items[start:] if item.kind != "name"]
