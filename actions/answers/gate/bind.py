"""Names and values of a clause, bound to the fields of the record it speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from actions.answers.gate.claims import unspeakable
from actions.answers.gate.clauses import _SECOND, is_cue
from actions.answers.gate.concepts import groups
from actions.answers.gate.lexicon import stem
from actions.answers.gate.naming import is_identity
from actions.answers.gate.passages import Passage
from actions.answers.gate.records import Record, View
from actions.answers.gate.trial import Trial
from actions.answers.gate.words import word_set
from actions.facts.model import Text, TextList

_HOLDING = word_set(
    "have has had got on with using use subscribed subscribe switched chose own abonniert haben avez tiene"
)


def bind_names(trial: Trial) -> None:
    """Every name must be a value of the record, or of one linked to it that the clause names too."""
    near = trial.closure()
    said = _said(trial)
    for position in trial.clause.names:
        item = trial.item(position)
        if position in trial.explained:
            continue
        if not item.refs:
            trial.explained.add(position)
            continue
        found = next((hit for hit in _hits(trial, position, near) if _role(trial, position, *hit, said)), None)
        if _held(trial, position) and _not_owned(trial, position) and not _belongs_to_customer(trial, position):
            raise trial.refuse("record", f"nothing says that the customer has “{item.text}”")
        if found is None and "LINE" in trial.anchor.head and _in_description(trial.anchor, item.low):
            trial.explained.add(position)
            continue
        if found is None and (told_in_text(near, item.low) or listed(trial, position) is not None):
            continue  # the whole clause must then lie in that text, or the list of plans decides
        if found is None:
            raise trial.refuse("record", f"“{item.text}” does not belong to {trial.anchor.fact.id}")
        trial.bind(*found, position)


def _in_description(record: Record, low: str) -> bool:
    """Whether a bill's line is called by a name among other words: `Credit for unused time on Standard`."""
    view = record.views.get("description")
    text = f" {view.value.value.casefold()} " if view is not None and isinstance(view.value, Text) else ""
    return f" {low} " in text and not unspeakable(text, "en")


def bind_addresses(trial: Trial) -> None:
    """A link must be that of the record spoken of, where one is named."""
    for position, item in enumerate(trial.clause.items):
        if item.kind != "address":
            continue
        bare = item.text.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/").casefold()
        owners = [r for r in trial.setting.index.records if bare in r.raw]
        if trial.named() and owners and not any(owner in trial.closure() for owner in owners):
            raise trial.refuse("address", f"{item.text} is not the link of {trial.anchor.fact.id}")
        trial.explained.add(position)


def _hits(trial: Trial, position: int, near: list[Record]) -> Iterator[tuple[Record, View]]:
    refs = trial.item(position).refs
    for record in near:
        for index, name in refs:
            if index == record.index and _spoken_of(trial, record, record.views[name]):
                yield record, record.views[name]


def _spoken_of(trial: Trial, record: Record, view: View) -> bool:
    """Where a record is named, what is said is of it: not of another one that happens to be linked to it."""
    named = trial.named()
    if not named or record.index in named or is_identity(record, view.name):
        return True
    said = _said(trial)
    own = [v for i in named for v in trial.setting.index.records[i].views.values()]
    if any(v.concepts & view.concepts & said for v in own):
        return False
    return bool(view.concepts & said) or may_be_meant(record, said)


def _said(trial: Trial) -> set[str]:
    items = [trial.item(i) for i in range(len(trial.clause.items))] + trial.clause.lent
    found = {c for item in items if item.kind == "word" for c in item.entry.claims | item.entry.weak}
    return found | (set(trial.setting.asked_cues) if not trial.clause.cues and not trial.clause.lent else set())


def _role(trial: Trial, position: int, record: Record, view: View, said: set[str]) -> bool:
    """Whether a name may be said of this field without saying more: not if it is the old, new or other one."""
    if record.ambient and view.concepts & {"COUNTRY", "REGION", "LOCATION"} and record is not trial.anchor:
        return False  # where the customer lives is not where something is to be had
    said_by = trial.before(position)
    if (
        said_by is not None
        and said_by.low in {"by", "de", "d", "von"}
        and view.concepts & {"STAR", "PEOPLE"}
        and not said & {"STAR"}
    ):
        return False  # a film by somebody is not one with them
    turning = [group for group in view.needs if group & _TURNING]
    before = trial.before(position)
    place = {"from": {"OLD", "PREVIOUS"}, "von": {"OLD"}, "de": {"OLD"}, "to": {"NEW", "OFFER"}, "zu": {"NEW"}}.get(
        before.low if before else "", set()
    )
    return is_identity(record, view.name) or all(group & (said | place) for group in turning)


_TURNING = frozenset({"OLD", "NEW", "PREVIOUS", "OFFER", "DIRECT", "WRITE", "COMPOSE", "NEXT"})


def told_in_text(near: list[Record], low: str) -> bool:
    """Whether a longer text of these records speaks of a name."""
    return any(
        low in " ".join(key.stem for key in passage.keys) or _within(low, passage)
        for record in near
        for passage in record.passages
    )


def _within(low: str, passage: Passage) -> bool:
    stems = [key.stem for key in passage.keys]
    words = [stem(word, "en") for word in low.split()]
    return any(stems[i : i + len(words)] == words for i in range(len(stems)))


def listed(trial: Trial, position: int) -> bool | None:
    """Whether the plan that is named is in the list of plans near the record; None: no plan, or no such list."""
    records = trial.setting.index.records
    item = trial.item(position)
    lists = [
        (r, v)
        for r in trial.closure()
        for v in r.views.values()
        if isinstance(v.value, TextList) and "PLAN" in v.concepts and r.head & _LISTING
    ]
    if not lists or item.kind != "name":
        return None
    inside = any((r.index, v.name) in item.refs for r, v in lists)
    plan = any(
        ("PLAN" in records[i].head and n in {"name", "title", "plan"}) or "PLAN" in records[i].views[n].concepts
        for i, n in item.refs
    )
    return inside if inside or plan else None


_LISTING = frozenset({"TITLE", "~verdict", "~right", "AVAIL"})


def _held(trial: Trial, position: int) -> bool:
    """Whether the clause says that the customer has what is named: `your Premium`, `you are on Basic`."""
    lows = trial.clause.lows[max(0, position - 5) : position]
    for offset, low in enumerate(lows):
        rest = lows[offset + 1 :]
        if low in {
            "your",
            "ihr",
            "ihre",
            "ihrem",
            "ihren",
            "dein",
            "deine",
            "deinem",
            "votre",
            "ton",
            "ta",
            "su",
            "tu",
        }:
            return not rest or all(_passes(trial, position - len(rest) + i) for i in range(len(rest)))
        if (
            low in _SECOND
            and any(word in _HOLDING for word in rest)
            and "can" not in rest
            and "with" not in lows[:offset]
        ):
            return not any(
                is_cue(trial.item(position - len(rest) + i))
                and not _OWNING & trial.item(position - len(rest) + i).entry.claims
                for i in range(len(rest))
            )
    return False


def _not_owned(trial: Trial, position: int) -> bool:
    """Whether a name is that of something everybody can have: a plan, a title, a kind of device."""
    records = trial.setting.index.records
    return any(
        records[index].head & {"PLAN", "TITLE", "SUPPORT"} or "PLAN" in records[index].views[name].concepts
        for index, name in trial.item(position).refs
    )


_OWNING = frozenset({"PLAN", "SUBSCRIPTION", "CURRENT", "AVAIL", "ACTIVE"})


def _passes(trial: Trial, position: int) -> bool:
    item = trial.item(position)
    return item.entry.glue or bool(
        item.entry.claims & {"CURRENT", "PLAN", "SUBSCRIPTION", "NEW", "OLD", "LAST", "NEXT", "DEVICE", "PROFILE"}
    )


def _belongs_to_customer(trial: Trial, position: int) -> bool:
    records = trial.setting.index.records
    owners = [records[index] for index, _ in trial.item(position).refs if records[index].owned]
    return bool(owners) and any(not any(g & {"OLD", "NEW", "OFFER", "PREVIOUS"} for g in groups(name))
                                for index, name in trial.item(position).refs if records[index] in owners)  # fmt: skip


def may_be_meant(record: Record, said: set[str]) -> bool:
    """Whether an amount can be of a record that is not the one named: the customer's own, or one said by its kind."""
    return (
        record.ambient
        or record.verdict
        or bool(record.head & (said | {"DIFFERENCE", "CAUSE", "PRICE", "CHANGE", "~quot", "OFFER"}))
    )


_UNIT = {"s": 1}
