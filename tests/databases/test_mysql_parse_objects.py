"""SQL about other objects than tables, and about the session, of MySQL and MariaDB, and what the parser makes of it."""

from __future__ import annotations

import pytest

from schemaguard.databases.mysql.parse import parse
from schemaguard.statements import (
    AlterObject,
    Block,
    CreateObject,
    DropObject,
    DropTable,
    Grant,
    LockTable,
    Maintenance,
    SetParameter,
    Statement,
    Transaction,
)
from tests.databases.mariadb import refused
from tests.databases.parsing import Case, read

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


@pytest.mark.parametrize(("sql", "expected"), OTHERS)
def test_statements(sql: str, expected: list[Statement]) -> None:
    assert read(parse, sql) == expected


def test_mariadb_reads_them_too(mariadb_url: str) -> None:
    assert refused(mariadb_url, [sql for sql, _ in OTHERS]) == []
