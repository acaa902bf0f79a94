"""Cancellations, and what is granted to those who think of leaving."""

from __future__ import annotations

import datetime as dt

from demo.backoffice.errors import DoesNotFit, UnknownOffer
from demo.backoffice.work import Effect, Standing, Work, as_shown, bill_on, enter, price_on, standing
from demo.dates import add_months, unix

REASONS = (
    "editorial", "financial_circumstances", "price_increase", "value_for_money", "better_offer", "benefits", "time",
    "break_from_news", "support_another_way", "dont_read_enough", "duplicate_subscription", "values", "issue", "health",
    "other",
)  # fmt: skip


def cancel_subscription(work: Work) -> Effect:
    """Cancel at the end of the paid period; a pause that was planned for then is dropped, one that runs ends with it.

    An unknown reason is recorded as ``other``: it must not stand in the way.
    """
    held, reason = standing(work), work.text("reason")
    ends = max(held.paid_until, work.at)
    enter(work, held, "CN", ends, reason=REASONS.index(reason if reason in REASONS else "other") + 1)
    return Effect(ends)


def apply_offer(work: Work) -> Effect:
    """Grant an offer from the next bill on: a pause, a discount, or a cheaper plan."""
    held = standing(work)
    found = work.one("SELECT knd_cd, pct, mths, pln_cd FROM offr WHERE offr_cd = ? AND act_flg = 1", work.text("offer"))
    if found is None:
        raise UnknownOffer("there is no such offer today")
    if held.state == "PS":
        raise DoesNotFit("the subscription is paused, or is about to be")
    kind, percent, months, plan = found
    until = add_months(held.paid_until, months) if months else None
    if kind == "D" and until:
        _grant_discount(work, held, percent, plan, until)
    elif kind == "P" and until:
        pause(work, held, until)
    else:
        _grant_downgrade(work, held, plan)
    return Effect(held.paid_until, until)


def pause_subscription(work: Work) -> Effect:
    """Pause for so many months from the end of the paid period on."""
    held = standing(work)
    if held.state == "PS":
        raise DoesNotFit("the subscription is paused, or is about to be")
    months = int(work.data.get("months", 0))
    if not 1 <= months <= _LONGEST_PAUSE:
        raise DoesNotFit(f"a pause lasts from one to {_LONGEST_PAUSE} months")
    until = add_months(held.paid_until, months)
    next_amount = bill_on(work, held, held.plan, until)
    as_shown(work, next_amount_minor=next_amount)
    pause(work, held, until)
    figures = {"currency": "GBP", "next_amount_minor": next_amount, "next_billing_at": until.isoformat()}
    query = "SELECT max(nd_ts) FROM dsc WHERE sub_no = ? AND nd_ts > ?"
    (discount,) = work.one(query, held.number, unix(held.paid_until))
    if discount:  # it goes on running meanwhile
        figures["discount_until"] = dt.datetime.fromtimestamp(discount, dt.UTC).isoformat()
    return Effect(held.paid_until, until, figures)


_LONGEST_PAUSE = 3


def pause(work: Work, held: Standing, until: dt.datetime) -> None:
    if held.product != "S" or not held.monthly or held.state != "AC":
        raise DoesNotFit("only an active monthly streaming subscription can be paused")
    enter(work, held, "PS", held.paid_until, until=until)


def _grant_discount(work: Work, held: Standing, percent: int, plan: str | None, until: dt.datetime) -> None:
    if plan not in (None, held.plan):
        raise DoesNotFit("the offer is for another plan")
    start = unix(held.paid_until)
    if work.one("SELECT 1 FROM dsc WHERE sub_no = ? AND nd_ts > ?", held.number, start):
        raise DoesNotFit("another discount is still running, and offers can't be combined")
    work.change(
        "INSERT INTO dsc (sub_no, offr_cd, pct, st_ts, nd_ts) VALUES (?, ?, ?, ?, ?)",
        held.number, work.text("offer"), percent, start, unix(until),
    )  # fmt: skip


def _grant_downgrade(work: Work, held: Standing, plan: str) -> None:
    kinds = [work.one("SELECT prd_cd, cyc_cd FROM pln WHERE pln_cd = ?", code) for code in (held.plan, plan)]
    prices = [price_on(work, code, held.paid_until) for code in (held.plan, plan)]
    if kinds[0] != kinds[1] or prices[1] >= prices[0]:
        raise DoesNotFit("the plan is no cheaper one of the same kind")
    enter(work, held, "CH", held.paid_until, plan=plan)
