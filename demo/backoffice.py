"""What the company's own systems do when a request arrives: carry it out in billing, once.

    RequestRefused            the request is understood and not carried out; its text may be shown to the sender
    ├── UnknownCustomer
    ├── UnknownSubscription   ... or it is another customer's
    ├── AlreadyCancelled
    ├── BilledElsewhere       an app store bills, so the change has to be made there
    ├── UnknownOffer
    ├── OfferDoesNotFit
    └── RequestReused         the id belongs to another request

A request's id is its idempotency key: the same request again gets the same answer and changes nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from demo.dates import add_months, day_number, unix

REASONS = (
    "editorial", "financial_circumstances", "price_increase", "value_for_money", "better_offer", "benefits", "time",
    "break_from_news", "support_another_way", "dont_read_enough", "duplicate_subscription", "values", "issue", "health",
    "other",
)  # fmt: skip
_FIRST_REFERENCE = 70_001


class RequestRefused(Exception):
    """A request that is not carried out."""


class UnknownCustomer(RequestRefused):
    pass


class UnknownSubscription(RequestRefused):
    pass


class AlreadyCancelled(RequestRefused):
    pass


class BilledElsewhere(RequestRefused):
    pass


class UnknownOffer(RequestRefused):
    pass


class OfferDoesNotFit(RequestRefused):
    pass


class RequestReused(RequestRefused):
    pass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done. `effective_at` is the instant (ISO 8601, UTC) from which it counts: a cancellation's is the end
    of access. `until` is where a pause or discount ends; None: it does not."""

    reference: str
    effective_at: str
    until: str | None = None


@dataclass(frozen=True, slots=True)
class _Standing:
    """A subscription as it stands: its latest event's code, the plan to be billed next, the end of the paid period."""

    number: int
    state: str
    plan: str
    product: str
    monthly: bool
    paid_until: dt.datetime


def cancel_subscription(
    database: Path, *, request: str, customer: str, subscription: str, reason: str, at: dt.datetime
) -> Outcome:
    """Cancel at the end of the paid period. An unknown reason is recorded as ``other``: it must not stand in the way.

    `at` is the instant of the request, UTC. Raises `RequestRefused`.
    """
    with _once(database, request, "C", (customer, subscription)) as work:
        if work.answer is None:
            held = _standing(work.connection, customer, subscription)
            ends = max(held.paid_until, at) if held.state != "PS" else at
            code = REASONS.index(reason if reason in REASONS else "other") + 1
            _enter(work.connection, held, "CN", at, ends, reason=code)
            work.done(held.number, at, ends)
        return work.outcome


def apply_offer(
    database: Path, *, request: str, customer: str, subscription: str, offer: str, at: dt.datetime
) -> Outcome:
    """Grant an offer from the next bill on: a pause, a discount, or a cheaper plan.

    `at` is the instant of the request, UTC. Raises `RequestRefused`.
    """
    with _once(database, request, "O", (customer, subscription, offer)) as work:
        if work.answer is None:
            held = _standing(work.connection, customer, subscription)
            until = _grant(work.connection, held, offer, at)
            work.done(held.number, at, held.paid_until, until)
        return work.outcome


class _Work:
    """A request being carried out. `answer` None: it was not carried out before."""

    def __init__(self, connection: sqlite3.Connection, request: str, kind: str, key: str) -> None:
        self.connection = connection
        self._row = (request, kind, key)
        self.answer = self._earlier()

    @property
    def outcome(self) -> Outcome:
        return Outcome(**json.loads(self.answer or "{}"))

    def done(self, number: int, at: dt.datetime, effective: dt.datetime, until: dt.datetime | None = None) -> None:
        """Record the answer beside the change, in the same transaction."""
        (earlier,) = self.connection.execute("SELECT count(*) FROM rqst").fetchone()
        outcome = Outcome(
            f"NB-{_FIRST_REFERENCE + earlier}", effective.isoformat(), until.isoformat() if until else None
        )
        self.answer = json.dumps(asdict(outcome))
        request, kind, key = self._row
        row = (request, kind, number, key, self.answer, unix(at))
        self.connection.execute("INSERT INTO rqst VALUES (?, ?, ?, ?, ?, ?)", row)

    def _earlier(self) -> str | None:
        request, kind, key = self._row
        query = "SELECT knd_cd, key_txt, res_txt FROM rqst WHERE rqst_id = ?"
        found: tuple[str, str, str] | None = self.connection.execute(query, (request,)).fetchone()
        if found is None:
            return None
        if found[:2] != (kind, key):
            raise RequestReused(f"request {request} was something else")
        return found[2]


@contextmanager
def _once(database: Path, request: str, kind: str, key: tuple[str, ...]) -> Iterator[_Work]:
    """One writing transaction; nothing of it stays if it raises."""
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, timeout=5, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield _Work(connection, request, kind, "|".join(key))
        connection.execute("COMMIT")
    finally:
        connection.close()  # without a COMMIT this rolls back


def _standing(connection: sqlite3.Connection, customer: str, subscription: str) -> _Standing:
    """Raises `RequestRefused` where nothing can be changed."""
    account = connection.execute("SELECT acct_no FROM acct WHERE ext_id = ? AND del_flg = 0", (customer,)).fetchone()
    if account is None:
        raise UnknownCustomer("there is no such customer")
    found = connection.execute(
        """
        SELECT
          s.sub_no, e.ev_cd, p.prd_cd, p.cyc_cd, s.chg_thru, s.bld_by,
          (SELECT x.pln_cd FROM sub_event AS x WHERE x.sub_no = s.sub_no ORDER BY x.ev_no DESC LIMIT 1)
        FROM sub AS s, sub_event AS e, pln AS p
        WHERE s.acct_no = ? AND s.sub_no = ? AND s.del_flg = 0 AND p.pln_cd = e.pln_cd
          AND e.ev_no = (SELECT max(x.ev_no) FROM sub_event AS x WHERE x.sub_no = s.sub_no AND x.ev_cd <> 'CH')
        """,
        (account[0], subscription),
    ).fetchone()
    if found is None:
        raise UnknownSubscription("the customer has no such subscription")
    number, state, product, cycle, paid_until, billed_by, plan = found
    if state == "CN":
        raise AlreadyCancelled("the subscription is already cancelled")
    if billed_by:
        raise BilledElsewhere("an app store bills this subscription; it has to be changed there")
    return _Standing(number, state, plan, product, cycle == "M", dt.datetime.fromtimestamp(paid_until, dt.UTC))


def _enter(
    connection: sqlite3.Connection, held: _Standing, code: str, at: dt.datetime, counts_from: dt.datetime, *,
    plan: str | None = None, until: dt.datetime | None = None, reason: int | None = None,
) -> None:  # fmt: skip
    connection.execute(
        "INSERT INTO sub_event (sub_no, ev_cd, ev_ts, eff_ts, pln_cd, thru_ts, rsn_cd) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (held.number, code, unix(at), unix(counts_from), plan or held.plan, unix(until) if until else None, reason),
    )


def _grant(connection: sqlite3.Connection, held: _Standing, offer: str, at: dt.datetime) -> dt.datetime | None:
    """Write an offer down; returns until when it counts (None: for good)."""
    query = "SELECT knd_cd, pct, mths, pln_cd FROM offr WHERE offr_cd = ? AND act_flg = 1"
    found = connection.execute(query, (offer,)).fetchone()
    if found is None:
        raise UnknownOffer("there is no such offer today")
    if held.state == "PS":
        raise OfferDoesNotFit("the subscription is paused, or is about to be")
    kind, percent, months, plan = found
    until = add_months(held.paid_until, months) if months else None
    if kind == "D" and until:
        _grant_discount(connection, held, offer, percent, plan, until)
    elif kind == "P" and until:
        _grant_pause(connection, held, at, until)
    else:
        _grant_downgrade(connection, held, plan, at)
    return until


def _grant_discount(
    connection: sqlite3.Connection, held: _Standing, offer: str, percent: int, plan: str | None, until: dt.datetime
) -> None:
    if plan not in (None, held.plan):
        raise OfferDoesNotFit("the offer is for another plan")
    start = unix(held.paid_until)
    running = connection.execute("SELECT 1 FROM dsc WHERE sub_no = ? AND nd_ts > ?", (held.number, start)).fetchone()
    if running:
        raise OfferDoesNotFit("another discount is still running, and offers can't be combined")
    connection.execute(
        "INSERT INTO dsc (sub_no, offr_cd, pct, st_ts, nd_ts) VALUES (?, ?, ?, ?, ?)",
        (held.number, offer, percent, start, unix(until)),
    )


def _grant_pause(connection: sqlite3.Connection, held: _Standing, at: dt.datetime, until: dt.datetime) -> None:
    if held.product != "S" or not held.monthly or held.state != "AC":
        raise OfferDoesNotFit("only an active monthly streaming subscription can be paused")
    _enter(connection, held, "PS", at, held.paid_until, until=until)


def _grant_downgrade(connection: sqlite3.Connection, held: _Standing, plan: str, at: dt.datetime) -> None:
    query = """
        SELECT p.prd_cd, p.cyc_cd, (
          SELECT h.new_prc FROM prc_hist AS h WHERE h.pln_cd = p.pln_cd AND h.eff_dt <= ? ORDER BY h.eff_dt DESC LIMIT 1
        )
        FROM pln AS p WHERE p.pln_cd = ?
        """
    day = day_number(held.paid_until.date())
    old, new = (connection.execute(query, (day, code)).fetchone() for code in (held.plan, plan))
    if old[:2] != new[:2] or new[2] >= old[2]:
        raise OfferDoesNotFit("the plan is no cheaper one of the same kind")
    _enter(connection, held, "CH", at, held.paid_until, plan=plan)
