"""Reading a SQLite file changes nothing beside it, and where it cannot be read one line says why."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from schemaguard.databases.sqlite.catalogue import Catalogue
from schemaguard.exceptions import BadInput
from tests.databases.sqlite import edit, many, read, refusal
from tests.drift.sqlite_base import execute, make


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make(tmp_path / "shop.sqlite3", ["CREATE TABLE a (b int CHECK (b > 0))", "CREATE VIEW v AS SELECT b FROM a"])


def state(directory: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in directory.iterdir()}


@pytest.mark.parametrize("mode", ["delete", "wal", "truncate"])
@pytest.mark.parametrize("name", ["{0}", "file:{0}", "file:{0}?mode=rwc&cache=private", "file://{0}"])
def test_reading_changes_nothing(mode: str, name: str, file: Path) -> None:
    execute(file, f"PRAGMA journal_mode = {mode}")
    before = state(file.parent)
    assert [item.name for item in read(name.format(file)).objects] == ["a", "v"]
    assert state(file.parent) == before


def test_path_with_marks_of_uris(tmp_path: Path) -> None:
    path = make(tmp_path / "50% off? #1 & more.sqlite3", ["CREATE TABLE a (b)"])
    assert len(read(path).objects) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_write_ahead_log_is_read(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = wal")
        writer.execute("CREATE TABLE in_the_log (a)")
        assert "in_the_log" in {item.name for item in read(file).objects}
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("CREATE TABLE not_yet (a)")
        assert "not_yet" not in {item.name for item in read(file).objects}


def test_somebody_writes_while_a_file_without_log_is_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    execute(file, "PRAGMA journal_mode = wal")
    rows = Catalogue.rows

    def interrupted(self: Catalogue, name: str) -> list[tuple[Any, ...]]:
        if name == "tables":
            monkeypatch.setattr(Catalogue, "rows", rows)
            execute(file, "CREATE TABLE meanwhile (a)")
        return rows(self, name)

    monkeypatch.setattr(Catalogue, "rows", interrupted)
    assert [item.name for item in read(file).objects] == ["a", "meanwhile", "v"]


def test_file_is_deleted_while_it_is_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An open file stays readable where the system lets it be deleted."""
    whole, rows = read(file), Catalogue.rows

    def interrupted(self: Catalogue, name: str) -> list[tuple[Any, ...]]:
        file.unlink(missing_ok=True)
        return rows(self, name)

    monkeypatch.setattr(Catalogue, "rows", interrupted)
    assert read(file) == whole
    assert not file.exists()


@contextmanager
def guarded(*statements: str, mode: int = 0o444) -> Iterator[Path]:
    """A database in a directory where nothing may be written, as a user for whom that counts."""
    with tempfile.TemporaryDirectory() as name:
        path = make(Path(name) / "shop.sqlite3", ["CREATE TABLE a (b)", *statements])
        path.chmod(mode)
        path.parent.chmod(0o555)
        is_root = not os.geteuid()
        try:
            if is_root:
                os.seteuid(65534)
            yield path
        finally:
            if is_root:
                os.seteuid(0)
            path.parent.chmod(0o755)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_read_only_directory(mode: str) -> None:
    with guarded(f"PRAGMA journal_mode = {mode}") as path:
        assert [item.name for item in read(path).objects] == ["a"]
        assert list(path.parent.iterdir()) == [path]


def test_no_right_to_read() -> None:
    with guarded(mode=0) as path:
        said = refusal(path)
    assert (
        said
        == "shop cannot be read: unable to open database file. Check NAME, and the right to read it and its directory."
    )


@pytest.mark.parametrize("name", ["{0}", "file:{0}", "file:{0}?mode=rwc"])
def test_missing_file_is_not_made(name: str, tmp_path: Path) -> None:
    path = tmp_path / "missing.sqlite3"
    assert f"there is no file {path}" in refusal(name.format(path))
    assert not path.exists()


def test_directory(tmp_path: Path) -> None:
    assert f"{tmp_path} is no file" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"no database, but long enough for its header" * 100, os.urandom(8192)])
def test_not_a_database(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite3"
    path.write_bytes(content)
    assert "no SQLite database, or it is encrypted" in refusal(path)


def test_damaged_file(tmp_path: Path) -> None:
    path = many(tmp_path / "shop.sqlite3", 100)
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 4000)
    assert "damaged" in refusal(path)


def test_damaged_schema(file: Path) -> None:
    edit(file, "a", "CREATE TABLE", "CREATE TABEL")
    assert "damaged" in refusal(file)


@pytest.mark.parametrize(("timeout", "options"), [(0.1, {}), (60, {"timeout": 0.1})])
def test_locked_file(timeout: float, options: dict[str, object], file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        assert "Another program is writing" in refusal(file, timeout, options)


def test_timeout(tmp_path: Path) -> None:
    assert "it took longer than 0 s" in refusal(many(tmp_path / "many.sqlite3", 50), timeout=0)


def test_sqlite_that_is_too_old(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(BadInput, match=r"SQLite 3\.37 is needed to read shop"):
        read(file)
