"""The printed paper: reports, holidays, addresses, vouchers."""

from __future__ import annotations

import datetime as dt
import re

from demo.backoffice.errors import DoesNotFit, UnknownRecord
from demo.backoffice.work import Effect, Work, standing
from demo.billing.deliveries import DAMAGED, LATE, MISSING, PAUSED, PLANNED
from demo.billing.extras import REPLACED, VALID
from demo.dates import day_number, unix

_PROBLEMS = {"missing": MISSING, "late": LATE, "damaged": DAMAGED}
_QUARTER = dt.timedelta(days=90)
_TOMORROW = dt.timedelta(days=1)
_NOTICE = 3  # working days that a stop is announced ahead
_LONGEST_STOP = dt.timedelta(days=42)
_TOWN_FIRST = re.compile(
    r"(?P<street>.+?),\s*(?P<city>[^,\d]+?),?\s+(?P<postcode>(?=\S*\d)[A-Z\d]{2,4} ?[A-Z\d]{3,4}|\d{5})$", re.I
)
_POSTCODE_FIRST = re.compile(r"(?P<street>.+?),\s*(?P<postcode>\d{5})\s+(?P<city>[^,\d]+)$")


def report_delivery(work: Work) -> Effect:
    """Record what was wrong, and bring the paper again with the next one, or credit it."""
    problem, wish = work.text("problem"), work.text("wish")
    if problem not in _PROBLEMS or wish not in ("redelivery", "credit"):
        raise DoesNotFit("the report does not say what was wrong, or what is wanted")
    found = work.one("SELECT rpt_ts FROM dlv WHERE dlv_no = ? AND acct_no = ?", work.text("delivery"), work.account)
    if found is None:
        raise UnknownRecord("the customer has no such delivery")
    if found[0] is not None:
        raise DoesNotFit("this delivery was reported already")
    note = f"{problem.capitalize()}; {'credited' if wish == 'credit' else 'brought again'}"
    statement = "UPDATE dlv SET st_cd = ?, rpt_ts = ?, nt_txt = ? WHERE dlv_no = ?"
    work.change(statement, _PROBLEMS[problem], unix(work.at), note, work.text("delivery"))
    return Effect(work.at if wish == "credit" else work.at + _TOMORROW)


def hold_delivery(work: Work) -> Effect:
    """Bring no paper from the first to the last day; a first day that is too near moves to the earliest that can be."""
    held = standing(work)
    first, last = (dt.date.fromisoformat(work.text(name)) for name in ("first", "last"))
    if last < first or last < work.at.date():
        raise DoesNotFit("the days lie behind us, or the last is before the first")
    first = max(first, _in_working_days(work.at.date(), _NOTICE))
    if last < first:
        raise DoesNotFit("deliveries can be stopped from three working days ahead")
    if last - first >= _LONGEST_STOP:
        raise DoesNotFit("deliveries can be stopped for up to 42 days in a calendar year")
    statement = "UPDATE dlv SET st_cd = ? WHERE sub_no = ? AND st_cd = ? AND due_dt BETWEEN ? AND ?"
    if not work.change(statement, PAUSED, held.number, PLANNED, day_number(first), day_number(last)):
        raise DoesNotFit("no paper is planned for these days")
    return Effect(_midnight(first), _midnight(last + _TOMORROW))


def _in_working_days(day: dt.date, count: int) -> dt.date:
    """The day that lies so many days from Monday to Friday ahead."""
    while count:
        day += _TOMORROW
        count -= day.weekday() < 5
    return day


def change_delivery_address(work: Work) -> Effect:
    """A new address, from the day after tomorrow on."""
    address = work.text("address")
    parts = _TOWN_FIRST.match(address) or _POSTCODE_FIRST.match(address)
    if parts is None:
        raise DoesNotFit("the address lacks its street, town or postcode")
    statement = "UPDATE acct SET ad_ln1 = ?, ad_cty = ?, ad_pc = ? WHERE acct_no = ?"
    work.change(statement, parts["street"], parts["city"], parts["postcode"].upper(), work.account)
    return Effect(work.at + 2 * _TOMORROW)


def reissue_vouchers(work: Work) -> Effect:
    """Make vouchers worthless and send new ones for the same days, once in a quarter."""
    since = unix(work.at - _QUARTER)
    query = "SELECT 1 FROM rqst WHERE acct_no = ? AND knd_cd = 'reissue_vouchers' AND crt_ts >= ?"
    if work.one(query, work.account, since):
        raise DoesNotFit("vouchers were replaced within the last three months")
    wanted = [str(one) for one in work.data.get("vouchers", ())]
    query = "SELECT vch_no, vld_dt FROM vchr WHERE acct_no = ? AND st_cd = ?"
    lost = [row for row in work.connection.execute(query, (work.account, VALID)) if str(row[0]) in wanted]
    if not lost:
        raise UnknownRecord("the customer has no such vouchers that still count")
    for number, day in lost:
        work.change("UPDATE vchr SET st_cd = ? WHERE vch_no = ?", REPLACED, number)
        (last,) = work.one("SELECT max(vch_no) FROM vchr")
        row = (last + 1, work.account, f"NV-{last + 1}", VALID, day)
        work.change("INSERT INTO vchr VALUES (?, ?, ?, ?, ?)", *row)
    return Effect(work.at + 2 * _TOMORROW)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
