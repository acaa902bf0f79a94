"""Sessions of the web channel: issued by the server, opaque, hashed at rest, short."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.channels.core.database import Database
from bot.channels.core.model import Identity
from bot.channels.core.tables import conversations, sessions, used_tokens

_TOUCH_AFTER = 30.0  # seconds; an idle time is known this exactly, and most messages write nothing for it

_BY_HASH = sa.select(sessions).where(sessions.c.hash == sa.bindparam("token_hash"))
_ALIVE = sa.select(sessions.c.hash).where(
    sessions.c.hash.in_(sa.bindparam("hashes", expanding=True)),
    sessions.c.seen_at > sa.bindparam("seen"),
    sessions.c.created_at > sa.bindparam("created"),
)


@dataclass(frozen=True)
class Session:
    """A browser's right to one conversation. `ends_at` moves with every message, up to the maximum."""

    hash: str
    conversation: str
    identity: Identity
    locale: str
    created_at: float
    seen_at: float
    ends_at: float


@dataclass(frozen=True)
class Grant:
    """Who asks for a session. `jti` and `expires_at` are the site token's; None: nobody signed in."""

    identity: Identity
    locale: str
    jti: str | None = None
    expires_at: float | None = None


class TokenUsed(Exception):
    """The site token opened a session before."""


class Sessions:
    """Issues, finds and ends sessions. Every method blocks. `idle` and `longest` in seconds."""

    def __init__(self, database: Database, clock: Callable[[], float], idle: float, longest: float) -> None:
        self._db = database
        self._clock = clock
        self._idle = idle
        self._longest = longest

    def open(self, grant: Grant, channel: str, current: Session | None = None) -> tuple[str, Session]:
        """A new session and its token, which is returned this once. Raises `TokenUsed`.

        `current`, the browser's session so far, ends. Its conversation goes on only for the same customer
        who signed in once more; whoever signs in anew gets a conversation of their own.
        """
        token, now = secrets.token_urlsafe(32), self._clock()
        goes_on = current is not None and current.identity.customer == grant.identity.customer is not None
        conversation = current.conversation if current and goes_on else f"{channel}-{uuid.uuid4().hex}"
        with self._db.engine.begin() as connection:
            self._use(connection, grant)
            if not goes_on:
                connection.execute(conversations.insert(), new_conversation(conversation, channel, grant.locale, now))
            if current is not None:
                connection.execute(sessions.delete().where(sessions.c.hash == current.hash))
            connection.execute(sessions.insert(), _row(_hash(token), conversation, grant, now))
        return token, self._session(Session(_hash(token), conversation, grant.identity, grant.locale, now, now, 0.0))

    def find(self, token: str, *, touch: bool = False) -> Session | None:
        """The session of a token; None: unknown, ended or expired. `touch`: the customer did something."""
        now = self._clock()
        with self._db.engine.connect() as connection:
            found = connection.execute(_BY_HASH, {"token_hash": _hash(token)}).first()
        if found is None:
            return None
        identity = Identity(found.customer, found.authenticated_at)
        session = self._session(
            Session(found.hash, found.conversation, identity, found.locale, found.created_at, found.seen_at, 0.0)
        )
        if session.ends_at <= now:
            return None
        if touch and now - session.seen_at > _TOUCH_AFTER:
            return self._touch(session, now)
        return session

    def alive(self, hashes: Sequence[str]) -> set[str]:
        """Those of these sessions that have not ended."""
        now = self._clock()
        values = {"hashes": list(hashes), "seen": now - self._idle, "created": now - self._longest}
        with self._db.engine.connect() as connection:
            return set(connection.execute(_ALIVE, values).scalars())

    def spend(self, grant: Grant) -> None:
        """Use a site token up for something else than a session. Raises `TokenUsed`."""
        with self._db.engine.begin() as connection:
            self._use(connection, grant)

    def close(self, session: Session) -> None:
        """End a session for good."""
        with self._db.engine.begin() as connection:
            connection.execute(sessions.delete().where(sessions.c.hash == session.hash))

    def purge(self) -> None:
        """Forget sessions that ended and site tokens that expired."""
        now = self._clock()
        with self._db.engine.begin() as connection:
            connection.execute(sessions.delete().where(sessions.c.seen_at < now - self._longest))
            connection.execute(used_tokens.delete().where(used_tokens.c.expires_at < now - 600))

    def _session(self, session: Session) -> Session:
        ends_at = min(session.seen_at + self._idle, session.created_at + self._longest)
        return replace(session, ends_at=ends_at)

    def _touch(self, session: Session, now: float) -> Session:
        with self._db.engine.begin() as connection:
            connection.execute(sessions.update().where(sessions.c.hash == session.hash).values(seen_at=now))
        return self._session(replace(session, seen_at=now))

    def _use(self, connection: Connection, grant: Grant) -> None:
        if grant.jti is None:
            return
        row = {"jti": _hash(grant.jti), "expires_at": grant.expires_at}
        try:
            connection.execute(used_tokens.insert(), row)
        except IntegrityError:
            raise TokenUsed from None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _row(token_hash: str, conversation: str, grant: Grant, now: float) -> dict[str, object]:
    return {
        "hash": token_hash,
        "conversation": conversation,
        "customer": grant.identity.customer,
        "authenticated_at": grant.identity.authenticated_at,
        "locale": grant.locale,
        "created_at": now,
        "seen_at": now,
    }


def new_conversation(conversation: str, channel: str, locale: str, now: float) -> dict[str, object]:
    """A conversation's row before anything was said."""
    return {
        "id": conversation,
        "channel": channel,
        "state": "bot",
        "locale": locale,
        "last_number": 0,
        "created_at": now,
        "active_at": now,
    }
