from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from actions.catalogue.index import Index, IndexMissing, build
from actions.catalogue.search import search_titles
from actions.systems.entities import ErrorCode, Title


def films(*names: str) -> list[Title]:
    return [Title(id=f"t_{name}", name=name, kind="film", source="cms") for name in names]


def build_films(path: Path, *names: str) -> None:
    build(path, films(*names), [], [], [], [])


def test_every_kind_of_content_is_counted(index: Index, content) -> None:
    counts = index.counts()

    assert counts["title"] == len(content.titles)
    assert counts["article"] == 300
    assert counts["help_article"] == len(content.help_articles)
    assert counts["error_code"] == len(content.error_codes)
    assert counts["device_support"] == len(content.devices)
    assert counts["person"] == len({person for title in content.titles for person in title.people})


def test_a_row_comes_back_as_it_was_indexed_with_its_source(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    (title,) = films("Häxan")

    build(path, [title], [], [], [], [])

    assert Index.open(path).get(Title, title.id) == title
    assert Index.open(path).get(Title, title.id).source == "cms"


def test_a_row_that_is_not_there_is_none(index: Index) -> None:
    assert index.get(Title, "no-such-title") is None
    assert index.get(ErrorCode, "NL-1001") is not None


def test_opening_before_anything_was_built_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="usher index"):
        Index.open(tmp_path / "catalogue.sqlite")


def test_a_new_version_is_noticed_without_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    build_films(path, "Metropolis")
    index = Index.open(path)
    before = index.version
    assert search_titles(index, "faust") == []

    build_films(path, "Metropolis", "Faust")

    assert index.version != before
    assert [hit.name for hit in search_titles(index, "faust")] == ["Faust"]
    assert list(index.titles) == ["t_Metropolis", "t_Faust"]


def test_a_source_that_fails_half_way_leaves_the_old_version_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    build_films(path, "Metropolis")

    def failing() -> Iterator[Title]:
        yield from films("Faust")
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        build(path, failing(), [], [], [], [])

    assert list(Index.open(path).titles) == ["t_Metropolis"]
    assert [file.name for file in tmp_path.iterdir()] == ["catalogue.sqlite"]


def test_readers_in_many_threads_go_on_while_versions_are_swapped(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    build_films(path, "Metropolis")
    index = Index.open(path)
    over = threading.Event()

    def read() -> int:
        found = 0
        while not over.is_set():
            assert [hit.name for hit in search_titles(index, "metropols")] == ["Metropolis"]
            found += 1
        return found

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for number in range(5):
            build_films(path, "Metropolis", f"Faust {number}")
            time.sleep(0.05)
        over.set()

    assert all(reader.result() > 0 for reader in readers)
    assert "t_Faust 4" in index.titles
    index.close()


def test_the_index_cannot_be_written_through(index: Index) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        index.rows("DELETE FROM doc")


def test_when_a_row_was_changed_is_kept_for_incremental_updates(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    changed = Title.model_validate({"id": "t_faust", "name": "Faust", "kind": "film", "updated_at": "2026-03-01T10:00"})

    build(path, [changed], [], [], [], [])

    (row,) = Index.open(path).rows("SELECT updated_at FROM doc WHERE entity = 'title'")
    assert row["updated_at"] == "2026-03-01T10:00:00+00:00"
