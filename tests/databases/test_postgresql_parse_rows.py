"""SQL that reads and writes rows, or is about the session and the server."""

from __future__ import annotations

from typing import Any

import pytest

from schemaguard.databases.postgresql.parse import parse
from schemaguard.statements import (
    Block,
    Copy,
    CreateTable,
    Delete,
    Grant,
    Insert,
    LockTable,
    Maintenance,
    Merge,
    MergeAction,
    Select,
    SetParameter,
    Statement,
    Transaction,
    Truncate,
    Update,
)
from tests.databases.parsing import Case, read
from tests.databases.postgresql import refused

DELETE_ALL = Delete(table="t", where=False)


def update(*columns: str, where: bool = False, bounded: bool = False) -> Statement:
    """UPDATE t."""
    return Update(table="t", where=where, bounded=bounded, columns=columns)


def merge(*actions: tuple[str, str, bool]) -> list[Statement]:
    """MERGE INTO t, with verb, match and condition of each WHEN."""
    return [Merge(table="t", actions=tuple(MergeAction(*action) for action in actions))]


def setting(name: str, value: str, **more: Any) -> list[Statement]:
    """SET and RESET."""
    return [SetParameter(name=name, value=value, **more)]


ROWS: list[Case] = [
    ("UPDATE t SET a = 1", [update("a")]),
    ("UPDATE ONLY x.t AS y SET a = 1 WHERE b", [Update(table="x.t", where=True, columns=("a",))]),
    ("UPDATE t SET (a, b) = (1, 2), c[1] = 3, d.e = 4 FROM u", [update("a", "b", "c", "d")]),
    ("UPDATE t SET a = (SELECT 1 FROM u WHERE u.id = 5)", [update("a")]),
    ("DELETE FROM t", [DELETE_ALL]),
    ("DELETE FROM ONLY t USING u WHERE t.a = u.a RETURNING *", [Delete(table="t", where=True)]),
    ("TRUNCATE t", [Truncate(table="t")]),
    ("TRUNCATE TABLE ONLY t, x.u RESTART IDENTITY CASCADE", [Truncate(table=n, cascade=True) for n in ("t", "x.u")]),
    ("INSERT INTO t VALUES (1), (2)", [Insert(table="t")]),
    ("INSERT INTO x.t (a) SELECT b FROM u", [Insert(table="x.t", source="select")]),
    ("INSERT INTO t TABLE u", [Insert(table="t", source="select")]),
    ("INSERT INTO t DEFAULT VALUES", [Insert(table="t", source="default")]),
    ("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING", [Insert(table="t", on_conflict=True)]),
    (
        "INSERT INTO t SELECT 1 ON CONFLICT (a) DO UPDATE SET a = 2 WHERE t.a = 1",
        [Insert(table="t", source="select", on_conflict=True)],
    ),
    ("MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE", merge(("delete", "matched", True))),
    ("MERGE INTO t USING u ON 1 = 1 WHEN MATCHED THEN DELETE", merge(("delete", "matched", False))),
    ("MERGE INTO t USING u ON true WHEN MATCHED AND t.a > 1 THEN DELETE", merge(("delete", "matched", True))),
    (
        "WITH u AS (SELECT 1 AS a) MERGE INTO ONLY t AS x USING u ON x.a = u.a"
        " WHEN NOT MATCHED BY SOURCE AND x.b THEN UPDATE SET b = false WHEN NOT MATCHED BY SOURCE AND true THEN DELETE"
        " WHEN NOT MATCHED THEN INSERT DEFAULT VALUES WHEN MATCHED THEN DO NOTHING",
        merge(
            ("update", "not matched by source", True),
            ("delete", "not matched by source", False),
            ("insert", "not matched by target", False),
            ("nothing", "matched", True),
        ),
    ),
    ("COPY t (a) FROM STDIN", [Copy(table="t")]),
    ("COPY t TO PROGRAM 'x'", [Copy(table="t", reads_file=False, writes_file=True)]),
    ("COPY (SELECT 1) TO '/x'", [Copy(table="", reads_file=False, writes_file=True)]),
    # Statements in statements
    ("WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d", [DELETE_ALL, Select()]),
    (
        "WITH d AS (DELETE FROM t), e AS (UPDATE t SET a = 1), f AS (SELECT 1) INSERT INTO u SELECT 1",
        [DELETE_ALL, update("a"), Insert(table="u", source="select")],
    ),
    (
        "WITH d AS (INSERT INTO u VALUES (1) RETURNING *) DELETE FROM t USING d WHERE t.a = d.a",
        [Insert(table="u"), Delete(table="t", where=True)],
    ),
    ("COPY (DELETE FROM t RETURNING *) TO STDOUT", [DELETE_ALL, Copy(table="", reads_file=False, writes_file=True)]),
    (
        "COPY (WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d) TO STDOUT",
        [DELETE_ALL, Copy(table="", reads_file=False, writes_file=True)],
    ),
    (
        "CREATE TABLE u AS WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d",
        [DELETE_ALL, CreateTable(table="u", copied=True)],
    ),
    ("EXPLAIN ANALYZE DELETE FROM t", [DELETE_ALL]),
    ("EXPLAIN (ANALYZE on, VERBOSE) WITH d AS (DELETE FROM t) SELECT f()", [DELETE_ALL, Select(functions=("f",))]),
    ("EXPLAIN (ANALYZE 0) DELETE FROM t", [Select()]),
    ("EXPLAIN DELETE FROM t", [Select()]),
    ("PREPARE q AS DELETE FROM t WHERE a = $1", [Delete(table="t", where=True)]),
    ("EXECUTE q (1)", [Block(language="sql")]),
    # Reads
    ("SELECT 1", [Select()]),
    ("TABLE t", [Select()]),
    ("VALUES (1)", [Select()]),
    ("SELECT 'DROP TABLE t', \"DELETE FROM t\" FROM t -- DROP TABLE t", [Select()]),
    ("SELECT set_config('lock_timeout', '5s', true)", [Select(functions=("set_config",))]),
    (
        "SELECT pg_catalog.setval('q', max(id)), x.f(public.g()) FROM h(1), LATERAL h(2) WHERE EXISTS (SELECT i())",
        [Select(functions=("setval", "max", "x.f", "g", "h", "i"))],
    ),
    ("SELECT 1 UNION (SELECT f() ORDER BY g())", [Select(functions=("f", "g"))]),
    ("DECLARE c CURSOR FOR SELECT f()", [Select(functions=("f",))]),
    ("FETCH ALL c", [Select()]),
    ("SHOW ALL", [Select()]),
    ("NOTIFY x, 'y'", [Select()]),
]

#: Conditions, whether they count, and whether they bound the rows.
CONDITIONS = {
    "true": (False, False),
    "1 = 1": (False, False),
    "'a' = 'a' AND 1 < 2": (False, False),
    "NOT false OR a = 1": (False, False),
    "id = 1 OR true": (False, False),
    "(1 <> 2)": (False, False),
    "false": (True, False),
    "1 = 2": (True, False),
    "NULL": (True, False),
    "1 = '1'": (True, False),
    "true AND a = 1": (True, False),
    "a = a": (True, False),
    "a IN (SELECT a FROM t LIMIT 5)": (True, False),
    "id = 5": (True, True),
    "t.id = 5::bigint AND a > 1": (True, True),
    "u.id = 5": (True, False),
    "id <> 5": (True, False),
    "id = a": (True, False),
    "id = 5 OR a = 1": (True, False),
    "id IN (1, 2)": (True, True),
    "id IN (1, a)": (True, False),
    "id NOT IN (1, 2)": (True, False),
    "id = ANY (ARRAY[1, 2])": (True, True),
    "id = ANY ('{1,2}'::int[])": (True, True),
    "id <> ANY ('{1,2}')": (True, False),
    "id BETWEEN 1 AND 1000": (True, True),
    "id NOT BETWEEN 1 AND 1000": (True, False),
    "id > 1": (True, False),
    "id > 1 AND id <= 1000": (True, True),
    "1 <= id AND 1000 > t.id AND a": (True, True),
    "id > 1 AND a < 5": (True, False),
    "id > 1 AND id > 5": (True, False),
    "id IN (SELECT id FROM t WHERE a LIMIT 1000)": (True, True),
    "id = ANY (SELECT id FROM t FETCH FIRST 5 ROWS ONLY)": (True, True),
    "id IN (SELECT id FROM t LIMIT ALL)": (True, False),
    "id IN (SELECT id FROM t)": (True, False),
    "NOT id IN (SELECT id FROM t LIMIT 5)": (True, False),
    "id > ANY (SELECT id FROM t LIMIT 5)": (True, False),
    "ctid = ANY (ARRAY(SELECT ctid FROM t LIMIT 5 FOR UPDATE SKIP LOCKED))": (True, True),
    "CURRENT OF c": (True, True),
}
BATCHES = [
    "WITH b AS (SELECT id FROM t LIMIT 5) DELETE FROM t USING b WHERE t.id = b.id",
    "WITH b AS (SELECT id FROM t LIMIT 5) DELETE FROM t USING b AS c WHERE t.id = c.id",
    "WITH b AS (SELECT id FROM t LIMIT 5), c AS (SELECT id FROM b) DELETE FROM t WHERE id IN (SELECT id FROM c)",
    "DELETE FROM t AS u USING (SELECT id FROM t LIMIT 5) b WHERE u.id = b.id",
]
NO_BATCHES = [
    "WITH b AS (SELECT id FROM t) DELETE FROM t USING b WHERE t.id = b.id",
    "WITH b AS (SELECT id FROM t LIMIT 5) DELETE FROM t USING b WHERE t.a = b.a",
    "DELETE FROM t AS u WHERE t.id = 5",
]

SESSION: list[Case] = [
    ("BEGIN", [Transaction(verb="begin")]),
    ("START TRANSACTION READ ONLY", [Transaction(verb="begin")]),
    ("COMMIT AND CHAIN", [Transaction(verb="commit")]),
    ("END", [Transaction(verb="commit")]),
    ("ROLLBACK", [Transaction(verb="rollback")]),
    ("ABORT", [Transaction(verb="rollback")]),
    ("SAVEPOINT a", [Transaction(verb="savepoint")]),
    ("ROLLBACK TO a", [Transaction(verb="savepoint")]),
    ("RELEASE a", [Transaction(verb="savepoint")]),
    ("PREPARE TRANSACTION 'a'", [Transaction(verb="commit")]),
    ("COMMIT PREPARED 'a'", [Transaction(verb="commit")]),
    ("ROLLBACK PREPARED 'a'", [Transaction(verb="rollback")]),
    ("SET lock_timeout = '5s'", setting("lock_timeout", "5s")),
    ("SET SESSION Lock_Timeout TO 5000", setting("lock_timeout", "5000")),
    ("SET LOCAL statement_timeout TO DEFAULT", setting("statement_timeout", "default", local=True)),
    ('SET search_path = x, "Y", public', setting("search_path", "x, Y, public")),
    ("SET my.value = -1.5", setting("my.value", "-1.5")),
    ("SET search_path FROM CURRENT", setting("search_path", "current")),
    ("SET TIME ZONE INTERVAL '1' HOUR TO MINUTE", setting("timezone", "1")),
    ("SET ROLE me", setting("role", "me")),
    ("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", setting("transaction", "transaction_isolation=serializable")),
    ("SET CONSTRAINTS ALL IMMEDIATE", setting("constraints", "immediate", local=True)),
    ("SET CONSTRAINTS a DEFERRED", setting("constraints", "deferred", local=True)),
    ("RESET lock_timeout", setting("lock_timeout", "default")),
    ("RESET ALL", setting("all", "default")),
    ("DISCARD ALL", setting("all", "default")),
    ("DISCARD TEMP", setting("discard", "temp")),
    ("ALTER SYSTEM SET work_mem = '1GB'", setting("work_mem", "1GB", permanent=True)),
    ("ALTER DATABASE d SET work_mem = '1GB'", setting("work_mem", "1GB", permanent=True)),
    ("ALTER ROLE ALL IN DATABASE d RESET ALL", setting("all", "default", permanent=True)),
    ("LOCK t, x.u", [LockTable(table=n, mode="access exclusive") for n in ("t", "x.u")]),
    ("LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE NOWAIT", [LockTable(table="t", mode="share row exclusive")]),
    ("VACUUM", [Maintenance(verb="vacuum")]),
    ("VACUUM FULL t, x.u", [Maintenance(verb="vacuum_full", table=n) for n in ("t", "x.u")]),
    ("VACUUM (ANALYZE, FULL)", [Maintenance(verb="vacuum_full")]),
    ("VACUUM (FULL off, ANALYZE) t", [Maintenance(verb="vacuum", table="t")]),
    ("VACUUM (FULL 0) t", [Maintenance(verb="vacuum", table="t")]),
    ("ANALYZE t (a)", [Maintenance(verb="analyze", table="t")]),
    ("CLUSTER t USING i", [Maintenance(verb="cluster", table="t")]),
    ("CLUSTER", [Maintenance(verb="cluster")]),
    ("CHECKPOINT", [Maintenance(verb="checkpoint")]),
    ("GRANT SELECT ON t TO me", [Grant(verb="grant")]),
    ("REVOKE ALL ON SCHEMA x FROM PUBLIC", [Grant(verb="revoke")]),
    ("GRANT a TO b", [Grant(verb="grant")]),
    ("REVOKE a FROM b", [Grant(verb="revoke")]),
    ("ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM me", [Grant(verb="revoke")]),
    ("DO $$ BEGIN DROP TABLE t; END $$", [Block(language="plpgsql")]),
    ("DO LANGUAGE plperl 'x'", [Block(language="plperl")]),
    ("CALL p(1)", [Block()]),
    ("LOAD 'auto_explain'", [Block(language="c")]),
]

CASES = [*ROWS, *SESSION]


@pytest.mark.parametrize(("sql", "expected"), CASES)
def test_statements(sql: str, expected: list[Statement]) -> None:
    assert read(parse, sql) == expected


@pytest.mark.parametrize(("where", "expected"), CONDITIONS.items())
def test_conditions(where: str, expected: tuple[bool, bool]) -> None:
    counts, bounds = expected
    assert read(parse, f"DELETE FROM t WHERE {where}") == [Delete(table="t", where=counts, bounded=bounds)]
    assert read(parse, f"UPDATE t SET a = 1 WHERE {where}") == [update("a", where=counts, bounded=bounds)]


@pytest.mark.parametrize("sql", BATCHES)
def test_batches(sql: str) -> None:
    assert read(parse, sql) == [Delete(table="t", where=True, bounded=True)]


@pytest.mark.parametrize("sql", NO_BATCHES)
def test_what_only_looks_like_a_batch(sql: str) -> None:
    assert read(parse, sql) == [Delete(table="t", where=True)]


def test_the_server_reads_them_too(postgresql_url: str) -> None:
    conditions = [f"DELETE FROM t WHERE {where}" for where in CONDITIONS]
    assert refused(postgresql_url, [*(sql for sql, _ in CASES), *conditions, *BATCHES, *NO_BATCHES]) == []
