"""Another plan, coming back from a cancellation or a pause, somebody more on the plan: with what each costs to the penny."""

from __future__ import annotations

import datetime as dt

from demo.backoffice.errors import DoesNotFit, UnknownRecord
from demo.backoffice.work import Effect, Standing, Work, as_shown, bill_on, enter, price_on, standing
from demo.billing.catalogue import MONTHS_OF_CYCLE, PLANS, tax_of
from demo.billing.extras import EXTRA_MEMBER_PENCE, MOST_EXTRA_MEMBERS
from demo.billing.ledger import Attempt, Bill, Item, Ledger
from demo.dates import add_months, unix

_COUNTRIES = {826: "GB", 372: "IE", 276: "DE", 250: "FR", 724: "ES", 840: "US"}


def change_plan(work: Work) -> Effect:
    """A dearer plan or a longer cycle at once, with the unused days taken off; any other from the next bill on."""
    held, code = standing(work), work.text("plan")
    plan = PLANS.get(code)
    if plan is None or not plan.sold or plan.product != held.product:
        raise UnknownRecord("there is no such plan to change to")
    if code == held.plan:
        raise DoesNotFit("it is the plan that the customer has, or will have from the next bill on")
    if held.state == "PS":
        raise DoesNotFit("the subscription is paused, or is about to be")
    if held.state not in ("AC", "TR"):
        raise DoesNotFit("the subscription has to be running and paid first")
    if code == held.current:  # the change that is due is taken back
        return _from_next_bill(work, held, code)
    price, old = (price_on(work, one, work.at) for one in (code, held.current))
    longer = MONTHS_OF_CYCLE[plan.cycle] > MONTHS_OF_CYCLE[held.cycle]
    if held.state == "AC" and longer:
        return _begun_early(work, held, code)
    if held.state == "TR" or plan.cycle != held.cycle or price < old:
        return _from_next_bill(work, held, code)
    return _upgraded(work, held, code)


def _from_next_bill(work: Work, held: Standing, code: str) -> Effect:
    price = bill_on(work, held, code, held.paid_until)
    as_shown(work, next_amount_minor=price)
    enter(work, held, "CH", held.paid_until, plan=code)
    return Effect(held.paid_until, figures=_next(price, held.paid_until))


def _upgraded(work: Work, held: Standing, code: str) -> Effect:
    left = _left(work, held)
    unused = round(price_on(work, held.current, held.paid_from) * left)
    rest = round(price_on(work, code, work.at) * left)
    next_price = bill_on(work, held, code, held.paid_until)
    as_shown(work, due_now_minor=rest - unused, next_amount_minor=next_price)
    items = [
        Item("R", f"Unused time on {PLANS[held.current].name}", -unused, held.current),
        Item("R", f"Remaining time on {PLANS[code].name}", rest, code),
    ]
    enter(work, held, "CH", work.at, plan=code)
    _bill(work, held.number, items, code, held.paid_until)
    figures = {"due_now_minor": rest - unused, "unused_minor": unused, **_next(next_price, held.paid_until)}
    return Effect(work.at, figures=figures)


def _begun_early(work: Work, held: Standing, code: str) -> Effect:
    """A longer period begins today; what is unused of the running one is taken off its price."""
    price, end = price_on(work, code, work.at), add_months(work.at, MONTHS_OF_CYCLE[PLANS[code].cycle])
    unused = round(price_on(work, held.current, held.paid_from) * _left(work, held))
    next_price = bill_on(work, held, code, end)
    as_shown(work, due_now_minor=price - unused, next_amount_minor=next_price)
    items = [
        Item("R", f"Unused time on {PLANS[held.current].name}", -unused, held.current),
        Item("P", PLANS[code].name, price, code),
    ]
    enter(work, held, "CH", work.at, plan=code)
    _bill(work, held.number, items, code, end)
    statement = "UPDATE sub SET per_st_ts = ?, chg_thru = ?, bill_dy = ? WHERE sub_no = ?"
    work.change(statement, unix(work.at), unix(end), work.at.day, held.number)
    figures = {"due_now_minor": price - unused, "unused_minor": unused, **_next(next_price, end)}
    return Effect(work.at, figures=figures)


def _left(work: Work, held: Standing) -> float:
    """The share of the paid period that is left, counted by the day."""
    today = work.at.replace(hour=0, minute=0, second=0, microsecond=0)
    return min(1.0, max(0.0, (held.paid_until - today) / (held.paid_until - held.paid_from)))


def _next(pence: int, at: dt.datetime) -> dict[str, object]:
    return {"currency": "GBP", "next_amount_minor": pence, "next_billing_at": at.isoformat()}


def _bill(work: Work, subscription: int, items: list[Item], plan: str, end: dt.datetime) -> None:
    """Issue a bill and collect it at once, as the billing run does."""
    country, method, tail = work.one("SELECT ctry_cd, pm_cd, card_tl FROM acct WHERE acct_no = ?", work.account)
    bill = Bill(work.account, subscription, work.at, work.at, end, items, tax_of(_COUNTRIES[country], plan))
    bill.attempts = [Attempt(work.at, "S")]
    invoices, lines, payments = Ledger([bill], methods={work.account: (method, tail)}).invoice_rows()
    number, line, payment = (work.one(f"SELECT max({key}) FROM {table}")[0] for table, key in _KEYS.items())  # noqa: S608 - our own
    for (_, _, *rest), marks in ((invoices[0], 12),):
        row = (number + 1, f"NL-{work.at.year}-{number + 1}", *rest)
        work.change(f"INSERT INTO inv VALUES ({', '.join('?' * marks)})", *row)  # noqa: S608 - marks
    for offset, (_, _, *rest) in enumerate(lines, start=1):
        work.change("INSERT INTO inv_ln VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", line + offset, number + 1, *rest)
    _, account, _, *rest = payments[0]
    work.change("INSERT INTO pmt VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", payment + 1, account, number + 1, *rest)


_KEYS = {"inv": "inv_no", "inv_ln": "ln_no", "pmt": "pmt_no"}


def resubscribe(work: Work) -> Effect:
    """Take back a cancellation while access runs; after that, begin anew and bill the first period."""
    held = standing(work, cancelled=True)
    if held.state != "CN":
        raise DoesNotFit("the subscription is not cancelled")
    if not PLANS[held.plan].sold:
        raise DoesNotFit("the plan is not sold any more")
    if held.paid_until > work.at:
        return _taken_back(work, held)
    return _begun_anew(work, held.plan)


def _taken_back(work: Work, held: Standing) -> Effect:
    """The subscription goes on as it stood: on trial, paid or unpaid, on its plan, and with the change that was due."""
    query = "SELECT ev_cd, thru_ts FROM sub_event WHERE sub_no = ? AND ev_cd IN ('TR', 'AC', 'DU') ORDER BY ev_no DESC"
    state, until = work.one(query, held.number)
    until = dt.datetime.fromtimestamp(until, dt.UTC) if until else None
    price = bill_on(work, held, held.plan, held.paid_until)
    as_shown(work, next_amount_minor=price)
    enter(work, held, state, work.at, plan=held.current, until=until)
    figures = _next(price, held.paid_until)
    if held.plan != held.current:
        enter(work, held, "CH", held.paid_until, plan=held.plan)
        figures["next_plan"] = held.plan
    return Effect(work.at, figures=figures)


def _begun_anew(work: Work, plan: str) -> Effect:
    price, end = price_on(work, plan, work.at), add_months(work.at, MONTHS_OF_CYCLE[PLANS[plan].cycle])
    next_price = price_on(work, plan, end)
    as_shown(work, due_now_minor=price, next_amount_minor=next_price)
    (last,) = work.one("SELECT max(sub_no) FROM sub")
    row = (last + 1, work.account, unix(work.at), work.at.day, unix(work.at), unix(end), 0, 0)
    work.change("INSERT INTO sub VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)
    cycle = PLANS[plan].cycle
    enter(work, Standing(last + 1, "AC", plan, plan, PLANS[plan].product, cycle, work.at, end), "AC", work.at)
    _bill(work, last + 1, [Item("P", PLANS[plan].name, price, plan)], plan, end)
    return Effect(work.at, figures={"due_now_minor": price, **_next(next_price, end)})


def end_pause(work: Work) -> Effect:
    """Take a planned pause back, or end a running one today: then a new period begins and is billed at once."""
    held = standing(work)
    if held.state != "PS":
        raise DoesNotFit("the subscription is not paused, and no pause is planned")
    return _taken_back(work, held) if held.paid_until > work.at else _gone_on(work, held)


def _gone_on(work: Work, held: Standing) -> Effect:
    end = add_months(work.at, MONTHS_OF_CYCLE[held.cycle])
    full, price, next_price = (
        price_on(work, held.plan, work.at), bill_on(work, held, held.plan, work.at), bill_on(work, held, held.plan, end),
    )  # fmt: skip
    as_shown(work, due_now_minor=price, next_amount_minor=next_price)
    enter(work, held, "AC", work.at)
    statement = "UPDATE sub SET per_st_ts = ?, chg_thru = ?, bill_dy = ? WHERE sub_no = ?"
    work.change(statement, unix(work.at), unix(end), work.at.day, held.number)
    off = [Item("D", "Discount", price - full, held.plan)] if price < full else []
    _bill(work, held.number, [Item("P", PLANS[held.plan].name, full, held.plan), *off], held.plan, end)
    return Effect(work.at, figures={"due_now_minor": price, **_next(next_price, end)})


def add_extra_member(work: Work) -> Effect:
    """Invite somebody; they are charged for from the day they join."""
    held, email = standing(work), work.text("email")
    most = MOST_EXTRA_MEMBERS.get(held.plan, 0)
    query = "SELECT count(*) FROM xmb WHERE sub_no = ? AND st_cd <> 'R'"
    if work.one(query, held.number)[0] >= most:
        raise DoesNotFit("the plan takes no more extra members" if most else "the plan takes no extra members")
    if work.one("SELECT 1 FROM xmb WHERE sub_no = ? AND em_addr = ? AND st_cd <> 'R'", held.number, email):
        raise DoesNotFit("this person is invited already")
    as_shown(work, extra_minor=EXTRA_MEMBER_PENCE)
    work.change(
        "INSERT INTO xmb (acct_no, sub_no, em_addr, st_cd, prc, ccy, add_ts) VALUES (?, ?, ?, 'I', ?, 'GBP', ?)",
        work.account, held.number, email, EXTRA_MEMBER_PENCE, unix(work.at),
    )  # fmt: skip
    return Effect(work.at, figures={"currency": "GBP", "extra_minor": EXTRA_MEMBER_PENCE})
