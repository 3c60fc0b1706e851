"""The stage of MariaDB and MySQL: what it sees of rows and schema, what it takes for unchanged, and its way back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.utils import ProgrammingError

from schemaguard.databases.base import Source
from schemaguard.databases.connections import wrapper
from schemaguard.databases.mysql.stage import MySQLStage
from schemaguard.databases.registry import database
from schemaguard.databases.stage import Cell, State
from tests.databases.mariadb_live import execute, settings
from tests.servers import mariadb

pytestmark = [pytest.mark.mariadb, pytest.mark.usefixtures("own_connections")]


@contextmanager
def staged(url: str, *statements: str, limit: int = 1000) -> Iterator[MySQLStage]:
    """A stage on the database itself, which is a test's own."""
    connection = wrapper(settings(url), "stage")
    stage = MySQLStage(Source("stage", settings(url)), connection, limit)
    try:
        run(stage, *statements)
        yield stage
    finally:
        stage.close()
        connection.close()


def run(stage: MySQLStage, *statements: str) -> None:
    with stage.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def cell(stage: MySQLStage, type_: str, value: str) -> Cell:
    """The hash of a value in a column of this type."""
    run(
        stage,
        f"CREATE OR REPLACE TABLE one (v {type_})" if stage.connection.mysql_is_mariadb else "DROP TABLE IF EXISTS one",
    )
    if not stage.connection.mysql_is_mariadb:
        run(stage, f"CREATE TABLE one (v {type_})")
    run(stage, f"INSERT INTO one VALUES ({value})")
    ((found,),) = stage.state().rows["one"].cells.values()
    return found


SAME = [
    (
        ("INT", "7"),
        ("BIGINT UNSIGNED", "7"),
        ("DECIMAL(10,3)", "7.000"),
        ("DECIMAL(5,0)", "7"),
        ("INT(5) ZEROFILL", "7"),
    ),
    (("DECIMAL(8,2)", "1.50"), ("DECIMAL(12,6)", "1.5"), ("VARCHAR(5)", "'1.5'")),
    (("DECIMAL(8,2)", "100"), ("INT", "100"), ("BIGINT", "100")),
    (("FLOAT", "0.1"), ("DOUBLE", "0.10000000149011612")),
    (("DATETIME", "'2020-01-01 10:00:00'"), ("DATETIME(6)", "'2020-01-01 10:00:00.000000'")),
    (("TIME(6)", "'-30:00:00.5'"), ("TIME(1)", "'-30:00:00.5'")),
    (
        ("VARCHAR(9) CHARACTER SET latin1", "'Zoë'"),
        ("VARCHAR(9) CHARACTER SET utf16", "'Zoë'"),
        ("TEXT", "'Zoë'"),
        ("ENUM('x', 'Zoë')", "'Zoë'"),
    ),
    (("JSON", """'{"b": 1, "a": [1, 2]}'"""), ("JSON", """'{"a":[1,2],"b":1}'""")),
    (("BIT(3)", "b'101'"), ("BIT(60)", "b'101'"), ("INT", "5")),
    (("INT", "NULL"), ("JSON", "NULL"), ("BLOB", "NULL"), ("POINT", "NULL"), ("TIMESTAMP(2) NULL", "NULL")),
]
DIFFERENT = [
    ("FLOAT", ("1234567.0", "1234568.0")),
    ("DOUBLE", ("0.1", "0.10000000000000002")),
    ("VARCHAR(20)", ("'a'", "'A'", "'a '", "''", "NULL")),
    ("VARBINARY(20)", ("x'00'", "x'0000'", "x''", "NULL", "x'ff'")),
    (
        "POINT",
        ("ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('POINT(2 1)')", "ST_GeomFromText('POINT(1 2)', 4326)"),
    ),
    ("DATETIME(6)", ("'2020-01-01 10:00:00.000001'", "'2020-01-01 10:00:00.000010'", "'2020-01-01 10:00:01'")),
    ("DECIMAL(30,10)", ("12345678901234567890.0000000001", "12345678901234567890.0000000002", "1", "10")),
    ("JSON", ("'1'", "'\"1\"'", "'null'", "NULL", "'[1]'")),
    ("YEAR", ("2020", "2021")),
    ("SET('a', 'b')", ("'a'", "'a,b'", "''")),
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda row: row[0][0])
def test_equal_values(mariadb_url: str, spellings: tuple[tuple[str, str], ...]) -> None:
    with staged(mariadb_url) as stage:
        assert len({cell(stage, *spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("type_", "values"), DIFFERENT, ids=lambda row: str(row)[:10])
def test_different_values(mariadb_url: str, type_: str, values: tuple[str, ...]) -> None:
    with staged(mariadb_url, "SET sql_mode = ''") as stage:
        assert len({cell(stage, type_, value) for value in values}) == len(values)


def test_moments_do_not_depend_on_the_time_zone(mariadb_url: str) -> None:
    table = "CREATE TABLE t (id INT PRIMARY KEY, at TIMESTAMP(3) NULL)"
    with staged(mariadb_url, table, "INSERT INTO t VALUES (1, '2020-01-01 10:00:00.5')") as stage:
        before = stage.state()
        run(stage, "SET time_zone = '+07:00'")
        assert stage.full_state() == before


def test_keys_and_sums(mariadb_url: str) -> None:
    """Up to the limit, rows are told apart by their keys; beyond, columns are summed up, each value with its key."""
    table = "CREATE TABLE t (a INT, b VARCHAR(9), c INT, n INT AS (c + 1) VIRTUAL, PRIMARY KEY (b, a))"
    with staged(mariadb_url, table, "INSERT INTO t (a, b, c) VALUES (1, 'x', 5), (2, 'y', 6)", limit=2) as stage:
        few = stage.state().rows["t"]
        assert (set(few.cells), few.key, few.columns, few.sums) == ({"x, 1", "y, 2"}, ("b", "a"), tuple("abcn"), None)
        run(stage, "INSERT INTO t (a, b, c) VALUES (3, 'z', 6)")
        many = stage.state().rows["t"]
        assert (many.cells, many.count, many.sums is not None) == ({}, 3, True)
        run(stage, "UPDATE t SET c = 11 - c WHERE a < 3")
        swapped = stage.state().rows["t"].sums or {}
        assert {name for name, total in (many.sums or {}).items() if swapped[name] != total} == {"c", "n"}
        run(stage, "DELETE FROM t WHERE a = 3")
        assert stage.state().rows["t"].sums is None


SHOP = (
    "CREATE TABLE parent (id INT AUTO_INCREMENT PRIMARY KEY, v INT)",
    "CREATE TABLE child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE)",
    "CREATE TABLE grandchild (id INT PRIMARY KEY, c INT, FOREIGN KEY (c) REFERENCES child (id) ON DELETE SET NULL)",
    "CREATE TABLE other (id INT AUTO_INCREMENT PRIMARY KEY, v INT)",
    "CREATE TABLE noted (v INT)",
    "CREATE TRIGGER t AFTER INSERT ON other FOR EACH ROW INSERT INTO noted VALUES (NEW.v)",
    "CREATE FUNCTION f() RETURNS INT DETERMINISTIC MODIFIES SQL DATA BEGIN INSERT INTO noted VALUES (9); RETURN 1; END",
    "CREATE VIEW seen AS SELECT * FROM parent",
    "INSERT INTO parent VALUES (1, 1), (2, 2)",
    "INSERT INTO child VALUES (1, 1), (2, 2)",
    "INSERT INTO grandchild VALUES (1, 1), (2, 2)",
    "INSERT INTO other VALUES (1, 1), (2, 2)",
)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM parent WHERE id = 1",
        "INSERT INTO other (v) VALUES (3)",
        "SELECT f()",
        "UPDATE seen SET v = 8",
        "UPDATE parent JOIN other USING (id) SET parent.v = 7, other.v = 8",
        "WITH w AS (SELECT 1 AS x) SELECT f() FROM w",
        "(SELECT f())",
        "/* a comment */ INSERT INTO noted VALUES (4)",
        "PREPARE s FROM 'DELETE FROM noted'",
        "ALTER TABLE parent RENAME TO ancestor",
        "ALTER TABLE other ADD COLUMN w INT DEFAULT 4",
        "RENAME TABLE noted TO `no-ted`",
        "DROP TABLE grandchild",
        "CREATE INDEX i ON parent (v)",
        "CREATE TABLE made AS SELECT 1 AS x",
        "TRUNCATE TABLE other",
        "DROP TRIGGER t",
        "ALTER VIEW seen AS SELECT id FROM parent",
        "DROP FUNCTION f",
        "ALTER TABLE other AUTO_INCREMENT = 77",
    ],
)
def test_nothing_is_missed(mariadb_url: str, statement: str) -> None:
    """What is kept of the last look is what a full look finds, whatever has changed it."""
    with staged(mariadb_url, *SHOP) as stage:
        before = stage.state()
        run(stage, statement, *(["EXECUTE s"] if statement.startswith("PREPARE") else []))
        quick = stage.state()
        assert quick != before
        assert quick == stage.full_state()


def test_a_cursor_of_the_driver_is_counted(mariadb_url: str) -> None:
    """Statements that Django does not see are seen by the server."""
    with staged(mariadb_url, *SHOP) as stage:
        before = stage.state()
        raw = stage.connection.connection.cursor()
        raw.execute("UPDATE other SET v = 5")
        stage.connection.connection.commit()
        assert stage.state() != before
        assert stage.state() == stage.full_state()


def test_what_is_unchanged_is_not_read_again(mariadb_url: str) -> None:
    with staged(mariadb_url, *SHOP) as stage:
        first = stage.state()
        log: list[str] = []

        def note(execute: Any, sql: str, *rest: Any) -> Any:
            log.append(sql)
            return execute(sql, *rest)

        with stage.connection.execute_wrapper(note):
            assert stage.state() == first
            assert len(log) == 1
            run(stage, "UPDATE child SET p = NULL")
            stage.state()
        read = " ".join(log)
        assert "FROM `child`" in read
        assert "FROM `parent`" not in read


#: What is done and taken back; some of it in the middle of which something fails.
DEEDS = {
    "rows": ["DELETE FROM parent", "INSERT INTO other (v) VALUES (5)"],
    "columns": ["ALTER TABLE parent DROP COLUMN v", "ALTER TABLE child ADD COLUMN z INT NOT NULL"],
    "tables": ["DROP TABLE grandchild", "CREATE TABLE added (id INT)", "RENAME TABLE noted TO gone"],
    "parent": ["SET foreign_key_checks = 0", "DROP TABLE parent", "SET foreign_key_checks = 1"],
    "programs": [
        "DROP TRIGGER t",
        "DROP FUNCTION f",
        "DROP VIEW seen",
        "CREATE VIEW unseen AS SELECT 1 AS x",
        "CREATE PROCEDURE p() SELECT 1",
        "CREATE TRIGGER u BEFORE INSERT ON child FOR EACH ROW SET NEW.p = 1",
    ],
    "counters": ["INSERT INTO other (v) VALUES (5)", "DELETE FROM other WHERE v = 5"],
    "keys": ["ALTER TABLE child DROP FOREIGN KEY {key}", "CREATE UNIQUE INDEX n ON other (v)"],
}


@pytest.mark.parametrize("deed", DEEDS)
def test_an_attempt_is_made_good(mariadb_url: str, deed: str) -> None:
    with staged(mariadb_url, *SHOP) as stage:
        before = stage.state()
        ((key,),) = mariadb.execute(
            mariadb_url,
            "SELECT constraint_name FROM information_schema.referential_constraints"
            " WHERE constraint_schema = DATABASE() AND table_name = 'child'",
        )
        for _ in range(2):
            with pytest.raises(ProgrammingError), stage.attempt():
                run(stage, *(statement.replace("{key}", key) for statement in DEEDS[deed]), "SELECT * FROM nowhere")
            assert stage.state() == before
            assert stage.full_state() == before
        run(stage, "DELETE FROM parent WHERE id = 2")
        assert mariadb.execute(mariadb_url, "SELECT id FROM child") == ((1,),), "the foreign key works"


def test_only_what_differs_is_kept_anew(mariadb_url: str) -> None:
    with staged(mariadb_url, *SHOP) as stage:
        stage.keep()
        run(stage, "UPDATE parent SET v = 6 WHERE id = 1")
        log: list[str] = []

        def note(execute: Any, sql: str, *rest: Any) -> Any:
            log.append(sql)
            return execute(sql, *rest)

        with stage.connection.execute_wrapper(note):
            stage.keep()
        assert [sql.split(" (")[0].split(".")[-1] for sql in log if sql.startswith("INSERT")] == ["`parent`"]
        kept = stage.state()
        run(stage, "DELETE FROM parent")
        stage.restore()
        assert stage.state() == kept


def test_nothing_stays_behind(mariadb_url: str) -> None:
    def scratches() -> set[str]:
        return {name for (name,) in mariadb.execute(mariadb_url, "SHOW DATABASES LIKE 'schemaguard\\_scratch%'")}

    before = scratches()
    with staged(mariadb_url, *SHOP) as stage:
        stage.keep()
        assert len(scratches() - before) == 1
    assert scratches() <= before


def test_counters_and_sequences(mariadb_url: str) -> None:
    execute(mariadb_url, *SHOP[3:4])
    with staged(mariadb_url, "INSERT INTO other (v) VALUES (1)") as stage:
        assert stage.state().counters["other.id"] == 2
        if stage.connection.mysql_is_mariadb:
            run(stage, "CREATE SEQUENCE s NOCACHE")
            stage.keep()
            before: State = stage.state()
            run(stage, "SELECT NEXT VALUE FOR s")
            assert (before.counters["s"], stage.state().counters["s"]) == (1, 2)
            stage.restore()
            assert stage.full_state() == before


def test_the_database_as_the_registry_gives_it(mariadb_url: str) -> None:
    connection = wrapper(settings(mariadb_url), "stage")
    stage = database("mysql").stage(Source("stage", settings(mariadb_url)), connection)
    assert stage.state().rows == {}
    connection.close()
