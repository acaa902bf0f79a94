"""`./usher systems inspect` and `draft`, as their users meet them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from actions.cli import main
from actions.settings import settings
from tests.actions.inspect.support import url_of

SHOP = (
    "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, name TEXT);"
    "INSERT INTO customers VALUES (1, 'a@b.example', 'Ada Birch'), (2, 'c@d.example', 'Cy Dow');"
)


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


class Usher(Protocol):
    def __call__(self, *arguments: str, at: Path, **environment: str) -> Done: ...


@pytest.fixture
def usher(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Usher:
    """The command line, in this process."""

    def run(*arguments: str, at: Path, **environment: str) -> Done:
        monkeypatch.setattr("sys.argv", ["usher", "systems", *arguments])
        for name, value in {"USHER_CALLED_FROM": str(at), **environment}.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        status = main()
        settings.cache_clear()
        out, err = capsys.readouterr()
        return Done(status, out, err)

    return run


def test_the_launcher_passes_the_caller_s_folder_on(tmp_path: Path) -> None:
    url_of(tmp_path / "shop.db", SHOP)

    done = subprocess.run(
        [str(Path.cwd() / "usher"), "systems", "draft", "sqlite:///shop.db", "drafted"],
        check=False, capture_output=True, text=True, timeout=120, cwd=tmp_path,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "drafted" / "customer.sql").is_file()


def test_inspect_prints_a_table_json_and_a_page_from_where_the_caller_is(usher: Usher, tmp_path: Path) -> None:
    url_of(tmp_path / "shop.db", SHOP)

    plain = usher("inspect", "sqlite:///shop.db", at=tmp_path)
    as_json = usher("inspect", "sqlite:///shop.db", "--json", "--html", "shop.html", at=tmp_path)

    assert plain.returncode == 0
    assert "customers: 2 rows" in plain.stdout
    assert json.loads(as_json.stdout)["tables"][0]["name"] == "customers"
    assert "<svg" in (tmp_path / "shop.html").read_text(encoding="utf-8")


def test_draft_writes_a_folder_and_says_what_to_decide(usher: Usher, tmp_path: Path) -> None:
    url_of(tmp_path / "shop.db", SHOP)

    done = usher("draft", "sqlite:///shop.db", "drafted", at=tmp_path)

    assert done.returncode == 0
    assert sorted(path.name for path in (tmp_path / "drafted").iterdir()) == ["customer.sql", "system.yml"]
    assert "TODO decide" in done.stdout


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///nowhere.db", "nowhere.db: there is no such file"),
        ("sqlite:///notes.txt", "file is not a database"),
        ("sqlite://", "names no SQLite file"),
        ("nonsense", "is not a SQLAlchemy URL"),
        ("postgresql://reader:geheim-99@127.0.0.1:1/shop", "Connection refused"),
        ("mysql://reader:geheim-99@127.0.0.1:1/shop", "Connection refused"),
        ("oracle://reader:geheim-99@127.0.0.1/shop", "install the package oracledb"),
        ("snowflake://reader:geheim-99@acme/shop", "install the package snowflake-sqlalchemy"),
        ("postgresql+asyncpg://reader:geheim-99@127.0.0.1/shop", "use psycopg"),
    ],
)
@pytest.mark.parametrize("command", ["inspect", "draft"])
def test_a_url_that_cannot_be_used_is_one_clear_line(
    usher: Usher, command: str, url: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("just some notes, longer than a header of a database would have to be\n" * 9)
    target = ["drafted"] if command == "draft" else []

    done = usher(command, url, *target, at=tmp_path)

    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert "geheim-99" not in done.stdout + done.stderr
    assert not (tmp_path / "drafted").exists()


@pytest.mark.mariadb
@pytest.mark.parametrize("command", ["inspect", "draft"])
def test_a_wrong_password_is_never_repeated(usher: Usher, command: str, tmp_path: Path) -> None:
    done = usher(
        command, "mysql://root:geheim-99@127.0.0.1:3306/test", *(["d"] if command == "draft" else []), at=tmp_path
    )

    assert done.returncode == 2
    assert "does not answer" in done.stderr
    assert "geheim-99" not in done.stdout + done.stderr


def test_a_folder_in_use_is_refused_before_the_database_is_asked(usher: Usher, tmp_path: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "customer.sql").write_text("SELECT 1")

    done = usher("draft", "postgresql://reader@127.0.0.1:1/shop", "used", at=tmp_path)

    assert done.returncode == 2
    assert "is not empty; nothing was written" in done.stderr


def test_asking_a_model_that_is_not_configured_is_one_clear_line(usher: Usher, tmp_path: Path) -> None:
    url_of(tmp_path / "shop.db", SHOP)

    done = usher(
        "draft", "sqlite:///shop.db", "drafted", "--with-model", at=tmp_path, OPENAI_API_KEY="", OPENAI_BASE_URL=""
    )

    assert done.returncode == 2
    assert "set OPENAI_API_KEY, or OPENAI_BASE_URL" in done.stderr
    assert not (tmp_path / "drafted").exists()


def test_a_database_without_tables_is_one_clear_line(usher: Usher, tmp_path: Path) -> None:
    url_of(tmp_path / "empty.db", "CREATE TABLE t (x); DROP TABLE t;")

    done = usher("inspect", "sqlite:///empty.db", at=tmp_path)

    assert done.returncode == 2
    assert "no tables are visible" in done.stderr


def test_a_page_that_cannot_be_written_is_one_clear_line(usher: Usher, tmp_path: Path) -> None:
    url_of(tmp_path / "shop.db", SHOP)

    done = usher("inspect", "sqlite:///shop.db", "--html", "no/such/place.html", at=tmp_path)

    assert done.returncode == 2
    assert "cannot be written" in done.stderr
