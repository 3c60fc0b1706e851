"""Rows that are equal come back from their statements, value by value."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction

from schemaguard.rehearsals import MigrationRehearsal
from tests.accuracy.equal_rows import EqualRows, equal_rows, keeping
from tests.accuracy.real_migrate import There
from tests.actions.seeding import place

TABLES = (
    "CREATE TABLE parent (id integer PRIMARY KEY, name varchar(60) NOT NULL, code varchar(9) NOT NULL UNIQUE)",
    "CREATE TABLE child (id integer PRIMARY KEY, parent integer NOT NULL REFERENCES parent (id), since date, share decimal(6, 2))",
)


@pytest.mark.usefixtures("own_connections")
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_statements_make_the_same_rows_again(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    path = str(tmp_path / "here.sqlite3")
    url = request.getfixturevalue("postgresql15_url") if engine == "postgresql" else f"sqlite:///{path}"
    with place(url) as there:
        there.run(*TABLES)
        there.fill()
        before = there.rows("parent"), there.rows("child")
        with transaction.atomic(), keeping(there.stage.connection) as statements:
            with transaction.atomic():
                there.run("INSERT INTO parent VALUES (99, 'it''s 9 % of \"x\"', 'gone')")
                transaction.set_rollback(True)
            with there.stage.connection.cursor() as cursor:
                cursor.execute("INSERT INTO parent VALUES (%s, %s, %s)", [98, 'it\'s 9 % of "x"\n:a ? %s', "here"])
            assert there.repeat()
            made = there.rows("parent"), there.rows("child")
            transaction.set_rollback(True)
        assert (there.rows("parent"), there.rows("child")) == before
        There(engine, "", path if engine == "sqlite" else url).write(statements)
        assert (there.rows("parent"), there.rows("child")) == made
        assert len(made[0]) > len(before[0]) + 1


@pytest.mark.usefixtures("own_connections")
def test_a_transaction_that_begins_with_them_is_not_begun_twice(tmp_path: Path) -> None:
    path, copy = tmp_path / "here.sqlite3", tmp_path / "copy.sqlite3"
    with place(f"sqlite:///{path}") as there:
        there.run(*TABLES)
        there.fill()
        copy.write_bytes(path.read_bytes())
        with keeping(there.stage.connection) as statements:
            assert there.repeat()
    before, now = There("sqlite", "", str(copy)), There("sqlite", "", str(path)).dump()
    assert before.dump().tables != now.tables
    before.write(statements)
    assert before.dump().tables == now.tables


def test_only_the_last_try_counts_and_only_with_a_verdict(tmp_path: Path) -> None:
    now = [0]
    rows = EqualRows(lambda: None, lambda: now[0])
    verdict = MigrationRehearsal("shop", "0007", step=None)

    def found(answer: object, *, in_any_case: bool) -> object:
        rows._last = [f"in any case: {in_any_case}"]
        return answer

    for now[0], first, second in ((6, None, verdict), (7, verdict, None), (8, verdict, verdict)):
        assert rows.tried(found)(first, in_any_case=True) is first
        assert rows.tried(found)(second, in_any_case=False) is second
    rows.save(tmp_path)
    assert [equal_rows(tmp_path, number) for number in (6, 7, 8, 9)] == [
        ["in any case: False"],
        [],
        ["in any case: False"],
        [],
    ]
    assert equal_rows(tmp_path / "older", 6) == []
