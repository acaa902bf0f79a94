"""Chat accounts linked to customers, and the ceremony that links them.

The chat gets a link that is good once, for ten minutes and for that chat account alone; the signed-in website
confirms it and shows six digits; whoever holds the chat account types them there. Somebody lured to another's
link sees a code that is worth nothing in their own chat, and whoever intercepts a link cannot type in the
chat it was made for. At rest there are only hashes: the link's secret follows from the message that asked for
it and is put into the link as it is sent.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.channels.core.database import Database
from bot.channels.core.mails import Mails
from bot.channels.core.model import Identity, iso
from bot.channels.core.tables import link_offers, links

LIFETIME = 600.0  # seconds; of the link, and again of the code
TRIES = 5


@dataclass(frozen=True)
class Offer:
    """A link that waits for the website's word. `expires_at` in seconds since 1970."""

    channel: str
    account: str
    expires_at: float


@dataclass(frozen=True)
class Redeemed:
    """What a code came to. `left`: tries that are left after a wrong one; `expired`: no code is waited for."""

    linked: bool = False
    left: int = 0
    expired: bool = False


class UnknownOffer(Exception):
    """The link is not ours, has expired, was replaced by a newer one, or was confirmed before."""


class Links:
    """Every method blocks. `secret` keeps the codes at rest; `clock` gives seconds since 1970."""

    def __init__(self, database: Database, mails: Mails, secret: str, clock: Callable[[], float]) -> None:
        self._db = database
        self._mails = mails
        self._secret = secret.encode()
        self._clock = clock

    def identity(self, channel: str, user: str) -> Identity:
        """The customer a chat account is linked to; nobody, if none is.

        The customer counts as signed in recently for as long after linking as after any other sign-in.
        """
        known = sa.select(links.c.customer, links.c.authenticated_at).where(
            links.c.user == user, links.c.channel == channel
        )
        with self._db.engine.connect() as connection:
            row = connection.execute(known).first()
        return Identity() if row is None else Identity(row.customer, row.authenticated_at)

    def secret(self, turn: str) -> str:
        """What the link that answers a turn has in it: 256 bits that nobody else can compute."""
        return base64.urlsafe_b64encode(self._mac("offer", turn)).decode().rstrip("=")

    def sealed(self, user: str, code: str) -> str:
        """A code as it is kept."""
        return self._mac("code", user, code).hex()

    def offer(self, channel: str, user: str, account: str, turn: str) -> None:
        """Make the link that answers a turn good; an earlier one of the chat account is void."""
        row = {
            "hash": _hash(self.secret(turn)),
            "channel": channel,
            "account": account,
            "expires_at": self._clock() + LIFETIME,
            "customer": None,
            "authenticated_at": None,
            "code": None,
            "tries": 0,
            "turn": None,
        }
        with self._db.engine.begin() as connection:
            self._put(connection, link_offers, user, row)

    def look(self, token: str) -> Offer:
        """What a link is for. Raises `UnknownOffer`."""
        with self._db.engine.connect() as connection:
            row = self._unconfirmed(connection, token)
        return Offer(row.channel, row.account, row.expires_at)

    def confirm(self, token: str, identity: Identity) -> tuple[str, float]:
        """The six digits for `identity` to type in the chat, and until when. Raises `UnknownOffer`."""
        code, until = f"{secrets.randbelow(1_000_000):06}", self._clock() + LIFETIME
        with self._db.engine.begin() as connection:
            row = self._unconfirmed(connection, token)
            values = {
                "customer": identity.customer,
                "authenticated_at": identity.authenticated_at,
                "code": self.sealed(row.user, code),
                "expires_at": until,
            }
            unused = sa.and_(link_offers.c.hash == row.hash, link_offers.c.customer.is_(None))
            if connection.execute(link_offers.update().where(unused).values(**values)).rowcount != 1:
                raise UnknownOffer
        return code, until

    def awaits_code(self, user: str) -> bool:
        """Whether six digits from this chat account are the ceremony's."""
        waiting = sa.select(link_offers.c.user).where(
            link_offers.c.user == user,
            link_offers.c.code.isnot(None),
            link_offers.c.turn.is_(None),
            link_offers.c.expires_at > self._clock(),
        )
        with self._db.engine.connect() as connection:
            return connection.execute(waiting).first() is not None

    def redeem(self, user: str, sealed: str, turn: str) -> Redeemed:
        """Link the chat account if the `sealed` code is right. The same `turn` gets the same answer when it is replayed."""
        mine = sa.select(link_offers).where(link_offers.c.user == user).with_for_update()
        with self._db.engine.begin() as connection:
            row = connection.execute(mine).first()
            if row is not None and row.turn == turn:
                return Redeemed(linked=True)
            if row is None or row.code is None or row.turn is not None or row.expires_at <= self._clock():
                return Redeemed(expired=True)
            if row.tries >= TRIES:
                return Redeemed()
            right = hmac.compare_digest(row.code, sealed)
            tried = link_offers.update().where(link_offers.c.user == user)
            connection.execute(tried.values(tries=row.tries + 1, turn=turn if right else None))
            if right:
                self._link(connection, row)
        return Redeemed(linked=right, left=TRIES - row.tries - 1)

    def of_customer(self, customer: str) -> list[dict[str, Any]]:
        """A customer's chat accounts, the latest first: `id`, `channel`, `account`, `linked_at` (ISO 8601, UTC)."""
        theirs = sa.select(links).where(links.c.customer == customer).order_by(links.c.linked_at.desc())
        with self._db.engine.connect() as connection:
            rows = connection.execute(theirs).all()
        return [
            {"id": row.id, "channel": row.channel, "account": row.account, "linked_at": iso(row.linked_at)}
            for row in rows
        ]

    def unlink(self, user: str) -> bool:
        """Part a chat account from its customer; False: it had none."""
        return self._remove(links.c.user == user)

    def unlink_by_id(self, customer: str, id: str) -> bool:
        """The same from the website; False: the customer has no such link."""
        return self._remove(sa.and_(links.c.customer == customer, links.c.id == id))

    def purge(self) -> None:
        """Forget links that nobody followed."""
        with self._db.engine.begin() as connection:
            connection.execute(link_offers.delete().where(link_offers.c.expires_at < self._clock() - LIFETIME))

    def _link(self, connection: Connection, offer: Row) -> None:
        before = connection.execute(sa.select(links).where(links.c.user == offer.user)).first()
        row = {
            "id": uuid.uuid4().hex,
            "channel": offer.channel,
            "account": offer.account,
            "customer": offer.customer,
            "authenticated_at": offer.authenticated_at,
            "linked_at": self._clock(),
        }
        self._put(connection, links, offer.user, row)
        if before is not None and before.customer != offer.customer:
            self._mails.add(connection, "chat.unlinked", _told(before))
        if before is None or before.customer != offer.customer:
            self._mails.add(connection, "chat.linked", _told(offer))

    def _remove(self, which: Any) -> bool:
        with self._db.engine.begin() as connection:
            row = connection.execute(sa.select(links).where(which).with_for_update()).first()
            if row is None:
                return False
            connection.execute(links.delete().where(links.c.user == row.user))
            self._mails.add(connection, "chat.unlinked", _told(row))
        return True

    def _put(self, connection: Connection, table: sa.Table, user: str, row: dict[str, Any]) -> None:
        store = self._db.insert(table).values(user=user, **row)
        connection.execute(store.on_conflict_do_update(index_elements=["user"], set_=row))

    def _unconfirmed(self, connection: Connection, token: str) -> Row:
        known = sa.select(link_offers).where(link_offers.c.hash == _hash(token), link_offers.c.customer.is_(None))
        row = connection.execute(known).first()
        if row is None or row.expires_at <= self._clock():
            raise UnknownOffer
        return row

    def _mac(self, *parts: str) -> bytes:
        return hmac.new(self._secret, " ".join(parts).encode(), hashlib.sha256).digest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _told(row: Row) -> dict[str, Any]:
    return {"customer": row.customer, "channel": row.channel, "account": row.account}
