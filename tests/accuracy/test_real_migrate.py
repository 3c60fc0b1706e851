"""A copy that pg_restore has made is as the database that it was made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accuracy.real_migrate import There, program, restored, server
from tests.rehearsal.dumps import dump
from tests.servers.postgres import execute

TABLE = """CREATE TABLE state (id integer PRIMARY KEY, page integer, status varchar(9) CHECK (status NOT IN ('a''b', 'c, d')))"""
INDEX = "CREATE UNIQUE INDEX one_of_a_page ON state (page) WHERE status IN ({})"


def test_lists_of_texts_are_spelled_otherwise_once_they_were_restored(
    postgresql15_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgresql15_url)
    execute(postgresql15_url, TABLE)
    execute(postgresql15_url, INDEX.format("'x', 'y'"))
    here = There("postgresql", "", postgresql15_url)
    program("pg_dump", "-Fc", "--file", tmp_path / "copy", "--dbname", postgresql15_url)
    with restored(tmp_path / "copy") as there:
        assert dump("postgresql", there.url, server()).schema != dump("postgresql", here.url, server()).schema
        assert there.dump().schema == here.dump().schema
        execute(there.url, "DROP INDEX one_of_a_page")
        execute(there.url, INDEX.format("'x', 'z'"))
        assert there.dump().schema != here.dump().schema
