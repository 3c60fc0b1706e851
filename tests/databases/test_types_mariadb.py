"""What is said about changes of types agrees with MariaDB 10.11 in strict mode."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import MySQLdb
import pytest

from schemaguard.databases.base import TypeChange
from schemaguard.databases.mysql.types import type_change
from schemaguard.target import Target
from tests.databases.measure_mariadb import accepts, database, run
from tests.servers.client import DatabaseServer

FAMILIES = [
    ["integer", "varchar(20)", "longtext", "json", "blob", "datetime", "enum('a','b')", "uuid", "numeric(8, 2)"],
    ["bool", "smallint", "int(11)", "integer", "integer unsigned", "bigint"],
    ["numeric(8, 2)", "numeric(10, 2)", "float", "double precision"],
    ["varchar(20)", "varchar(31)", "varchar(32)", "varchar(63)", "varchar(64)", "varchar(300)", "char(20)", "char(30)"],
    ["varbinary(20)", "varbinary(127)", "varbinary(128)", "varbinary(255)", "varbinary(256)", "binary(20)"],
    ["date", "datetime", "datetime(6)", "timestamp(6)", "time", "time(6)"],
    ["enum('a','b')", "enum('a','b','c')", "enum('b','a')", "set('a','b')", "set('a','b','c')", "set('b','a')"],
    ["set('a','b','c','d','e','f','g','h')", "set('a','b','c','d','e','f','g','h','i')"],
    [f"varchar({length}) character set latin1" for length in (20, 127, 128, 255, 256)],
]

#: One value before and after; None where the server refuses it.
VALUES = [
    ("varchar(50)", "varchar(2)", "'abc'", None),
    ("longtext", "varchar(2)", "'abc'", None),
    ("longtext", "tinytext", "repeat('a', 256)", None),
    ("varchar(200)", "tinytext", "repeat('ä', 200)", None),
    ("varchar(2)", "varbinary(2)", "'ää'", None),
    ("blob", "longtext", "x'ff'", None),
    ("varchar(20)", "varchar(20) character set latin1", "'€ἀ'", None),
    ("integer", "varchar(2)", "500", None),
    ("numeric(8, 2)", "varchar(5)", "123456.78", None),
    ("double precision", "varchar(10)", "1.123456789012345", None),
    ("json", "varchar(5)", "'[1, 2, 3]'", None),
    ("datetime(6)", "varchar(20)", "'2020-01-01 10:00:00.5'", None),
    ("bigint", "integer", "5000000000", None),
    ("integer", "bool", "200", None),
    ("integer", "integer unsigned", "-5", None),
    ("integer unsigned", "integer", "3000000000", None),
    ("numeric(8, 2)", "numeric(8, 2) unsigned", "-5", None),
    ("numeric(8, 2)", "numeric(6, 2)", "123456.5", None),
    ("numeric(8, 4)", "numeric(8, 2)", "1.5555", "1.56"),
    ("numeric(8, 2)", "integer", "1.7", "2"),
    ("double precision", "integer", "5.7", "6"),
    ("double precision", "numeric(8, 2)", "1.555", "1.56"),
    ("bigint", "double precision", "9007199254740993", "9.007199254740992e15"),
    ("integer", "float", "16777217", "16777200"),
    ("longtext", "numeric(8, 2)", "'1.555'", "1.56"),
    ("varchar(20)", "integer", "'x'", None),
    ("varchar(20)", "integer", "'5.7'", None),
    ("varchar(20)", "date", "'x'", None),
    ("varchar(20)", "enum('a','b')", "'z'", None),
    ("varchar(36)", "uuid", "'x'", None),
    ("longtext", "json", "'x'", None),
    ("uuid", "char(32)", "uuid()", None),
    ("enum('a','b')", "enum('a')", "'b'", None),
    ("set('a','b')", "set('a')", "'b'", None),
    ("set('a','b')", "enum('a','b')", "'a,b'", None),
    ("enum('a','bcd')", "varchar(2)", "'bcd'", None),
    ("datetime(6)", "datetime", "'2020-01-01 10:00:00.6'", "2020-01-01 10:00:00"),
    ("datetime(6)", "date", "'2020-01-01 10:00:00'", "2020-01-01"),
    ("datetime", "time", "'2020-01-01 10:00:00'", "10:00:00"),
    ("date", "time", "'2020-01-01'", "00:00:00"),
    ("time(6)", "time", "'10:00:00.6'", "10:00:00"),
    ("datetime(6)", "timestamp(6)", "'2050-01-01 10:00:00'", None),
]

#: Values at the edge of the new type, which survive.
KEPT = [
    ("varchar(20)", "varchar(50)", "repeat('a', 20)"),
    ("varchar(63)", "tinytext", "repeat('ä', 63)"),
    ("tinytext", "varchar(255)", "repeat('a', 255)"),
    ("integer", "varchar(11)", "-2147483648"),
    ("integer unsigned", "varchar(10)", "4294967295"),
    ("numeric(8, 2)", "varchar(10)", "-999999.99"),
    ("integer", "bigint", "-2147483648"),
    ("integer unsigned", "bigint", "4294967295"),
    ("smallint unsigned", "integer", "65535"),
    ("bool", "smallint", "-128"),
    ("integer", "double precision", "2147483647"),
    ("integer", "numeric(12, 2)", "2147483647"),
    ("numeric(6, 2)", "numeric(8, 2)", "9999.99"),
    ("enum('a','b')", "enum('c','b','a')", "'b'"),
    ("enum('a','b')", "varchar(1)", "'b'"),
    ("set('a','b')", "varchar(3)", "'a,b'"),
    ("datetime", "datetime(6)", "'2020-01-01 10:00:00'"),
    ("date", "varchar(10)", "'2020-01-01'"),
    ("datetime(6)", "varchar(26)", "'2020-01-01 10:00:00.123456'"),
    ("uuid", "char(36)", "uuid()"),
    ("varbinary(20)", "blob", "'abc'"),
    ("varchar(5)", "varbinary(20)", "'ääääá'"),
    ("json", "longtext", "'[1]'"),
]


@pytest.fixture(scope="module")
def connection(mariadb_server: DatabaseServer) -> Iterator[Any]:
    with database(mariadb_server) as found:
        yield found


def judged(before: str, after: str) -> TypeChange:
    return type_change(before, after, Target("mysql", "mariadb", (10, 11)))


def create(connection: Any, before: str) -> None:
    run(connection, "DROP TABLE IF EXISTS t")
    run(connection, f"CREATE TABLE t (v {before}) CHARACTER SET utf8mb4")


def instantly(connection: Any, after: str) -> bool:
    return accepts(connection, f"ALTER TABLE t MODIFY v {after}, ALGORITHM=INSTANT")


def differences(connection: Any) -> Iterator[str]:
    for before, others in [(name, family) for family in FAMILIES for name in family]:
        create(connection, before)
        for after in others:
            said, done = judged(before, after).cost, instantly(connection, after)
            if done:
                create(connection, before)
            if said != ("none" if done else "rewrite"):
                yield f"{before} to {after}: said {said}, measured {done}"


def test_cost_of_every_change(connection: Any) -> None:
    assert list(differences(connection)) == []


@pytest.mark.parametrize(("before", "after", "value", "expected"), VALUES)
def test_lost_values_are_told(connection: Any, before: str, after: str, value: str, expected: str | None) -> None:
    found = judged(before, after)
    assert found.narrows
    assert became(connection, before, after, value) == expected
    assert found.fails == (expected is None)


@pytest.mark.parametrize(("before", "after", "value"), KEPT)
def test_kept_values_are_not_told(connection: Any, before: str, after: str, value: str) -> None:
    assert judged(before, after).narrows == ""
    create(connection, before)
    run(connection, f"INSERT INTO t SELECT {value}")
    run(connection, f"ALTER TABLE t ADD COLUMN kept {before}")
    run(connection, "UPDATE t SET kept = v")
    run(connection, f"ALTER TABLE t MODIFY v {after}")
    assert run(connection, "SELECT v = kept FROM t") == ((1,),)


def became(connection: Any, before: str, after: str, value: str) -> str | None:
    """The value as text, or None where the server refuses it."""
    create(connection, before)
    run(connection, f"INSERT INTO t SELECT {value}")
    try:
        run(connection, f"ALTER TABLE t MODIFY v {after}")
    except MySQLdb.Error:
        return None
    ((found,),) = run(connection, "SELECT CAST(v AS char) FROM t")
    return str(found)
