"""What is said about changes of types agrees with PostgreSQL, on the newest and on an old server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from schemaguard.databases.base import TypeChange
from schemaguard.databases.postgresql.types import type_change
from schemaguard.target import Target
from tests.servers.client import DatabaseServer

Connection = psycopg.Connection[tuple[Any, ...]]

NAMES = [
    *["smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean"],
    *["varchar", "text", "char(20)", "citext", "uuid", "json", "jsonb", "bytea", "inet", "cidr", "bit(3)", "varbit"],
    *["date", "timestamp", "timestamp with time zone", "time", "time with time zone", "interval", "text[]"],
]
FAMILIES = [
    NAMES,
    ["numeric", "numeric(8, 2)", "numeric(10, 2)", "numeric(10, 4)", "decimal(8)"],
    ["varchar", "varchar(20)", "character varying(50)", "text", "char", "char(20)", "bpchar", "citext"],
    ["timestamp", "timestamp(3)", "timestamp(0) with time zone", "timestamptz", "date"],
    ["time", "time(0)", "time(3) with time zone", "interval", "interval(3)", "timestamp(0)"],
    ["bit", "bit(3)", "varbit", "varbit(3)", "bit varying(5)"],
    ["varchar(20)[]", "varchar(50)[]", "text[]", "integer[]", "integer[3]", "bigint[]"],
]

#: One value before and after; None where the server refuses it.
VALUES = [
    ("varchar(50)", "varchar(20)", "repeat('a', 30)", None),
    ("varchar", "varchar(2)", "'abc'", None),
    ("text", "varchar(2)", "'abc'", "ab"),
    ("citext", "varchar(2)", "'abc'", "ab"),
    ("varchar(50)", "char(2)", "'abc'", "ab"),
    ("bpchar", "char(2)", "'abc'", "ab"),
    ("varchar(2)[]", "varchar(1)[]", "array['ab']", None),
    ("text[]", "varchar(1)[]", "array['ab']", "{a}"),
    ("text[]", "varchar(2)", "array['ab']", "{a"),
    ("text", "text[]", "'x'", None),
    ("integer", "varchar(2)", "123", "12"),
    ("boolean", "varchar(2)", "true", "tr"),
    ("uuid", "varchar(4)", "'9dd4e461-268c-8034-f5c8-564e155c67a6'", "9dd4"),
    ("bigint", "integer", "5000000000", None),
    ("integer", "smallint", "40000", None),
    ("integer", "numeric(6, 2)", "12345", None),
    ("numeric(8, 2)", "numeric(6, 2)", "123456", None),
    ("numeric(8, 2)", "numeric(8, 4)", "123456", None),
    ("numeric(8, 4)", "numeric(8, 2)", "1.5555", "1.56"),
    ("numeric", "numeric(8, 2)", "1.555", "1.56"),
    ("numeric(8, 2)", "integer", "1.7", "2"),
    ("double precision", "integer", "5.7", "6"),
    ("double precision", "numeric(8, 2)", "1.555", "1.56"),
    ("double precision", "numeric", "0.12345678901234567", "0.123456789012346"),
    ("double precision", "real", "0.123456789", "0.12345679"),
    ("bigint", "double precision", "9007199254740993", "9.007199254740992e+15"),
    ("integer", "real", "16777217", "1.6777216e+07"),
    ("numeric", "double precision", "1.123456789012345678901", "1.1234567890123457"),
    ("integer", "boolean", "5", "true"),
    ("text", "integer", "'x'", None),
    ("text", "numeric(8, 2)", "'1.555'", "1.56"),
    ("text", "uuid", "'x'", None),
    ("text", "jsonb", "'x'", None),
    ("text", "date", "'2020-01-01 10:00'", "2020-01-01"),
    ("text", "time", "'2020-01-01 10:00'", "10:00:00"),
    ("timestamp", "date", "'2020-01-01 10:00'", "2020-01-01"),
    ("timestamp", "time", "'2020-01-01 10:00'", "10:00:00"),
    ("timestamp(3)", "timestamp(0)", "'2020-01-01 10:00:00.123'", "2020-01-01 10:00:00"),
    ("time with time zone", "time", "'10:00+05'", "10:00:00"),
    ("interval", "time", "'1 day 1 hour'", "01:00:00"),
    ("interval", "interval(3)", "'1.23456 s'", "00:00:01.235"),
    ("inet", "cidr", "'10.1.2.3/8'", "10.0.0.0/8"),
    ("varbit", "varbit(2)", "B'101'", "10"),
    ("bit(5)", "bit(3)", "B'10101'", "101"),
]

#: Values at the edge of the new type, which survive.
KEPT = [
    ("varchar(20)", "varchar(50)", "repeat('a', 20)"),
    ("varchar(20)", "text", "repeat('a', 20)"),
    ("varchar(20)", "bpchar", "repeat('a', 20)"),
    ("char(20)", "bpchar", "repeat('a', 20)"),
    ("integer", "bigint", "-2147483648"),
    ("integer", "varchar(11)", "-2147483648"),
    ("bigint", "varchar(20)", "-9223372036854775808"),
    ("boolean", "varchar(5)", "false"),
    ("uuid", "varchar(36)", "'9dd4e461-268c-8034-f5c8-564e155c67a6'"),
    ("integer", "double precision", "2147483647"),
    ("smallint", "real", "32767"),
    ("numeric(9, 0)", "integer", "999999999"),
    ("numeric(6, 2)", "numeric(8, 2)", "9999.99"),
    ("numeric(4, 2)", "real", "99.99"),
    ("numeric(8, 2)", "numeric(10, 2)", "999999.99"),
    ("timestamp(0)", "timestamp(3)", "'2020-01-01 10:00:00'"),
    ("interval(3)", "interval(6)", "'1.234 s'"),
    ("varbit(2)", "varbit(3)", "B'10'"),
    ("cidr", "inet", "'10.0.0.0/8'"),
    ("json", "text", "'{\"b\": 1}'"),
    ("json", "jsonb", "'{\"b\": 1}'"),
    ("varchar(20)[]", "varchar(50)[]", "array['a']"),
]


@pytest.fixture(scope="module")
def on_18(postgresql_server: DatabaseServer) -> Iterator[Connection]:
    yield from prepared(postgresql_server)


@pytest.fixture(scope="module")
def on_15(postgresql15_server: DatabaseServer) -> Iterator[Connection]:
    yield from prepared(postgresql15_server)


def prepared(server: DatabaseServer) -> Iterator[Connection]:
    with server.fresh() as url, psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION citext")
        connection.execute("SET TimeZone TO 'UTC'")
        connection.commit()
        yield connection


def judged(before: str, after: str, version: int = 14) -> TypeChange:
    return type_change(before, after, Target("postgresql", "postgresql", (version,)))


def kind(type_name: str) -> str:
    """Django writes USING where this changes, and for fields of its users' own, such as char and bit."""
    return type_name if type_name.startswith(("char", "bit", "varbit")) else re.sub(r"\(.*\)", "", type_name)


def changed(connection: Connection, before: str, after: str) -> None:
    using = f" USING v::{after}" if kind(before) != kind(after) else ""
    connection.execute(f"ALTER TABLE t ALTER COLUMN v TYPE {after}{using}".encode())


def measured(connection: Connection, before: str, after: str) -> tuple[str, bool]:
    """What the change of table t costs, and whether its index is built anew although the table is not."""
    files = "SELECT relname, relfilenode FROM pg_class WHERE relname IN ('t', 't_v')"
    old: dict[str, int] = dict(connection.execute(files).fetchall())
    try:
        with connection.transaction(force_rollback=True):
            changed(connection, before, after)
            new: dict[str, int] = dict(connection.execute(files).fetchall())
    except psycopg.errors.CannotCoerce:
        return "no cast", False
    except psycopg.errors.UndefinedObject:  # json cannot be indexed. Nothing becomes json for free.
        return "rewrite", False
    rewritten = old["t"] != new["t"]
    return "rewrite" if rewritten else "none", not rewritten and old.get("t_v") != new.get("t_v")


def differences(connection: Connection, version: int) -> Iterator[str]:
    for before, others in [(name, family) for family in FAMILIES for name in family]:
        connection.execute(f"CREATE TEMPORARY TABLE t (v {before})".encode())
        if before != "json":
            connection.execute("CREATE INDEX t_v ON t (v)")
        for after in others:
            said, found = tell(judged(before, after, version)), measured(connection, before, after)
            if said != found:
                yield f"{before} to {after}: said {said}, measured {found}"
        connection.rollback()


def tell(found: TypeChange) -> tuple[str, bool]:
    """In the words of ``measured``. Between timestamps it is for free here, in a session with TimeZone UTC."""
    if "no cast" in (found.narrows or ""):
        return "no cast", False
    return {"unknown": "none"}.get(found.cost, found.cost), found.rebuilds_indexes


def test_cost_of_every_change_on_18(on_18: Connection) -> None:
    assert list(differences(on_18, 18)) == []


def test_cost_of_every_change_on_15(on_15: Connection) -> None:
    assert list(differences(on_15, 15)) == []


def test_timestamps_are_rewritten_outside_of_utc(on_18: Connection) -> None:
    assert judged("timestamp", "timestamp with time zone").cost == "unknown"
    on_18.execute("CREATE TABLE t (v timestamp)")
    on_18.execute("SET LOCAL TimeZone TO 'Europe/Berlin'")
    file = "SELECT relfilenode FROM pg_class WHERE relname = 't'"
    before = on_18.execute(file).fetchone()
    changed(on_18, "timestamp", "timestamp with time zone")
    assert on_18.execute(file).fetchone() != before
    on_18.rollback()


@pytest.mark.parametrize(("before", "after", "value", "expected"), VALUES)
def test_lost_values_are_told(on_18: Connection, before: str, after: str, value: str, expected: str | None) -> None:
    found = judged(before, after)
    assert found.narrows
    assert became(on_18, before, after, value) == expected
    assert found.fails == (expected is None)


@pytest.mark.parametrize(("before", "after", "value"), KEPT)
def test_kept_values_are_not_told(on_18: Connection, before: str, after: str, value: str) -> None:
    assert judged(before, after).narrows == ""
    on_18.execute(f"CREATE TABLE t (v {before})".encode())
    same = f"SELECT v::text::{before}::text = ({value})::{before}::text FROM t"
    on_18.execute(f"INSERT INTO t SELECT ({value})::{before}".encode())
    changed(on_18, before, after)
    assert on_18.execute(same.encode()).fetchone() == (True,)
    on_18.rollback()


def became(connection: Connection, before: str, after: str, value: str) -> str | None:
    """The value as text, or None where the server refuses it."""
    connection.execute(f"CREATE TABLE t (v {before})".encode())
    connection.execute(f"INSERT INTO t SELECT ({value})::{before}".encode())
    try:
        changed(connection, before, after)
    except psycopg.DataError:
        return None
    else:
        row = connection.execute("SELECT v::text FROM t").fetchone()
        assert row is not None
        return str(row[0]).rstrip()
    finally:
        connection.rollback()
