"""Texts of MySQL and MariaDB as a whole: several statements, what is not understood, and whatever else there may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemaguard.databases.mysql.parse import parse
from schemaguard.statements import Block, CreateObject, DropTable, Opaque, Statement, Transaction
from tests.databases.mariadb import refused
from tests.databases.parsing import Case, read, texts
from tests.databases.test_mysql_parse_objects import OTHERS
from tests.databases.test_mysql_parse_rows import ROWS

TRIGGER = CreateObject(kind="trigger", name="g", table="t")
DROPPED = DropTable(table="x")
HEAD = "CREATE DEFINER=CURRENT_USER() TRIGGER g AFTER UPDATE ON t FOR EACH ROW "
# Texts of several statements.
TEXTS: list[Case] = [
    ("", []),
    (" ; ;; -- DROP TABLE x\n # DROP TABLE x\n /* DROP TABLE x; */ ;", []),
    ("DROP TABLE x; DROP TABLE x ;", [DROPPED, DROPPED]),
    (
        "COMMIT; nonsense 'a;b'; DROP TABLE x",
        [Transaction(verb="commit"), Opaque(reason="not understood from 'nonsense'"), DROPPED],
    ),
    (
        "DROP TABLE x; SELECT 'never closed; DROP TABLE y",
        [DROPPED, Opaque(reason="""not understood from "'never closed; DROP TABLE y\"""")],
    ),
    (HEAD + "BEGIN DELETE FROM a; DELETE FROM b; END; DROP TABLE x", [TRIGGER, DROPPED]),
    (
        HEAD
        + "PRECEDES h BEGIN IF a THEN SET b = 1; ELSEIF c THEN BEGIN END; ELSE SET d = 1; END IF; END; DROP TABLE x",
        [TRIGGER, DROPPED],
    ),
    (HEAD + "IF NEW.a IS NULL THEN SET NEW.a = IF(1, 2, 3); END IF; DROP TABLE x", [TRIGGER, DROPPED]),
    (HEAD + "SET NEW.a = CASE WHEN 1 THEN IF(1, 2, 3) ELSE 3 END; DROP TABLE x", [TRIGGER, DROPPED]),
    (
        HEAD + "BEGIN CASE a WHEN 1 THEN SET b = CASE 1 WHEN 2 THEN 3 END; ELSE BEGIN END; END CASE; END; DROP TABLE x",
        [TRIGGER, DROPPED],
    ),
    (
        "CREATE PROCEDURE p (a int) l: LOOP IF a THEN LEAVE l; END IF; END LOOP l; DROP TABLE x",
        [CreateObject(kind="procedure", name="p"), DROPPED],
    ),
    (
        "CREATE PROCEDURE p () COMMENT 'BEGIN' BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; END;"
        " WHILE 1 DO SELECT repeat('x', 3); END WHILE; REPEAT SET @a = 1; UNTIL 1 END REPEAT;"
        " DROP TABLE IF EXISTS y; END; DROP TABLE x",
        [CreateObject(kind="procedure", name="p"), DROPPED],
    ),
    (
        "CREATE FUNCTION f () RETURNS int BEGIN RETURN CASE WHEN 1 THEN 2 END; END; DROP TABLE x",
        [CreateObject(kind="function", name="f"), DROPPED],
    ),
    (
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM a; DELETE FROM b; END; DROP TABLE x",
        [CreateObject(kind="event", name="e"), DROPPED],
    ),
    ("IF 1 THEN DROP TABLE y; DROP TABLE z; END IF; DROP TABLE x", [Block(), DROPPED]),
    (
        "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER g AFTER UPDATE ON t FOR EACH ROW"
        " BEGIN DELETE FROM a; END */; DROP TABLE x",
        [TRIGGER, DROPPED],
    ),
    (HEAD + "BEGIN DELETE FROM a; DROP TABLE x", [TRIGGER, DROPPED]),
    (
        "DELIMITER //\n; DROP TABLE x",
        [Opaque(reason="DELIMITER is a command of the mysql client; a server refuses it"), DROPPED],
    ),
]
# Servers read these; nothing here could be said about them.
UNCLEAR = ["CREATE TABLE t", "UPDATE (a JOIN b) SET x = 1"]
OPAQUE = [
    "DROP",
    "DROP TABLE",
    "DROP TABLE %s",
    "DROP TABLE a b",
    "DROP TABLE where",
    "DROP TABLE a,",
    "DROP TABLE a /* never closed",
    "/*!40101 DROP TABLE a",
    "ALTER TABLE t DROP COLUMN a garbage",
    "ALTER TABLE t ADD COLUMN a int,",
    "ALTER TABLE t FROBNICATE",
    "CREATE TABLE t (a int",
    "CREATE TABLE t (a int))",
    "UPDATE t SET a = 1 WHERE",
    "DELETE t WHERE a = 1",
    "WITH d AS (DELETE FROM t) SELECT 1",
    "INSERT INTO t",
    "SELECT (1",
    "SELECT 1 [",
    "EXPLAIN",
    "PRAGMA foreign_keys = OFF",
    "ſELECT 1",
]


@pytest.mark.parametrize(("sql", "expected"), TEXTS)
def test_statements(sql: str, expected: list[Statement]) -> None:
    assert read(parse, sql) == expected


@pytest.mark.parametrize("sql", [*UNCLEAR, *OPAQUE])
def test_what_is_not_understood_is_said(sql: str) -> None:
    (found,) = parse(sql)
    assert isinstance(found, Opaque)
    assert found.sql == sql
    assert found.reason.startswith(("not understood from ", "cannot tell "))


def test_each_statement_keeps_its_own_text() -> None:
    found = parse("-- first\nDROP TABLE a , b; DELETE FROM c ;  /* end */")
    assert [statement.sql for statement in found] == [*["-- first\nDROP TABLE a , b"] * 2, "DELETE FROM c"]


@given(texts([*ROWS, *OTHERS, *TEXTS]))
def test_nothing_raises(sql: str) -> None:
    for found in parse(sql):
        assert found.sql == found.sql.strip()


@given(st.sampled_from([*ROWS, *OTHERS]), st.booleans())
def test_case_and_line_breaks_do_not_matter(case: Case, lower: bool) -> None:
    plain = not any(mark in case[0] for mark in "'\"`")
    words = [
        word.lower() if lower and plain and word.isupper() and len(word) > 3 else word for word in case[0].split(" ")
    ]
    sql = "\n-- DROP TABLE x\n" + (" /* ' */\n" if plain else " ").join(words) + "\n;"
    found = [type(statement) for statement in parse(sql)]
    assert found == [type(statement) for statement in case[1]]


@pytest.mark.parametrize(
    "sql", ["(" * 5000, f"SELECT {'(' * 5000}{')' * 5000}", f"DELETE FROM t WHERE {'NOT (' * 5000}1"]
)
def test_deep_nesting(sql: str) -> None:
    assert len(parse(sql)) == 1


def test_mariadb_does_not_read_what_is_opaque(mariadb_url: str) -> None:
    assert refused(mariadb_url, OPAQUE) == OPAQUE
