"""The channels' tables. They belong to the core alone; nothing else reads or writes them.

A conversation's time line is numbered from 1: `conversations.last_number` hands out the numbers, `inbox`
holds the customer's messages and `outbox` everything said to the customer, so that both together, in
order of `number`, are the conversation as the customer saw it. Instants are seconds since 1970.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

_id = sa.String(128)

sessions = sa.Table(
    "channel_sessions",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),  # SHA-256 of the token; the token itself is nowhere
    sa.Column("conversation", _id, nullable=False, index=True),
    sa.Column("customer", _id),  # NULL: nobody is signed in
    sa.Column("authenticated_at", sa.Float),
    sa.Column("locale", sa.String(35), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("seen_at", sa.Float, nullable=False, index=True),
)

used_tokens = sa.Table(
    "channel_used_tokens",
    metadata,
    sa.Column("jti", sa.String(64), primary_key=True),  # SHA-256 of issuer and jti
    sa.Column("expires_at", sa.Float, nullable=False),
)

conversations = sa.Table(
    "channel_conversations",
    metadata,
    sa.Column("id", _id, primary_key=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),  # bot | requested | active
    sa.Column("reference", sa.String(64)),  # of the hand-over
    sa.Column("locale", sa.String(35), nullable=False),
    sa.Column("last_number", sa.Integer, nullable=False),
    sa.Column("owner", sa.String(32)),  # the process that runs its turns; NULL: none waits
    sa.Column("owned_until", sa.Float),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("active_at", sa.Float, nullable=False),
)

inbox = sa.Table(
    "channel_inbox",
    metadata,
    sa.Column("conversation", _id, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("turn", sa.String(32), nullable=False, unique=True),
    sa.Column("message", _id, nullable=False),  # the platform's id
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("payload", sa.Text),  # NULL: typed
    sa.Column("note", sa.String(16)),
    sa.Column("identity", sa.JSON, nullable=False),
    sa.Column("locale", sa.String(35), nullable=False),
    # waiting | answered | silent: a person reads it | kept: a person reads it, and the customer was told so
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("received_at", sa.Float, nullable=False),
    sa.UniqueConstraint("conversation", "message", name="channel_inbox_once"),
)
sa.Index(
    "channel_inbox_waiting",
    inbox.c.conversation,
    inbox.c.number,
    sqlite_where=inbox.c.state == "waiting",
    postgresql_where=inbox.c.state == "waiting",
)

outbox = sa.Table(
    "channel_outbox",
    metadata,
    sa.Column("conversation", _id, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("turn", sa.String(32)),  # NULL: not an answer to a message
    sa.Column("message", _id),  # NULL: not a message, e.g. a change of the hand-over
    sa.Column("kind", sa.String(16), nullable=False),  # message | handoff
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("delivery", sa.String(8), nullable=False),  # pull: the browser fetches it; due: see channel_deliveries
    sa.Column("created_at", sa.Float, nullable=False),
    sa.UniqueConstraint("conversation", "message", name="channel_outbox_once"),
)

rates = sa.Table(  # PostgreSQL's alone: one process counts for itself
    "channel_rates",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),  # SHA-256 of who is counted for what
    sa.Column("full_at", sa.Float, nullable=False, index=True),  # when the whole allowance is there again
)
sa.event.listen(
    rates,
    "after_create",
    sa.DDL("ALTER TABLE channel_rates SET UNLOGGED").execute_if(dialect="postgresql"),  # nothing is lost with it
)

choices = sa.Table(
    "channel_choices",
    metadata,
    sa.Column("value", sa.String(32), primary_key=True),
    sa.Column("conversation", _id, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False, index=True),
)

feedback = sa.Table(
    "channel_feedback",
    metadata,
    sa.Column("conversation", _id, primary_key=True),
    sa.Column("message", _id, primary_key=True),
    sa.Column("rating", sa.String(4), nullable=False),  # up | down
    sa.Column("comment", sa.Text),
    sa.Column("created_at", sa.Float, nullable=False),
)

# Channels that post to a platform (Slack, Messenger). Only new tables: a store from before them needs no migration.

addresses = sa.Table(
    "channel_addresses",
    metadata,
    sa.Column("conversation", _id, primary_key=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("key", sa.String(255), nullable=False, index=True),  # the platform's thread, e.g. slack:T1:C1:U1
    sa.Column("customer", _id),  # NULL: nobody is linked
    sa.Column("address", sa.JSON, nullable=False),  # where replies go, as the channel understands it
    sa.Column("current", sa.Boolean, nullable=False),  # an earlier conversation of the thread still gets its replies
    sa.Column("owner", sa.String(32)),  # the process that delivers; NULL: none
    sa.Column("owned_until", sa.Float),
    sa.Column("created_at", sa.Float, nullable=False),
)
sa.Index(
    "channel_addresses_current",
    addresses.c.key,
    unique=True,
    sqlite_where=addresses.c.current,
    postgresql_where=addresses.c.current,
)

deliveries = sa.Table(
    "channel_deliveries",
    metadata,
    sa.Column("conversation", _id, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # the outbox's
    sa.Column("state", sa.String(8), nullable=False),  # due | sent | failed
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("retry_at", sa.Float),  # NULL: at once
    sa.Column("progress", sa.JSON, nullable=False),  # what of it the platform has; the channel's own notes
    sa.Column("reason", sa.Text),  # of the last failure
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("done_at", sa.Float),
)
sa.Index(
    "channel_deliveries_due",
    deliveries.c.conversation,
    deliveries.c.number,
    sqlite_where=deliveries.c.state == "due",
    postgresql_where=deliveries.c.state == "due",
)

OF_CONVERSATIONS = (
    (deliveries, deliveries.c.conversation),
    (outbox, outbox.c.conversation),
    (inbox, inbox.c.conversation),
    (choices, choices.c.conversation),
    (feedback, feedback.c.conversation),
    (sessions, sessions.c.conversation),
    (addresses, addresses.c.conversation),
    (conversations, conversations.c.id),
)
"""Every table with rows that belong to a conversation, and the column that names it."""

# Chat accounts that belong to customers

links = sa.Table(
    "channel_links",
    metadata,
    sa.Column("user", sa.String(255), primary_key=True),  # the person among all channels, e.g. slack:T1:U1
    sa.Column("id", sa.String(32), nullable=False, unique=True),  # what the website calls it
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("account", sa.String(200), nullable=False),  # the chat account in words
    sa.Column("customer", _id, nullable=False, index=True),
    sa.Column("authenticated_at", sa.Float),
    sa.Column("linked_at", sa.Float, nullable=False),
)

link_offers = sa.Table(
    "channel_link_offers",
    metadata,
    sa.Column("user", sa.String(255), primary_key=True),  # one at a time
    sa.Column("hash", sa.String(64), nullable=False, unique=True),  # SHA-256 of what is in the link
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("account", sa.String(200), nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False, index=True),
    sa.Column("customer", _id),  # NULL: not confirmed on the website
    sa.Column("authenticated_at", sa.Float),
    sa.Column("code", sa.String(64)),  # HMAC of the six digits
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("turn", sa.String(32)),  # the message that had the right code
)

mails = sa.Table(
    "channel_mails",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("type", sa.String(32), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", sa.Float, nullable=False, index=True),
    sa.Column("created_at", sa.Float, nullable=False),
)
