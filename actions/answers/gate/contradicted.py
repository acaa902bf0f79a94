"""What a record says otherwise: what the customer has not got, was charged for twice, or that goes on or was cancelled."""

from __future__ import annotations

from actions.answers.gate.lexicon import lexicon
from actions.answers.gate.trial import Trial
from actions.facts.model import Bool

_HAD = frozenset(
    {"SUBSCRIPTION", "ACTIVE", "JOIN", "ADDED", "INCLUDE", "ELIGIBLE", "AVAIL", "~enabl", "~book", "~order"}
)


def not_had(trial: Trial) -> None:
    """`you get the weekly letter`, of a letter with `subscribed: false`: what is had is told by that field alone."""
    clause = trial.clause
    having = lexicon(clause.language).phrases["having"]
    words = tuple(word for low in clause.lows for word in low.split())
    has = any(words[i : i + len(verb)] == verb for verb in having for i in range(len(words)))
    if not has or not clause.addresses_customer or clause.turned is not None or clause.has("CAN") or clause.has("IF"):
        return
    for record in (trial.setting.index.records[i] for i in trial.named()):
        for view in record.views.values():
            if isinstance(view.value, Bool) and not view.value.value and view.concepts & _HAD and not record.verdict:
                raise trial.refuse("verdict", f"{record.fact.id} says no to {view.name}")


def once(trial: Trial) -> None:
    """`charged only once`, against the verdict that it was twice."""
    paid = any(trial.item(i).entry.claims & {"CHARGE", "PAYMENT"} for i in trial.clause.cues)
    once = any(item.low in {"once", "one time", "a single time"} for item in trial.clause.items)
    for record in trial.setting.index.records:
        if paid and once and record.answer and any("DUPLICATE" in group for group in record.asks):
            raise trial.refuse("verdict", f"{record.fact.id} says yes")


def _ends(trial: Trial) -> bool:
    """Whether the clause says that something ends, other than a period or a trial, and no field says when."""
    said = {c for i in trial.clause.cues if i not in trial.clause.denied for c in trial.item(i).entry.strict}
    dated = any("END" in view.concepts and "PERIOD" not in view.concepts for view in trial.anchor.views.values())
    return (
        bool(said & {"END", "EXPIRE"})
        and not said & {"PERIOD", "TRIAL", "PAID", "CARD"}
        and not dated
        and not trial.clause.subject & {"PERIOD", "TRIAL", "CARD"}
    )


def renewal(trial: Trial) -> None:
    """What was cancelled does not renew."""
    if "SUBSCRIPTION" in trial.anchor.head and "ACTIVE" in trial.anchor.states and _ends(trial):
        raise trial.refuse("state", f"{trial.anchor.fact.id} goes on")
    if "SUBSCRIPTION" not in trial.anchor.head or "CANCEL" not in trial.anchor.states:
        return
    for position in trial.clause.cues:
        if "RENEW" not in trial.item(position).entry.strict:
            continue
        if position not in trial.clause.denied:
            raise trial.refuse("state", f"{trial.anchor.fact.id} is cancelled")
        trial.explained.add(position)
        trial.denial = trial.proved = True
