"""What is said about changes of types agrees with SQLite, which converts values while Django copies a table."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from schemaguard.databases.sqlite.types import affinity, type_change
from schemaguard.target import Target

SQLITE = Target("sqlite", "sqlite", (3, 37))

#: A value in a column of the first type, and what the copy into the second one makes of it.
VALUES = [
    ("varchar(50)", "varchar(2)", "abc", "abc"),
    ("text", "varchar(2)", "abc", "abc"),
    ("varchar(20)", "integer", "007", 7),
    ("varchar(20)", "integer", "abc", "abc"),
    ("varchar(20)", "decimal", "1.50", 1.5),
    ("text", "real", "1e3", 1000.0),
    ("text", "date", "2020", 2020),
    ("text", "date", "2020-01-01", "2020-01-01"),
    ("integer", "varchar(20)", 7, "7"),
    ("integer", "smallint", 5_000_000_000, 5_000_000_000),
    ("integer", "integer unsigned", -5, -5),
    ("bigint", "real", 9_007_199_254_740_993, 9_007_199_254_740_992.0),
    ("real", "integer", 1.5, 1.5),
    ("real", "text", 0.12345678901234567, "0.123456789012346"),
    ("decimal", "text", 0.12345678901234567, "0.123456789012346"),
    ("datetime", "varchar(30)", "2020-01-01 10:00:00", "2020-01-01 10:00:00"),
    ("text", "blob", "007", "007"),
    ("blob", "text", b"x", b"x"),
]


@pytest.mark.parametrize(("before", "after", "value", "expected"), VALUES)
def test_copied_values(before: str, after: str, value: object, expected: object) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE old (v {before})")
        connection.execute(f"CREATE TABLE new (v {after})")
        connection.execute("INSERT INTO old VALUES (?)", (value,))
        connection.execute("INSERT INTO new SELECT v FROM old")
        found = connection.execute("SELECT v FROM new").fetchone()[0]
    change = type_change(before, after, SQLITE)
    assert (type(found), found) == (type(expected), expected)
    assert change.cost == "rewrite"
    assert change.fails is False
    # Numbers become texts and back without a loss; only other differences have to be told.
    if str(found) != str(value) and not isinstance(value, int | float):
        assert change.narrows
    if change.narrows == "":
        assert str(found) == str(value)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("integer", "INTEGER"),
        ("bigint unsigned", "INTEGER"),
        ("varchar(20)", "TEXT"),
        ("char(32)", "TEXT"),
        ("text", "TEXT"),
        ("blob", "BLOB"),
        ("", "BLOB"),
        ("real", "REAL"),
        ("double precision", "REAL"),
        ("decimal", "NUMERIC"),
        ("datetime", "NUMERIC"),
        ("bool", "NUMERIC"),
        # The order of the rules matters: it contains "int".
        ("point", "INTEGER"),
    ],
)
def test_affinity(kind: str, expected: str) -> None:
    assert affinity(kind) == expected
