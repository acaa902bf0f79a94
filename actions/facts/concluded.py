"""Which verdicts bear on an open question."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from actions.clock import Calendar
from actions.facts import verdicts
from actions.facts.account import Held
from actions.facts.model import Fact
from actions.facts.subjects import Subject
from actions.systems.entities import Payment, Plan

_ENDS = "#cancel end ends expire expires over until"
_CHARGED = "#charge pay paid"
_AGAIN = "again next due renew renews renewal"
_TRIAL = "#trial"
_BACK = "#money_back"
_CHANGE = "#upgrade change changing move"


def of_subscriptions(asked: Subject, held: Sequence[Held], calendar: Calendar) -> list[Fact]:
    """Whether they end, and whether more is charged."""
    found = [verdicts.ends(one, calendar) for one in held if asked.about(_ENDS)]
    if asked.about(_AGAIN) or (asked.about(_CHARGED) and asked.about(_ENDS)):
        found += [verdicts.charged_again(one, calendar) for one in held]
    return found


def of_payment(
    asked: Subject, payment: Payment, wrong: Collection[str], held: Sequence[Held], days: int | None, calendar: Calendar
) -> list[Fact]:
    """Whether it is given back. `wrong` are the ids of payments that should not have been taken; `days` is the
    company's time for asking, None: it sets none."""
    if not asked.about(_BACK):
        return []
    current = [one for one in held if one.gives_access] or held[:1]
    by_store = bool(current) and all(one.subscription.billed_by for one in current)
    found = [verdicts.refundable(payment, calendar, wrongly=payment.id in wrong, by_store=by_store, days=days)]
    return found if days is None else [*found, verdicts.within_window(payment, days, calendar)]


def of_plans(asked: Subject, named: Sequence[Plan], held: Sequence[Held], calendar: Calendar) -> list[Fact]:
    """Whether a plan that is named can be tried, and what a change to it would come to."""
    found: list[Fact] = []
    if asked.about(_TRIAL):
        found += [verdicts.trial(plan, held) for plan in named if plan.trial_days is not None]
    if asked.about(_CHANGE):
        running = [one for one in held if one.gives_access]
        changes = [verdicts.plan_change(one, plan, calendar) for one in running for plan in named]
        found += [change for change in changes if change is not None]
    return found
