"""A database opened for looking only: read-only as far as its dialect can, every statement bounded in time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from actions.errors import SystemDefinitionError, SystemUnavailable
from actions.systems.engine import Session, open_engine
from actions.systems.inspect.caller import called_from
from actions.systems.url import one_line, parsed_url, sqlglot_dialect


class LookOnly:
    """Runs SELECTs, each in a read-only transaction of its own."""

    def __init__(self, engine: Engine, url: URL) -> None:
        self.engine = engine
        self.place = _place(url)
        self.sqlglot = sqlglot_dialect(url)

    @property
    def dialect(self) -> str:
        """sqlite, postgresql, mysql (MariaDB too), or what else SQLAlchemy calls it."""
        return "mysql" if self.engine.dialect.name == "mariadb" else self.engine.dialect.name

    def quote(self, name: str) -> str:
        return self.engine.dialect.identifier_preparer.quote(name)

    def table(self, name: str, schema: str | None) -> str:
        return f"{self.quote(schema)}.{self.quote(name)}" if schema else self.quote(name)

    def rows(self, sql: str) -> Sequence[Any]:
        """The rows of a SELECT. Raises `SQLAlchemyError`, also when it takes too long."""
        with self.engine.connect() as connection:
            # Without parameters a driver does not read % in LIKE patterns as a placeholder.
            return connection.execution_options(no_parameters=True).exec_driver_sql(sql).all()

    def try_rows(self, sql: str) -> Sequence[Any] | None:
        """The rows, or None where the database refuses or takes too long."""
        try:
            return self.rows(sql)
        except SQLAlchemyError:
            return None

    def close(self) -> None:
        self.engine.dispose()


def look_only(text: str, *, timeout_ms: int = 5000) -> LookOnly:
    """Open a database by its SQLAlchemy URL and see that it answers. A SQLite file is looked for where the caller
    is, and opened read-only.

    Raises `SystemDefinitionError` for a URL that cannot be used and `SystemUnavailable` for a database that
    does not answer; neither repeats the password.
    """
    url = parsed_url(text, "the URL")
    if url.get_backend_name() == "sqlite":
        url = _read_only_file(url)
    engine = open_engine(url, Session(timeout_ms, "UTC", connections=1))
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA schema_version" if engine.dialect.name == "sqlite" else "SELECT 1")
    except DBAPIError as error:
        raise SystemUnavailable(_place(url), one_line(error.orig, url)) from None
    except (SQLAlchemyError, OSError) as error:
        raise SystemUnavailable(_place(url), one_line(error, url)) from None
    return LookOnly(engine, url)


def _read_only_file(url: URL) -> URL:
    name = (url.database or "").removeprefix("file:").split("?")[0]
    path = called_from(name).resolve()
    if not path.is_file():
        raise SystemDefinitionError(f"{name}: there is no such file")
    return url.set(database=path.as_uri().replace("file://", "file:"), query={"mode": "ro", "uri": "true"})


def _place(url: URL) -> str:
    """What the URL points at, for a person; never with the password or the options, which may hold one."""
    if url.get_backend_name() == "sqlite":
        return Path((url.database or "").removeprefix("file:")).name
    port = f":{url.port}" if url.port else ""
    return f"{url.get_backend_name()}://{url.host or ''}{port}/{url.database or ''}"
