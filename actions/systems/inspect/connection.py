"""A database opened for looking only: read-only as far as its dialect can, every statement bounded in time."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.engine import URL, Engine, Row, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from actions.errors import SystemDefinitionError, SystemUnavailable

_CONNECT_SECONDS = 5


class LookOnly:
    """Runs SELECTs, each in a read-only transaction of its own that is rolled back."""

    def __init__(self, engine: Engine, place: str, timeout_ms: int) -> None:
        self.engine = engine
        self.place = place
        self._timeout = timeout_ms / 1000

    @property
    def dialect(self) -> str:
        """sqlite, postgresql, mysql (MariaDB too), or what else SQLAlchemy calls it."""
        return "mysql" if self.engine.dialect.name == "mariadb" else self.engine.dialect.name

    def quote(self, name: str) -> str:
        return self.engine.dialect.identifier_preparer.quote(name)

    def table(self, name: str, schema: str | None) -> str:
        return f"{self.quote(schema)}.{self.quote(name)}" if schema else self.quote(name)

    def rows(self, sql: str) -> Sequence[Row[Any]]:
        """The rows of a SELECT. Raises `SQLAlchemyError`, also when it takes too long."""
        with self.engine.connect() as connection:
            self._bound(connection)
            # Without parameters a driver does not read % in LIKE patterns as a placeholder.
            return connection.execution_options(no_parameters=True).exec_driver_sql(sql).all()

    def try_rows(self, sql: str) -> Sequence[Row[Any]] | None:
        """The rows, or None where the database refuses or takes too long."""
        try:
            return self.rows(sql)
        except SQLAlchemyError:
            return None

    def _bound(self, connection: sa.Connection) -> None:
        if self.dialect == "sqlite":
            until = time.monotonic() + self._timeout
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101 - a connection in use has its driver's
            driver.set_progress_handler(lambda: time.monotonic() > until, 10_000)


def look_only(url: str, *, timeout_ms: int = 5000) -> LookOnly:
    """Open a database by its SQLAlchemy URL and see that it answers.

    Raises `SystemDefinitionError` for a URL that cannot be used and `SystemUnavailable` for a database that
    does not answer; neither repeats the password.
    """
    parsed = _parsed(url)
    place = _place(parsed)
    engine = _engine(parsed, timeout_ms)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA schema_version" if engine.dialect.name == "sqlite" else "SELECT 1")
    except DBAPIError as error:
        raise SystemUnavailable(place, _one_line(error.orig, parsed)) from None
    except (SQLAlchemyError, OSError) as error:
        raise SystemUnavailable(place, _one_line(error, parsed)) from None
    return LookOnly(engine, place, timeout_ms)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SystemDefinitionError("that is not a database URL; write e.g. postgresql://user@host/name") from None
    if parsed.drivername in ("mysql", "mariadb"):
        return parsed.set(drivername=parsed.drivername + "+pymysql")
    return _read_only_file(parsed) if parsed.get_backend_name() == "sqlite" else parsed


def _read_only_file(url: URL) -> URL:
    if not url.database or url.database == ":memory:":
        raise SystemDefinitionError("name the SQLite file, e.g. sqlite:///shop.db")
    if url.database.startswith("file:"):
        name = url.database.removeprefix("file:").split("?")[0]
    else:
        name = url.database
    path = Path(os.environ.get("USHER_CALLED_FROM", "."), name).resolve()
    if not path.is_file():
        raise SystemDefinitionError(f"{name}: there is no such file")
    return url.set(database=path.as_uri().replace("file://", "file:"), query={"mode": "ro", "uri": "true"})


def _engine(url: URL, timeout_ms: int) -> Engine:
    backend = url.get_backend_name()
    arguments: dict[str, Any] = {}
    if backend in ("postgresql", "mysql", "mariadb"):
        arguments["connect_timeout"] = _CONNECT_SECONDS
    if backend == "postgresql":
        arguments["options"] = f"-c statement_timeout={timeout_ms} -c default_transaction_read_only=on"
    try:
        engine = sa.create_engine(url, connect_args=arguments)
    except NoSuchModuleError:
        known = _drivers()
        if advice := known.get(backend):
            raise SystemDefinitionError(f"{backend} is not a dialect's name: {advice}") from None
        package = known["dialects"].get(backend)
        which = f"install the package {package}" if package else "install the package that brings it"
        raise SystemDefinitionError(f"no SQLAlchemy dialect for {backend!r} here: {which}") from None
    except ModuleNotFoundError as error:
        package = _drivers()["modules"].get(error.name, error.name)
        raise SystemDefinitionError(f"no driver for {backend!r} here: install the package {package}") from None
    if backend in ("mysql", "mariadb"):
        sa.event.listen(engine, "connect", lambda connection, _record: _prepare_mysql(connection, timeout_ms))
    if backend == "sqlite":
        sa.event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA query_only = ON"))
    return engine


def _prepare_mysql(connection: Any, timeout_ms: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        if "mariadb" in connection.get_server_info().lower():
            cursor.execute(f"SET SESSION max_statement_time = {timeout_ms / 1000:.3f}")
        else:
            cursor.execute(f"SET SESSION max_execution_time = {timeout_ms}")


def _place(url: URL) -> str:
    """What the URL points at, for a person; never with the password or the options, which may hold one."""
    if url.get_backend_name() == "sqlite":
        return Path((url.database or "").removeprefix("file:")).name
    port = f":{url.port}" if url.port else ""
    return f"{url.get_backend_name()}://{url.host or ''}{port}/{url.database or ''}"


def _one_line(error: object, url: URL) -> str:
    arguments = getattr(error, "args", ())
    text = str(arguments[-1] if len(arguments) > 1 else error).strip().splitlines() or [type(error).__name__]
    return text[0].replace(url.password, "***") if url.password else text[0]


def _drivers() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("drivers.yml").read_text(encoding="utf-8"))
    return content
