"""SQL about rows, other objects and the session of MySQL and MariaDB, and what the parser makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemaguard.databases.mysql.parse import parse
from schemaguard.statements import (
    AlterObject,
    Block,
    Copy,
    CreateObject,
    Delete,
    DropObject,
    DropTable,
    Grant,
    Insert,
    LockTable,
    Maintenance,
    Opaque,
    Select,
    SetParameter,
    Statement,
    Transaction,
    Update,
)
from tests.databases.mariadb import refused
from tests.databases.parsing import Case, read, texts

ROWS: list[Case] = [
    ("UPDATE t SET a = 1", [Update(table="t", where=False, columns=("a",))]),
    (
        "UPDATE IGNORE d.t AS x SET x.a = (SELECT 1 WHERE 1), b = DEFAULT WHERE c = 'where'",
        [Update(table="d.t", where=True, columns=("a", "b"))],
    ),
    ("UPDATE t SET a = 1 ORDER BY id LIMIT 100", [Update(table="t", where=False, bounded=True, columns=("a",))]),
    (
        "UPDATE a JOIN b AS y ON a.id = y.id SET y.v = LEFT(a.v, 3), y.w = 2 WHERE a.x IS NULL",
        [Update(table="b", where=True, columns=("v", "w"))],
    ),
    (
        "UPDATE a, d.b SET a.x = 1, b.y = 2",
        [Update(table="a", where=False, columns=("x",)), Update(table="d.b", where=False, columns=("y",))],
    ),
    (
        "UPDATE a LEFT JOIN (SELECT 1 AS i) q ON q.i = a.id SET a.x = 1",
        [Update(table="a", where=False, columns=("x",))],
    ),
    (
        "UPDATE a STRAIGHT_JOIN b SET x = 1",
        [Update(table="a", where=False, columns=("x",)), Update(table="b", where=False, columns=("x",))],
    ),
    (
        "UPDATE a JOIN b ON a.i = b.id SET a.x = 1 WHERE b.id = 5",
        [Update(table="a", where=True, columns=("x",))],
    ),
    (
        "UPDATE d.a JOIN d.b USING (id) SET a.x = 1, b.y = 2",
        [Update(table="d.a", where=True, columns=("x",)), Update(table="d.b", where=True, columns=("y",))],
    ),
    (
        "UPDATE a LEFT OUTER JOIN b ON a.i = b.i SET a.x = 1, b.y = 2",
        [Update(table="a", where=False, columns=("x",)), Update(table="b", where=True, columns=("y",))],
    ),
    (
        "UPDATE a CROSS JOIN b INNER JOIN c ON b.i = c.i SET a.x = 1, b.y = 2, c.z = 3",
        [
            Update(table="a", where=False, columns=("x",)),
            Update(table="b", where=True, columns=("y",)),
            Update(table="c", where=True, columns=("z",)),
        ],
    ),
    ("UPDATE a JOIN (SELECT 1 AS i) q ON q.i = a.i SET x = 1", [Update(table="a", where=True, columns=("x",))]),
    # One table twice: the outer one of them is not limited.
    (
        "UPDATE a JOIN a AS b LEFT JOIN a AS c ON b.i = c.i SET c.x = 1",
        [Update(table="a", where=False, columns=("x",))],
    ),
    ("UPDATE t SET a = %s WHERE b LIKE 'x%%' AND c = %s", [Update(table="t", where=True, columns=("a",))]),
    ("DELETE FROM t", [Delete(table="t", where=False)]),
    (
        "DELETE QUICK FROM d.t WHERE a = 1 ORDER BY b LIMIT 5 RETURNING id",
        [Delete(table="d.t", where=True, bounded=True)],
    ),
    (
        "DELETE a, x FROM a JOIN d.b AS x ON a.id = x.id WHERE x.v = 1",
        [Delete(table="a", where=True), Delete(table="d.b", where=True)],
    ),
    ("DELETE FROM a.*, b USING a INNER JOIN b", [Delete(table="a", where=False), Delete(table="b", where=False)]),
    ("DELETE x FROM a AS x JOIN b ON x.i = b.i", [Delete(table="a", where=True)]),
    ("DELETE FROM x USING a AS x JOIN b ON i = j", [Delete(table="a", where=True)]),
    ("DELETE a FROM b RIGHT JOIN a ON a.i = b.i", [Delete(table="a", where=False)]),
    ("DELETE b FROM b NATURAL JOIN a", [Delete(table="b", where=True)]),
    ("DELETE a FROM a, b JOIN c USING (i)", [Delete(table="a", where=False)]),
    ("DELETE HISTORY FROM t", [Delete(table="t", where=False)]),
    ("INSERT INTO t VALUES (1, ';'), (2, 'x')", [Insert(table="t")]),
    ("INSERT t (a) VALUE (%s)", [Insert(table="t")]),
    ("INSERT INTO t () VALUES ()", [Insert(table="t", source="default")]),
    ("INSERT INTO t SET a = 1, b = 2", [Insert(table="t")]),
    ("INSERT IGNORE INTO t (a) SELECT a FROM x", [Insert(table="t", source="select", on_conflict=True)]),
    (
        "INSERT INTO t (a, b) SELECT a, b FROM x JOIN y ON x.i = y.i ON DUPLICATE KEY UPDATE a = VALUES(a)",
        [Insert(table="t", source="select", on_conflict=True)],
    ),
    ("INSERT INTO t (SELECT 1)", [Insert(table="t", source="select")]),
    ("INSERT INTO t WITH q AS (SELECT 1) SELECT * FROM q", [Insert(table="t", source="select")]),
    ("INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = a + 1", [Insert(table="t", on_conflict=True)]),
    ("INSERT INTO t VALUES (1) RETURNING id", [Insert(table="t")]),
    ("REPLACE INTO t (a) VALUES (1)", [Insert(table="t", replaces=True)]),
    ("REPLACE t SELECT * FROM x", [Insert(table="t", source="select", replaces=True)]),
    ("LOAD DATA LOCAL INFILE '/x.csv' REPLACE INTO TABLE d.t FIELDS TERMINATED BY ',' (a, b)", [Copy(table="d.t")]),
    ("SELECT a, count(*), f(x), d.g(1) FROM t WHERE x IN (1, 2)", [Select(functions=("count", "f", "d.g"))]),
    ("(SELECT 1) UNION (SELECT 2)", [Select()]),
    ("SELECT 'DROP TABLE t', \"DELETE FROM t\" FROM `UPDATE t SET a = 1`", [Select()]),
    ("SELECT 1 INTO OUTFILE '/tmp/x'", [Select(), Copy(table="", reads_file=False, writes_file=True)]),
    ("WITH q (n) AS (SELECT now()) SELECT * FROM q", [Select(functions=("now",))]),
    ("VALUES (1), (2)", [Select()]),
    ("DO sleep(5), release_lock('x')", [Select(functions=("sleep", "release_lock"))]),
    ("CALL p(1, 'x')", [Block()]),
    ("SHOW CREATE TABLE t", [Select()]),
    ("DESCRIBE t a", [Select()]),
    ("EXPLAIN DELETE FROM t", [Select()]),
    ("EXPLAIN EXTENDED SELECT f(1)", [Select()]),
    ("ANALYZE FORMAT=JSON DELETE FROM t", [Select(), Delete(table="t", where=False)]),
    ("ANALYZE SELECT f(1)", [Select(functions=("f",))]),
    ("CHECKSUM TABLE a, b", [Select()]),
]

MYSQL_ROWS: list[Case] = [
    ("EXPLAIN ANALYZE UPDATE t SET a = 1", [Select(), Update(table="t", where=False, columns=("a",))]),
    ("WITH q AS (SELECT 1) DELETE FROM t WHERE id IN (SELECT * FROM q)", [Delete(table="t", where=True)]),
    ("DELETE FROM t AS x WHERE x.a = 1", [Delete(table="t", where=True)]),
    (
        "INSERT INTO t VALUES ROW(1, 2) AS n (a, b) ON DUPLICATE KEY UPDATE a = n.a",
        [Insert(table="t", on_conflict=True)],
    ),
    ("REPLACE INTO t TABLE x", [Insert(table="t", source="select", replaces=True)]),
]

# A condition, whether it picks rows at all, and whether it bounds their number.
CONDITIONS = [
    ("a = 1", True, False),
    ("1", False, False),
    ("1 = 1", False, False),
    ("TRUE", False, False),
    ("(('a' = 'a'))", False, False),
    ("NOT 0", False, False),
    ("NOT (1 = 2)", False, False),
    ("1 < 2 AND 3 <> 4", False, False),
    ("a = 1 OR 1 = 1", False, False),
    ("a = 1 || 2 > 1", False, False),
    ("a = a", True, False),
    ("%s = %s", True, False),
    ("'a' <> 'b'", False, False),
    ("'a' < 'b'", True, False),
    ("0x1F", True, False),
    ("1 > 2 OR NULL", True, False),
    ("1 = 1 AND 2", False, False),
    (f"{'(1 AND ' * 30}1{')' * 30}", True, False),
    ("! (0)", False, False),
    ("IF(1, 1, 1)", True, False),
    ("id LIKE 5", True, False),
    ("id <= 5 AND id > 1", True, True),
    ("1 = 1 AND a = 1", True, False),
    ("0", True, False),
    ("1 = 0", True, False),
    ("NULL", True, False),
    ("CASE WHEN a OR b THEN 1 ELSE 0 END", True, False),
    ("a BETWEEN 1 AND 2", True, False),
    ("id = 5", True, True),
    ("t.id = %s", True, True),
    ("(id IN (1, 2, 3))", True, True),
    ("id BETWEEN 1 AND 1000 AND a = 2", True, True),
    ("id >= %s AND id < %s", True, True),
    ("id > 5", True, False),
    ("NOT id = 5", True, False),
    ("id = other_id", True, False),
    ("id IN (SELECT id FROM x)", True, False),
    ("id = 5 OR a = 1", True, False),
    ("id BETWEEN 1 AND 2 OR a = 1", True, False),
]

OTHERS: list[Case] = [
    (
        "CREATE DATABASE IF NOT EXISTS d CHARACTER SET utf8mb4",
        [CreateObject(kind="database", name="d", if_not_exists=True)],
    ),
    ("ALTER SCHEMA d COLLATE utf8mb4_bin", [AlterObject(kind="database", name="d")]),
    ("DROP SCHEMA IF EXISTS d", [DropObject(kind="database", name="d", if_exists=True)]),
    (
        "CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`%` SQL SECURITY INVOKER VIEW v (x) AS SELECT 1"
        " WITH CHECK OPTION",
        [CreateObject(kind="view", name="v", replace=True)],
    ),
    ("ALTER VIEW v AS SELECT 1", [AlterObject(kind="view", name="v", what="update")]),
    ("DROP VIEW a, d.b", [DropObject(kind="view", name="a"), DropObject(kind="view", name="d.b")]),
    (
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
        [CreateObject(kind="trigger", name="g", table="t")],
    ),
    ("DROP TRIGGER IF EXISTS d.g", [DropObject(kind="trigger", name="d.g", if_exists=True)]),
    ("CREATE PROCEDURE p (IN a int) SELECT 1", [CreateObject(kind="procedure", name="p")]),
    ("ALTER PROCEDURE p SQL SECURITY INVOKER", [AlterObject(kind="procedure", name="p")]),
    ("DROP PROCEDURE p", [DropObject(kind="procedure", name="p")]),
    ("CREATE FUNCTION f (a int) RETURNS int DETERMINISTIC RETURN a + 1", [CreateObject(kind="function", name="f")]),
    ("CREATE FUNCTION f RETURNS STRING SONAME 'f.so'", [CreateObject(kind="function", name="f")]),
    ("DROP FUNCTION IF EXISTS f", [DropObject(kind="function", name="f", if_exists=True)]),
    ("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t", [CreateObject(kind="event", name="e")]),
    ("ALTER EVENT e RENAME TO e2", [AlterObject(kind="event", name="e", what="rename", to="e2")]),
    ("DROP EVENT e", [DropObject(kind="event", name="e")]),
    ("CREATE USER 'a'@'%' IDENTIFIED BY 'x'", [CreateObject(kind="user", name="a@%")]),
    ("ALTER USER a@localhost ACCOUNT LOCK", [AlterObject(kind="user", name="a@localhost")]),
    ("RENAME USER a TO b", [AlterObject(kind="user", name="a", what="rename", to="b")]),
    ("DROP USER a, 'b'@'c'", [DropObject(kind="user", name="a"), DropObject(kind="user", name="b@c")]),
    ("SET PASSWORD FOR a = 'x'", [AlterObject(kind="user", name="a")]),
    ("CREATE ROLE r", [CreateObject(kind="role", name="r")]),
    ("CREATE SEQUENCE q START WITH 5 INCREMENT BY -1 NOCACHE", [CreateObject(kind="sequence", name="q")]),
    ("ALTER SEQUENCE IF EXISTS q RESTART 9", [AlterObject(kind="sequence", name="q")]),
    ("DROP SEQUENCE q", [DropObject(kind="sequence", name="q")]),
    ("GRANT SELECT ON d.* TO a WITH GRANT OPTION", [Grant(verb="grant")]),
    ("REVOKE ALL PRIVILEGES, GRANT OPTION FROM a", [Grant(verb="revoke")]),
    ("SET NAMES utf8mb4 COLLATE utf8mb4_bin", [SetParameter(name="names", value="utf8mb4")]),
    ("SET CHARACTER SET 'utf8mb4'", [SetParameter(name="character set", value="utf8mb4")]),
    (
        "SET SESSION sql_mode = '', @@global.max_connections := 5, @x = (SELECT 1)",
        [
            SetParameter(name="sql_mode"),
            SetParameter(name="max_connections", value="5", permanent=True),
            SetParameter(name="@x", value="(SELECT 1)"),
        ],
    ),
    ("SET GLOBAL foreign_key_checks = OFF", [SetParameter(name="foreign_key_checks", value="OFF", permanent=True)]),
    ("SET unique_checks = ON", [SetParameter(name="unique_checks", value="ON")]),
    (
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        [SetParameter(name="transaction", value="ISOLATION LEVEL SERIALIZABLE")],
    ),
    ("SET ROLE r", [SetParameter(name="role", value="r")]),
    (
        "SET STATEMENT lock_wait_timeout = 1 FOR DROP TABLE t",
        [SetParameter(name="lock_wait_timeout", value="1", local=True), DropTable(table="t")],
    ),
    ("USE d", [SetParameter(name="database", value="d")]),
    ("START TRANSACTION READ ONLY", [Transaction(verb="begin")]),
    ("BEGIN WORK", [Transaction(verb="begin")]),
    ("COMMIT AND NO CHAIN RELEASE", [Transaction(verb="commit")]),
    ("ROLLBACK", [Transaction(verb="rollback")]),
    ("ROLLBACK TO SAVEPOINT x", [Transaction(verb="savepoint")]),
    ("SAVEPOINT x", [Transaction(verb="savepoint")]),
    ("RELEASE SAVEPOINT x", [Transaction(verb="savepoint")]),
    (
        "LOCK TABLES a AS x READ LOCAL, d.b WRITE",
        [LockTable(table="a", mode="read local"), LockTable(table="d.b", mode="write")],
    ),
    ("UNLOCK TABLES", [SetParameter(name="lock_tables", value="none")]),
    ("OPTIMIZE LOCAL TABLE a, b", [Maintenance(verb="optimize", table="a"), Maintenance(verb="optimize", table="b")]),
    ("ANALYZE TABLE t PERSISTENT FOR ALL", [Maintenance(verb="analyze", table="t")]),
    ("CHECK TABLE t FOR UPGRADE", [Maintenance(verb="check", table="t")]),
    ("REPAIR TABLE t QUICK", [Maintenance(verb="repair", table="t")]),
    ("FLUSH TABLES t WITH READ LOCK", [Maintenance(verb="flush", table="t")]),
    ("FLUSH PRIVILEGES", [Maintenance(verb="flush")]),
    ("PREPARE p FROM 'DROP TABLE t'", [CreateObject(kind="prepared_statement", name="p")]),
    ("EXECUTE p USING @a", [Block()]),
    ("EXECUTE IMMEDIATE 'DROP TABLE t'", [Block()]),
    ("DEALLOCATE PREPARE p", [DropObject(kind="prepared_statement", name="p")]),
    ("BEGIN NOT ATOMIC DELETE FROM t; DROP TABLE t; END", [Block()]),
]

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


@pytest.mark.parametrize(("sql", "expected"), [*ROWS, *MYSQL_ROWS, *OTHERS, *TEXTS])
def test_statements(sql: str, expected: list[Statement]) -> None:
    assert read(parse, sql) == expected


@pytest.mark.parametrize(("condition", "where", "bounded"), CONDITIONS)
def test_conditions(condition: str, where: bool, bounded: bool) -> None:
    assert read(parse, f"DELETE FROM t WHERE {condition}") == [Delete(table="t", where=where, bounded=bounded)]


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


def test_a_long_insert_is_read_in_one_go() -> None:
    sql = "INSERT INTO t VALUES " + ", ".join(["(1, 'a', NULL)"] * 10_000)
    assert read(parse, sql) == [Insert(table="t")]


def test_mariadb_reads_them_too(mariadb_url: str) -> None:
    conditions = [f"DELETE FROM t WHERE {condition}" for condition, _, _ in CONDITIONS]
    assert refused(mariadb_url, [*(sql for sql, _ in [*ROWS, *OTHERS]), *conditions]) == []


def test_mariadb_does_not_read_what_is_opaque(mariadb_url: str) -> None:
    assert refused(mariadb_url, OPAQUE) == OPAQUE
