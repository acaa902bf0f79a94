"""What the company's own systems do when a request arrives: carry it out in their databases, once.

A request's id is its idempotency key: the same request again gets the same answer and changes nothing. A preview goes
through the same work and is then taken back, so that its figures are the ones that would be billed.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from demo.backoffice import account, leaving, paper, plans
from demo.backoffice.errors import RequestRefused, RequestReused, UnknownCustomer
from demo.backoffice.work import Effect, Handler, Work
from demo.dates import unix

__all__ = ["HANDLERS", "RequestRefused", "carry_out", "preview"]

HANDLERS: Mapping[str, Handler] = {
    handler.__name__: handler
    for handler in (
        leaving.cancel_subscription, leaving.apply_offer, leaving.pause_subscription, plans.change_plan,
        plans.resubscribe, plans.end_pause, plans.add_extra_member, paper.report_delivery, paper.hold_delivery,
        paper.change_delivery_address, paper.reissue_vouchers, account.change_contact_details, account.remove_device,
        account.sign_out_everywhere, account.set_newsletter, account.refund_payment, account.delete_account,
        account.export_data, account.erase_data,
    )
}  # fmt: skip
"""Every kind of request that the company takes."""
_FIRST_REFERENCE = 70_001
Answer = dict[str, Any]


def carry_out(
    folder: Path, *, request: str, kind: str, customer: str, data: Mapping[str, Any], at: dt.datetime
) -> Answer:
    """Do it in the databases of `folder`, and say what was done.

    `at` is the instant of the request, UTC. Raises `RequestRefused`.
    """
    key = json.dumps([customer, data], sort_keys=True)
    with _transaction(folder) as connection:
        found = connection.execute("SELECT knd_cd, key_txt, res_txt FROM rqst WHERE rqst_id = ?", (request,)).fetchone()
        if found is not None:
            if found[:2] != (kind, key):
                raise RequestReused(f"request {request} was something else")
            answer: Answer = json.loads(found[2])
            return answer
        number = _account(connection, customer)
        effect = HANDLERS[kind](Work(connection, customer, number, data, at))
        (earlier,) = connection.execute("SELECT count(*) FROM rqst").fetchone()
        answer = {"reference": f"NB-{_FIRST_REFERENCE + earlier}", **_told(effect)}
        row = (request, kind, number, key, json.dumps(answer), unix(at))
        connection.execute("INSERT INTO rqst VALUES (?, ?, ?, ?, ?, ?)", row)
        connection.execute("COMMIT")
    return answer


def preview(folder: Path, *, kind: str, customer: str, data: Mapping[str, Any], at: dt.datetime) -> Answer:
    """What carrying it out would come to; nothing of it stays. Raises `RequestRefused`."""
    with _transaction(folder) as connection:
        work = Work(connection, customer, _account(connection, customer), data, at)
        return _told(HANDLERS[kind](work))


def _told(effect: Effect) -> Answer:
    answer = {"effective_at": effect.effective_at.isoformat(), **effect.figures}
    return answer | ({"until": effect.until.isoformat()} if effect.until else {})


def _account(connection: sqlite3.Connection, customer: str) -> int:
    found = connection.execute("SELECT acct_no FROM acct WHERE ext_id = ? AND del_flg = 0", (customer,)).fetchone()
    if found is None:
        raise UnknownCustomer("there is no such customer")
    return int(found[0])


@contextmanager
def _transaction(folder: Path) -> Iterator[sqlite3.Connection]:
    """One writing transaction over both databases; nothing of it stays without a COMMIT."""
    billing = (folder / "billing.sqlite").resolve().as_uri()
    connection = sqlite3.connect(f"{billing}?mode=rw", uri=True, timeout=5, isolation_level=None)
    try:
        connection.execute("ATTACH ? AS cms", (f"{(folder / 'cms.sqlite').resolve().as_uri()}?mode=rw",))
        connection.execute("BEGIN IMMEDIATE")
        yield connection
    finally:
        connection.close()
