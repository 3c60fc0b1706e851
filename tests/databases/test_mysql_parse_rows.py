"""SQL about rows of MySQL and MariaDB, and what the parser makes of it."""

from __future__ import annotations

import pytest

from schemaguard.databases.mysql.parse import parse
from schemaguard.statements import Block, Copy, Delete, Insert, Select, Statement, Update
from tests.databases.mariadb import refused
from tests.databases.parsing import Case, read

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


@pytest.mark.parametrize(("sql", "expected"), [*ROWS, *MYSQL_ROWS])
def test_statements(sql: str, expected: list[Statement]) -> None:
    assert read(parse, sql) == expected


@pytest.mark.parametrize(("condition", "where", "bounded"), CONDITIONS)
def test_conditions(condition: str, where: bool, bounded: bool) -> None:
    assert read(parse, f"DELETE FROM t WHERE {condition}") == [Delete(table="t", where=where, bounded=bounded)]


def test_a_long_insert_is_read_in_one_go() -> None:
    sql = "INSERT INTO t VALUES " + ", ".join(["(1, 'a', NULL)"] * 10_000)
    assert read(parse, sql) == [Insert(table="t")]


def test_mariadb_reads_them_too(mariadb_url: str) -> None:
    conditions = [f"DELETE FROM t WHERE {condition}" for condition, _, _ in CONDITIONS]
    assert refused(mariadb_url, [*(sql for sql, _ in ROWS), *conditions]) == []
