"""What a stage of SQLite says of rows, which of them it reads again, and what it sees being done."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.db.utils import IntegrityError

from schemaguard.databases.base import Source
from schemaguard.databases.connections import wrapper
from schemaguard.databases.sqlite import rows as rows_module
from schemaguard.databases.sqlite import stage as stage_module
from schemaguard.databases.sqlite.scratch import scratch
from schemaguard.databases.sqlite.stage import SQLiteStage
from tests.databases.sqlite import settings

pytestmark = pytest.mark.usefixtures("own_connections")

SHOP = (
    "CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text)",
    "CREATE TABLE p (id integer PRIMARY KEY AUTOINCREMENT, a text, d decimal, day date, twice AS (a || a))",
    "CREATE TABLE q (id integer PRIMARY KEY, p bigint REFERENCES p ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)",
    "CREATE TABLE w (a text, b int, c real, PRIMARY KEY (a, b)) WITHOUT ROWID",
    "CREATE TABLE bare (x)",
    "CREATE TABLE log (x)",
    "CREATE VIRTUAL TABLE search USING fts5(title)",
    "CREATE VIRTUAL TABLE about USING fts5(a, content='p', content_rowid='id')",
    "CREATE VIEW v AS SELECT * FROM p",
    "CREATE TRIGGER gone AFTER DELETE ON q BEGIN INSERT INTO log VALUES (OLD.id); END",
    "CREATE TRIGGER through INSTEAD OF INSERT ON v BEGIN INSERT INTO bare VALUES (NEW.a); END",
    "INSERT INTO p (a, d, day) VALUES ('x', '1.50', '2026-01-01'), ('y', 2, 'no date')",
    "INSERT INTO q VALUES (1, 1), (2, 2)",
    "INSERT INTO w VALUES ('k', 1, 0.1)",
    "INSERT INTO bare VALUES (1), (1), (NULL)",
    "INSERT INTO search VALUES ('word')",
)


@pytest.fixture
def stage() -> Iterator[SQLiteStage]:
    with a_stage(*SHOP) as found:
        yield found


@contextmanager
def a_stage(*statements: str, **options: Any) -> Iterator[SQLiteStage]:
    with scratch(Source("live", settings("nothing"))) as entry:
        connection: Any = wrapper(entry)
        found = SQLiteStage(Source("scratch", entry, connection), connection, **options)
        run(found, *statements)
        yield found
        connection.connection.close()


def run(stage: SQLiteStage, *statements: str) -> None:
    with stage.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def cells(stage: SQLiteStage, *values: str) -> list[Any]:
    """The hashes of SQL expressions in a column without a type."""
    run(stage, "DELETE FROM bare", *(f"INSERT INTO bare VALUES ({value})" for value in values))
    return [row[0] for row in stage.state().rows["bare"].cells.values()]


def test_what_a_state_holds(stage: SQLiteStage) -> None:
    state = stage.state()
    assert set(state.rows) == {"p", "q", "w", "bare", "log", "search"}
    rows = state.rows["p"]
    assert (rows.columns, rows.key, rows.count) == (("id", "a", "d", "day"), ("id",), 2)
    assert set(state.rows["w"].cells) == {"'k', 1"}
    assert (state.rows["bare"].key, state.rows["bare"].count) == ((), 3)
    assert (state.rows["search"].columns, set(state.rows["search"].cells)) == (("title",), {"1"})
    assert state.counters == {"p": 2}


@pytest.mark.parametrize(
    "values", [("1", "1.0"), ("0", "-0.0"), ("9007199254740992", "9007199254740992.0"), ("NULL", "NULL")]
)
def test_equal_values(values: tuple[str, ...], stage: SQLiteStage) -> None:
    assert len(set(cells(stage, *values))) == 1


@pytest.mark.parametrize(
    "values",
    [
        ("1", "'1'", "x'31'", "NULL", "'NULL'", "'1.0'", "''", "x''", "-1", "-2"),
        ("0.1 + 0.2", "0.3", repr(math.nextafter(0.3, 0)), "1e308", "9e999", "-9e999", "5e-324"),
        ("9007199254740993", "9007199254740992.0"),
        (
            "'a' || char(0) || 'b'",
            "'a'",
            "CAST(x'61ff' AS TEXT)",
            "CAST(x'61fe' AS TEXT)",
            "x'61ff'",
            "'ä'",
            "'a\u0308'",
        ),
    ],
)
def test_different_values(values: tuple[str, ...], stage: SQLiteStage) -> None:
    assert len(set(cells(stage, *values))) == len(values)


def test_a_decimal_is_a_number_however_it_was_written(stage: SQLiteStage) -> None:
    before = stage.state().rows["p"]
    run(stage, "UPDATE p SET d = '1.5' WHERE id = 1", "UPDATE p SET d = 2.00 WHERE id = 2")
    assert stage.full_state().rows["p"] == before


def test_keys_that_are_null_are_kept_apart(stage: SQLiteStage) -> None:
    run(stage, "CREATE TABLE n (k text PRIMARY KEY, v)", "INSERT INTO n VALUES (NULL, 1), (NULL, 2), ('it''s', 3)")
    assert set(stage.state().rows["n"].cells) == {"NULL", "NULL (2)", "'it''s'"}


JSON = [
    ('{"a": 1, "b": [1, 2]}', '{"b":[1,2],"a":1.0}', True),
    ('{"a": 1}', '{"a": "1"}', False),
    ('{"a": 1.5}', '{"a": {"": "1.5"}}', False),
    ('{"a": 0.10000000000000000001}', '{"a": 0.1}', False),
    ("[1, 2]", "[2, 1]", False),
    ('{"a": 1, "a": 2}', '{"a": 2}', False),
    ("null", "false", False),
]


@pytest.mark.parametrize(("before", "after", "equal"), JSON)
def test_json_is_what_it_means(before: str, after: str, equal: bool) -> None:
    made = 'CREATE TABLE t (id integer PRIMARY KEY, "the data" text CHECK (JSON_VALID("the data")), x text)'
    with a_stage(made) as stage:
        run(stage, f"INSERT INTO t VALUES (1, '{before}', '{before}')")
        old = stage.state().rows["t"].cells["1"]
        run(stage, f"UPDATE t SET \"the data\" = '{after}', x = '{after}'")
        new = stage.state().rows["t"].cells["1"]
    assert [one == other for one, other in zip(old, new, strict=True)] == [True, equal, False]


def test_many_values_that_change_places_are_seen() -> None:
    """Two rows at a time: sums of hashes that nearly add up miss half of these."""
    with a_stage("CREATE TABLE t (id integer PRIMARY KEY, a, b)", limit=1) as stage:
        run(stage, *(f"INSERT INTO t VALUES ({number}, {number * 3}, 'v{number}')" for number in range(1, 31)))
        states = [stage.state().rows["t"]]
        for one in range(1, 30):
            values = f"FROM t AS u WHERE u.id = {2 * one + 1} - t.id"
            run(stage, f"UPDATE t SET (a, b) = (SELECT a, b {values}) WHERE id IN ({one}, {one + 1})")
            states.append(stage.state().rows["t"])
    sums = [state.sums or {} for state in states]
    assert [len({found[name] for found in sums}) for name in ("id", "a", "b")] == [1, 30, 30]


@pytest.mark.parametrize(
    ("before", "after", "equal"),
    [
        ("1", "1.0", True),
        ("-1", "-2", False),
        ("-1", "1", False),
        ("'a'", "x'61'", False),
        ("'1'", "1", False),
        ("0", "NULL", False),
        ("'a'", "'A'", False),
        ("CAST(x'ff61' AS text)", "CAST(x'fe61' AS text)", False),
        ("CAST(x'ff61' AS text)", "CAST(x'ff61' AS text)", True),
        ("9007199254740993", "9007199254740992", False),
    ],
)
def test_sums_tell_apart_what_values_tell_apart(before: str, after: str, equal: bool) -> None:
    with a_stage("CREATE TABLE t (id integer PRIMARY KEY, a)", limit=1) as stage:
        run(stage, f"INSERT INTO t VALUES (-1, {before}), (-2, 'y')")
        old = stage.state().rows["t"]
        run(stage, f"UPDATE t SET a = {after} WHERE id = -1")
        new = stage.state().rows["t"]
        run(stage, "UPDATE t SET id = id - 10", "UPDATE t SET id = CASE id WHEN -11 THEN -2 ELSE -1 END")
        swapped = stage.state().rows["t"]
    assert old.sums and new.sums and swapped.sums
    assert (old == new, old.sums["id"] == new.sums["id"], new.sums["a"] == swapped.sums["a"]) == (equal, True, False)


def test_many_rows_are_summed_up() -> None:
    with a_stage(
        "CREATE TABLE t (id integer PRIMARY KEY, a, b)",
        "INSERT INTO t VALUES (1,1,1),(2,2,2),(3,3,3),(4,4,4)",
        limit=3,
    ) as stage:
        before = stage.state().rows["t"]
        assert (before.count, before.cells) == (4, {})
        run(stage, "UPDATE t SET a = 9 WHERE id = 2")
        after = stage.state().rows["t"]
        assert before.sums and after.sums
        assert {name for name in before.sums if before.sums[name] != after.sums[name]} == {"a"}
        run(stage, "DELETE FROM t WHERE id = 2", "INSERT INTO t VALUES (2, 2, 2)")
        assert stage.state().rows["t"] == before


DEEDS = {
    "INSERT INTO bare VALUES (7)": {"bare"},
    "DELETE FROM p WHERE id = 1": {"p", "q", "log"},
    "REPLACE INTO p (id, a) VALUES (2, 'z')": {"p", "q", "log"},
    "INSERT INTO v (a) VALUES ('via')": {"bare"},
    "DELETE FROM bare": {"bare"},
    "DROP TABLE bare": set(),
    "DROP TABLE bare; CREATE TABLE bare (x)": {"bare"},
    "ALTER TABLE w ADD COLUMN e int DEFAULT 1": {"w"},
    "ALTER TABLE w DROP COLUMN c": {"w"},
    "ALTER TABLE w RENAME TO ww": {"ww"},
    "ALTER TABLE w RENAME COLUMN c TO cc": {"w"},
    "CREATE TABLE copy AS SELECT * FROM p": {"copy"},
    "CREATE INDEX by_a ON p (a)": set(),
    "INSERT INTO search VALUES ('more')": {"search"},
    "UPDATE p SET a = 'q' WHERE id = 1": {"p"},
    "INSERT INTO django_migrations (app, name) VALUES ('a', 'b')": set(),
    "PRAGMA user_version = 3": set(),
    "CREATE TEMP TABLE t AS SELECT 1": set(),
    "UPDATE sqlite_sequence SET seq = 50": set(),
    "VACUUM": set(),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_only_what_was_written_to_is_read_again(deed: str, stage: SQLiteStage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice, so that Python uses a statement that it has prepared before."""
    read: set[str] = set()
    rows = rows_module.table_rows

    def counted(connection: sqlite3.Connection, columns: Any, limit: int) -> Any:
        read.add(columns.table)
        return rows(connection, columns, limit)

    before = stage.state()
    for _ in range(2):
        monkeypatch.setattr(stage_module, "table_rows", counted)
        read.clear()
        with stage.attempt():
            run(stage, *deed.split("; "))
            state = stage.state()
            assert read == DEEDS[deed]
            monkeypatch.setattr(stage_module, "table_rows", rows)
            assert state == stage.full_state()
        assert stage.state() == before == stage.full_state()


def test_what_is_rolled_back_is_read_again(stage: SQLiteStage) -> None:
    before = stage.state()
    run(stage, "BEGIN", "UPDATE p SET a = 'lost'")
    assert stage.state() != before
    run(stage, "ROLLBACK")
    assert stage.state() == before == stage.full_state()


def test_what_another_connection_writes_is_seen(stage: SQLiteStage) -> None:
    stage.state()
    name = stage.connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name, uri=True, isolation_level=None)) as other:
        other.execute("UPDATE p SET a = 'other'")
    assert stage.state() == stage.full_state()


def test_who_takes_the_place_of_the_watch_is_noticed(stage: SQLiteStage) -> None:
    stage.state()
    stage.connection.connection.set_authorizer(None)
    run(stage, "UPDATE p SET a = 'unseen'")
    assert stage.state() == stage.full_state()


def test_an_attempt_with_a_query_that_is_not_read_to_its_end(stage: SQLiteStage) -> None:
    before = stage.state()
    with stage.attempt():
        run(stage, "DELETE FROM bare")
        open_query = stage.connection.connection.execute("SELECT * FROM p")
        next(open_query)
    assert stage.state() == before


def test_settling_checks_deferred_keys(stage: SQLiteStage) -> None:
    run(stage, "BEGIN", "INSERT INTO q VALUES (9, 99)")
    with pytest.raises(IntegrityError):
        stage.settle()
    run(stage, "ROLLBACK")
    stage.settle()


REBUILD = (
    "CREATE TABLE new__p (id integer PRIMARY KEY, a text)",
    'INSERT INTO "new__p" ("id", "a") SELECT "id", "a" FROM "p"',
    "DROP TABLE p",
    "ALTER TABLE new__p RENAME TO p",
)


@pytest.mark.parametrize(
    ("statements", "rewrites", "ways"),
    [
        (REBUILD, ["p"], {"p": "rebuild"}),
        (("ALTER TABLE p RENAME TO pp",), [], {}),
        ((*REBUILD, "ALTER TABLE p RENAME TO pp"), ["p"], {"p": "rebuild"}),
        ((*REBUILD[:3], "ALTER TABLE new__p RENAME TO other"), ["p"], {"p": "rebuild"}),
        ((*REBUILD[:2], "ALTER TABLE new__p RENAME TO archive"), [], {}),
        (("DROP TABLE bare", "CREATE TABLE bare (x, y)"), [], {}),
        (("ALTER TABLE w DROP COLUMN c",), ["w"], {"w": "drop column"}),
        (("CREATE TABLE fresh (a, b)", "ALTER TABLE fresh DROP COLUMN b"), [], {}),
        (("ALTER TABLE w RENAME TO ww", "ALTER TABLE ww DROP COLUMN c"), ["w"], {"w": "drop column"}),
    ],
)
def test_rewrites(statements: tuple[str, ...], rewrites: list[str], ways: dict[str, str], stage: SQLiteStage) -> None:
    run(stage, "PRAGMA foreign_keys = OFF", "DROP VIEW v", "DROP TABLE about")
    with stage.traced() as trace:
        run(stage, *statements)
    assert (trace.rewrites, trace.ways) == (rewrites, ways)


def test_scans_and_index_builds(stage: SQLiteStage) -> None:
    with stage.traced() as trace:
        run(stage, "ALTER TABLE p ADD COLUMN e int CHECK (e > 0)", "CREATE INDEX by_a ON p (a)")
        run(stage, "CREATE TABLE fresh (a)", "CREATE INDEX by_fresh ON fresh (a)")
        run(stage, "INSERT INTO bare VALUES ('CREATE INDEX no ON p (a)')")
    assert (trace.scans, trace.index_builds) == (["p"], ["by_a"])
    with stage.traced() as trace:
        run(stage, "CREATE INDEX by_b ON q (id)")
    assert (trace.scans, trace.index_builds) == (["q"], ["by_b"])
