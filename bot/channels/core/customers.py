"""What the channels hold of one customer: given out, or erased with a receipt.

A conversation is a customer's when they were signed in or linked there, or when it was held from a chat account that
is linked to them now. Where others wrote too, as in a channel of a workspace, only what the customer wrote counts: it
is given out, or its words and the answers to them are erased while the others' stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.core.database import Database
from bot.channels.core.model import Identity, iso
from bot.channels.core.retention import delete_conversations
from bot.channels.core.tables import (
    addresses,
    conversations,
    feedback,
    inbox,
    link_offers,
    links,
    mails,
    outbox,
    sessions,
)

_CUSTOMER = inbox.c.identity["customer"].as_string()
_ACCOUNT = inbox.c.identity["account"].as_string()


@dataclass(frozen=True)
class Erased:
    """Which conversations are gone altogether, in which ones only the customer's words are, and how many rows went."""

    conversations: Sequence[str]
    shared: Sequence[str]
    rows: dict[str, int]


@dataclass(frozen=True)
class _Found:
    accounts: Sequence[str]
    own: Sequence[str]
    shared: Sequence[str]


class Customers:
    """Every method blocks."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def export(self, customer: str) -> dict[str, Any]:
        """Everything that is known of a customer, for themselves. Instants are ISO 8601 in UTC."""
        with self._db.engine.begin() as connection:
            found = self._find(connection, customer)
            return {
                "customer": customer,
                "accounts": _accounts(connection, customer),
                "conversations": [_conversation(connection, id) for id in found.own],
                "elsewhere": [_words(connection, id, customer, found.accounts) for id in found.shared],
            }

    def erase(self, customer: str) -> Erased:
        """Delete it, links and sessions included; nobody is written a mail about it."""
        with self._db.engine.begin() as connection:
            found = self._find(connection, customer)
            rows = delete_conversations(connection, found.own)
            others = [
                (sessions, sessions.c.customer == customer),
                (link_offers, sa.or_(link_offers.c.customer == customer, link_offers.c.user.in_(found.accounts))),
                (links, links.c.customer == customer),
                (mails, mails.c.data["customer"].as_string() == customer),
            ]
            for table, theirs in others:
                rows[table.name] = rows.get(table.name, 0) + connection.execute(table.delete().where(theirs)).rowcount
            rows["words"] = _blank(
                connection, sa.and_(inbox.c.conversation.in_(found.shared), _by(customer, found.accounts))
            )
        return Erased(found.own, found.shared, {name: count for name, count in rows.items() if count})

    def _find(self, connection: Connection, customer: str) -> _Found:
        accounts = _column(connection, sa.select(links.c.user).where(links.c.customer == customer))
        wrote = _column(connection, sa.select(inbox.c.conversation).where(_by(customer, accounts)).distinct())
        others = sa.and_(inbox.c.conversation.in_(wrote), ~_by(customer, accounts), _somebody_else(customer))
        shared = set(_column(connection, sa.select(inbox.c.conversation).where(others).distinct()))
        opened = [
            *_column(connection, sa.select(sessions.c.conversation).where(sessions.c.customer == customer)),
            *_column(connection, sa.select(addresses.c.conversation).where(addresses.c.customer == customer)),
        ]
        own = {*wrote, *opened} - shared
        return _Found(accounts, sorted(own), sorted(shared))


def _by(customer: str, accounts: Sequence[str]) -> Any:
    """Messages of the customer, or of one of their accounts while nobody was known."""
    unknown = sa.and_(_CUSTOMER.is_(None), _ACCOUNT.in_(accounts))
    return sa.or_(sa.func.coalesce(_CUSTOMER, "") == customer, sa.func.coalesce(unknown, sa.false()))


def _somebody_else(customer: str) -> Any:
    """Messages of another customer, or of another chat account."""
    return sa.or_(sa.func.coalesce(_CUSTOMER, customer) != customer, _ACCOUNT.isnot(None))


def _blank(connection: Connection, theirs: Any) -> int:
    """Take the words out of messages and of what was answered to them; how many messages there were."""
    turns = _column(connection, sa.select(inbox.c.turn).where(theirs))
    answers = sa.select(outbox.c.conversation, outbox.c.number, outbox.c.message)
    for row in connection.execute(answers.where(outbox.c.turn.in_(turns), outbox.c.kind == "message")).all():
        entry = outbox.update().where(outbox.c.conversation == row.conversation, outbox.c.number == row.number)
        connection.execute(entry.values(body={"id": row.message, "from": "bot", "text": ""}))
    nobody = {**Identity().snapshot(0.0), "account": None}
    messages = inbox.update().where(inbox.c.turn.in_(turns))
    return int(connection.execute(messages.values(text="", payload=None, identity=nobody)).rowcount)


def _column(connection: Connection, query: Any) -> list[str]:
    return [str(value) for value in connection.execute(query).scalars()]


def _accounts(connection: Connection, customer: str) -> list[dict[str, Any]]:
    rows = connection.execute(sa.select(links).where(links.c.customer == customer).order_by(links.c.linked_at)).all()
    return [{"channel": row.channel, "account": row.account, "linked_at": iso(row.linked_at)} for row in rows]


def _conversation(connection: Connection, id: str) -> dict[str, Any]:
    opened = connection.execute(sa.select(conversations).where(conversations.c.id == id)).one()
    heard = connection.execute(sa.select(inbox).where(inbox.c.conversation == id)).all()
    said = connection.execute(sa.select(outbox).where(outbox.c.conversation == id, outbox.c.kind == "message")).all()
    rated = connection.execute(sa.select(feedback).where(feedback.c.conversation == id)).all()
    entries = [(row.number, _message(row)) for row in heard]
    entries += [(row.number, {"at": iso(row.created_at), **row.body}) for row in said]
    return {
        "id": id,
        "channel": opened.channel,
        "opened_at": iso(opened.created_at),
        "messages": [message for _, message in sorted(entries, key=lambda entry: entry[0])],
        "feedback": [
            {"message": row.message, "rating": row.rating, "comment": row.comment, "at": iso(row.created_at)}
            for row in rated
        ],
    }


def _words(connection: Connection, id: str, customer: str, accounts: Sequence[str]) -> dict[str, Any]:
    """What the customer wrote where others wrote too."""
    theirs = sa.select(inbox).where(inbox.c.conversation == id, _by(customer, accounts)).order_by(inbox.c.number)
    return {"id": id, "messages": [_message(row) for row in connection.execute(theirs)]}


def _message(row: Any) -> dict[str, Any]:
    return {"at": iso(row.received_at), "from": "customer", "text": row.text}
