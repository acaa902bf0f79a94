"""The workspaces that installed the app, with their tokens sealed in the channels' database.

The key is derived from the secret that Usher's processes share: a copy of the database alone gives no token away.
Where that secret changes, the app has to be installed again.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.channels.core.database import Database
from bot.channels.core.tables import metadata

STATE_SECONDS = 600.0  # an installation that was begun may take this long

_table = sa.Table(
    "slack_installations",
    metadata,
    sa.Column("workspace", sa.String(32), primary_key=True),  # T…, or E… when a whole organisation installed it
    sa.Column("bot", sa.String(32)),  # our user id there
    sa.Column("token", sa.Text, nullable=False),  # sealed
    sa.Column("installed_at", sa.Float, nullable=False),
)
_states = sa.Table(
    "slack_states",
    metadata,
    sa.Column("state", sa.String(64), primary_key=True),  # SHA-256
    sa.Column("expires_at", sa.Float, nullable=False),
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Installed:
    """The app in one workspace, or in an organisation. `bot` is our user id there; None: unknown."""

    workspace: str
    bot: str | None
    token: str = field(repr=False)


class Installations(AsyncInstallationStore):
    """Workspaces by id. `clock` gives seconds since 1970. Raises `StoreUnavailable`."""

    def __init__(self, database: Database, secret: str, clock: Callable[[], float]) -> None:
        self._db = database
        self._seal = Fernet(_key(secret))
        self._clock = clock

    async def save(self, installed: Installed) -> None:
        """Remember a workspace; its newest token counts."""
        row = {
            "bot": installed.bot,
            "token": self._seal.encrypt(installed.token.encode()).decode(),
            "installed_at": self._clock(),
        }
        await self._db.run(self._save, installed.workspace, row)

    async def find(self, team: str | None, enterprise: str | None = None) -> Installed | None:
        """The workspace's installation, or else its organisation's; None: there is none that can be read."""
        return await self._db.run(self._find, [one for one in (team, enterprise) if one])

    async def forget(self, workspace: str) -> None:
        """The app was removed there."""
        await self._db.run(self._forget, workspace)

    async def async_save(self, installation: Installation) -> None:
        """What Bolt calls when somebody has installed the app."""
        workspace = installation.enterprise_id if installation.is_enterprise_install else installation.team_id
        if not workspace or not installation.bot_token:
            raise ValueError("Slack's answer has no workspace or no bot token")
        await self.save(Installed(workspace, installation.bot_user_id, installation.bot_token))
        _log.info("the Slack app was installed in %s", workspace)

    def _save(self, workspace: str, row: Mapping[str, object]) -> None:
        with self._db.engine.begin() as connection:
            store = self._db.insert(_table).values(workspace=workspace, **row)
            connection.execute(store.on_conflict_do_update(index_elements=["workspace"], set_=row))

    def _find(self, workspaces: list[str]) -> Installed | None:
        with self._db.engine.connect() as connection:
            rows = connection.execute(sa.select(_table).where(_table.c.workspace.in_(workspaces))).all()
        for row in sorted(rows, key=lambda row: workspaces.index(row.workspace)):
            try:
                return Installed(row.workspace, row.bot, self._seal.decrypt(row.token.encode()).decode())
            except InvalidToken:
                _log.error(
                    "the token of %s cannot be read: USHER_INTERNAL_SECRET changed; install again", row.workspace
                )
        return None

    def _forget(self, workspace: str) -> None:
        with self._db.engine.begin() as connection:
            connection.execute(_table.delete().where(_table.c.workspace == workspace))


class States(AsyncOAuthStateStore):
    """Installations under way: each state is good once."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._db = database
        self._clock = clock

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        state = secrets.token_urlsafe(24)
        await self._db.run(self._keep, _digest(state))
        return state

    async def async_consume(self, state: str) -> bool:
        return await self._db.run(self._use, _digest(state))

    def _keep(self, digest: str) -> None:
        now = self._clock()
        with self._db.engine.begin() as connection:
            connection.execute(_states.delete().where(_states.c.expires_at < now))
            connection.execute(_states.insert(), {"state": digest, "expires_at": now + STATE_SECONDS})

    def _use(self, digest: str) -> bool:
        known = _states.delete().where(_states.c.state == digest, _states.c.expires_at >= self._clock())
        with self._db.engine.begin() as connection:
            return bool(connection.execute(known).rowcount == 1)


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"usher slack installations").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()
