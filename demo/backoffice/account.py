"""The account: how to reach its owner, what is signed in, newsletters, what is held, money sent back."""

from __future__ import annotations

import datetime as dt
import re

from demo.backoffice.errors import DoesNotFit, UnknownRecord
from demo.backoffice.work import Effect, Work

_DUE = dt.timedelta(days=30)  # within which the law wants an answer
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MEMBER = "(SELECT id FROM cms.members WHERE external_id = ?)"


def change_contact_details(work: Work) -> Effect:
    """A new e-mail address or telephone number."""
    email, phone = work.text("email"), work.text("phone")
    if email and not _EMAIL.fullmatch(email):
        raise DoesNotFit("that is no e-mail address")
    if email and work.one("SELECT 1 FROM acct WHERE em_addr = ? AND acct_no <> ? AND del_flg = 0", email, work.account):
        raise DoesNotFit("another account uses this e-mail address")
    column, value = ("em_addr", email) if email else ("tel_nbr", phone)
    work.change(f"UPDATE acct SET {column} = ? WHERE acct_no = ?", value, work.account)  # noqa: S608 - one of two
    return Effect(work.at)


def remove_device(work: Work) -> Effect:
    """Sign a device out."""
    query = f"DELETE FROM cms.devices WHERE id = ? AND member_id = {_MEMBER}"  # noqa: S608 - our own
    if not work.change(query, work.text("device"), work.customer):
        raise UnknownRecord("the customer has no such device")
    return Effect(work.at)


def sign_out_everywhere(work: Work) -> Effect:
    """Sign every device out; every session ends with it."""
    work.change(f"DELETE FROM cms.devices WHERE member_id = {_MEMBER}", work.customer)  # noqa: S608 - our own
    return Effect(work.at)


def set_newsletter(work: Work) -> Effect:
    """Send a newsletter from now on, or no longer."""
    _, _, newsletter = work.text("newsletter").partition("-")
    statement = f"UPDATE cms.newsletter_choices SET subscribed = ? WHERE newsletter_id = ? AND member_id = {_MEMBER}"  # noqa: S608 - our own
    if not work.change(statement, int(bool(work.data.get("subscribed"))), newsletter, work.customer):
        raise UnknownRecord("there is no such newsletter")
    return Effect(work.at)


def refund_payment(work: Work) -> Effect:
    """Send back a payment that was collected. Whether it should have been is for the one who asks to judge."""
    payment = work.one(
        "SELECT inv_no, st_cd FROM pmt WHERE pmt_no = ? AND acct_no = ?", work.text("payment"), work.account
    )
    if payment is None:
        raise UnknownRecord("the customer has no such payment")
    invoice, state = payment
    if state != "S":
        raise DoesNotFit("the payment was not collected, or is already sent back")
    work.change("UPDATE pmt SET st_cd = 'R' WHERE pmt_no = ?", work.text("payment"))
    if work.one("SELECT 1 FROM pmt WHERE inv_no = ? AND st_cd = 'S'", invoice) is None:
        work.change("UPDATE inv SET st_cd = 50 WHERE inv_no = ?", invoice)
    return Effect(work.at + dt.timedelta(days=5))


def delete_account(work: Work) -> Effect:
    """Close an account of which nothing renews; billing keeps what the law wants kept."""
    _nothing_renews(work)
    work.change("UPDATE acct SET del_flg = 1 WHERE acct_no = ?", work.account)
    return Effect(work.at)


def export_data(work: Work) -> Effect:
    """Have a copy of everything made, and sent to the address on file."""
    return Effect(work.at + _DUE)


def erase_data(work: Work) -> Effect:
    """The same as closing the account, for everything that no law keeps."""
    _nothing_renews(work)
    work.change("UPDATE acct SET del_flg = 1 WHERE acct_no = ?", work.account)
    return Effect(work.at + _DUE)


def _nothing_renews(work: Work) -> None:
    running = work.one(
        """
        SELECT 1 FROM sub AS s WHERE s.acct_no = ? AND s.del_flg = 0 AND (
          SELECT e.ev_cd FROM sub_event AS e WHERE e.sub_no = s.sub_no AND e.ev_cd <> 'CH' ORDER BY e.ev_no DESC LIMIT 1
        ) <> 'CN'
        """,
        work.account,
    )
    if running:
        raise DoesNotFit("a subscription still runs and has to be cancelled first")
