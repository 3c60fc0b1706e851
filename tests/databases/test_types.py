"""Changes of types: what no server here can prove, and what all databases have in common."""

from __future__ import annotations

import pytest

from schemaguard.databases.base import TypeChange
from schemaguard.databases.mysql.type_names import TypeName
from schemaguard.databases.mysql.type_names import read as read_mysql
from schemaguard.databases.narrowing import DOUBLE, REAL, Number, decimal, number_losses, told, whole
from schemaguard.databases.postgresql.type_names import read as read_postgresql
from schemaguard.databases.registry import database
from schemaguard.target import Target

TARGETS = ["postgresql 14", "mysql 8.4", "mariadb 10.11", "sqlite 3.37", "mongodb 6.0"]


def change(before: str | None, after: str | None, target: str) -> TypeChange:
    chosen = Target.parse(target)
    return database(chosen.vendor).type_change(before, after, chosen)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("before", "after"), [(None, "text"), ("text", None), (None, None)])
def test_what_is_not_known_is_said_to_be_unknown(target: str, before: str | None, after: str | None) -> None:
    assert change(before, after, target).narrows is None


@pytest.mark.parametrize("target", TARGETS)
def test_the_same_type_changes_nothing(target: str) -> None:
    assert change("varchar(20)", "varchar(20)", target) == TypeChange("none")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("character varying(20)", "varchar(20)"),
        ("timestamptz", "timestamp with time zone"),
        ("int4", "integer"),
        ("decimal(8,2)", "numeric(8, 2)"),
        ("serial", "integer"),
        ("bool", "boolean"),
        ("integer[3]", "integer[]"),
        ("pg_catalog.int8", "BIGINT"),
    ],
)
def test_postgresql_has_several_names_for_a_type(before: str, after: str) -> None:
    assert change(before, after, "postgresql 14") == TypeChange("none")


@pytest.mark.parametrize(("before", "after"), [("mood", "text"), ("text", "hstore"), ("geometry(Point, 4326)", "text")])
def test_postgresql_types_of_others_are_unknown(before: str, after: str) -> None:
    assert change(before, after, "postgresql 14") == TypeChange("unknown", None)


@pytest.mark.parametrize(
    ("before", "after", "text", "fails"),
    [
        ("varchar(50)", "varchar(20)", "values longer than 20 characters", True),
        ("text", "varchar(20)", "values longer than 20 characters", False),
        ("bigint", "integer", "numbers outside -2147483648 to 2147483647", True),
        (
            "numeric(10, 4)",
            "numeric(6, 2)",
            "numbers outside -9999 to 9999 and digits after the first 2 decimal places",
            False,
        ),
        ("numeric(8, 2)", "integer", "fractions", False),
        ("timestamp", "date", "the time of day", False),
        ("interval", "bigint", "all values, as PostgreSQL has no cast from interval to bigint", True),
    ],
)
def test_losses_are_told_in_words(before: str, after: str, text: str, fails: bool) -> None:
    found = change(before, after, "postgresql 18")
    assert (found.narrows, found.fails) == (text, fails)


@pytest.mark.parametrize(
    ("before", "after", "cost"),
    [
        # One byte for the length up to 255 bytes: 63 characters of utf8mb4.
        ("varchar(20)", "varchar(63)", "none"),
        ("varchar(20)", "varchar(64)", "rewrite"),
        ("varchar(63)", "varchar(64)", "rewrite"),
        ("varchar(64)", "varchar(300)", "none"),
        ("varchar(64)", "varchar(63)", "rewrite"),
        ("varchar(85) character set utf8mb3", "varchar(86) character set utf8mb3", "rewrite"),
        ("varchar(200) character set latin1", "varchar(255) character set latin1", "none"),
        ("varchar(20)", "varchar(30) character set latin1", "rewrite"),
        ("varbinary(20)", "varbinary(255)", "none"),
        ("char(20)", "char(30)", "rewrite"),
        ("integer", "bigint", "rewrite"),
        ("int(11)", "integer", "none"),
        ("datetime", "datetime(6)", "rewrite"),
        ("enum('a')", "enum('a','b')", "none"),
        ("enum('a')", "enum('b','a')", "rewrite"),
        (f"set({','.join(map(repr, 'abcdefgh'))})", f"set({','.join(map(repr, 'abcdefghi'))})", "rewrite"),
        ("text", "longtext", "rewrite"),
    ],
)
def test_mysql_costs(before: str, after: str, cost: str) -> None:
    assert change(before, after, "mysql 8.4").cost == cost


@pytest.mark.parametrize(
    ("before", "after", "target", "text", "fails"),
    [
        ("varchar(50)", "varchar(20)", "mysql 8.4", "values longer than 20 characters", True),
        ("varchar(20)", "integer", "mysql 8.4", "texts that are no number and fractions", False),
        ("varchar(20)", "integer", "mariadb 10.11", "texts that are no number", True),
        ("longtext", "json", "mysql 8.4", "texts that are no JSON and the order of keys and duplicate keys", False),
        ("longtext", "json", "mariadb 10.11", "texts that are no JSON", True),
        ("integer", "integer unsigned", "mysql 8.4", "numbers outside 0 to 4294967295", True),
        ("datetime(6)", "datetime", "mysql 8.4", "fractions of a second beyond 0 digits", False),
        ("enum('a','b')", "enum('a')", "mysql 8.4", "the values 'b'", True),
        ("longtext", "text", "mysql 8.4", "values longer than 65535 bytes", True),
        ("time", "datetime", "mysql 8.4", None, True),
        ("point", "varchar(20)", "mysql 8.4", None, True),
        ("bit(8)", "varchar(20)", "mysql 8.4", None, True),
    ],
)
def test_mysql_losses(before: str, after: str, target: str, text: str | None, fails: bool) -> None:
    found = change(before, after, target)
    assert (found.narrows, found.fails) == (text, fails)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BIGINT(20) UNSIGNED ZEROFILL", TypeName("bigint", unsigned=True)),
        ("bool", TypeName("tinyint")),
        ("decimal(8)", TypeName("numeric", (8, 0))),
        ("decimal", TypeName("numeric", (10, 0))),
        ("enum('a b','it''s','(x)')", TypeName("enum", members=("a b", "it's", "(x)"))),
        ("varchar(20) character set latin1 collate latin1_bin", TypeName("varchar", (20,), charset="latin1")),
        ("double precision unsigned", TypeName("double precision", unsigned=True)),
        ("datetime", TypeName("datetime", (0,))),
    ],
)
def test_mysql_names(text: str, expected: TypeName) -> None:
    assert read_mysql(text) == expected


@pytest.mark.parametrize(
    ("text", "name", "sizes", "array"),
    [
        ("timestamp(3) with time zone", "timestamp with time zone", (3,), False),
        ("numeric(8, 2)[]", "numeric", (8, 2), True),
        ("character varying(20)[][]", "varchar", (20,), True),
        ("integer array[4]", "integer", (), True),
        ("char", "char", (1,), False),
        ("numeric(3, -2)", "numeric", (3, -2), False),
    ],
)
def test_postgresql_names(text: str, name: str, sizes: tuple[int, ...], array: bool) -> None:
    found = read_postgresql(text)
    assert (found.name, found.sizes, found.array) == (name, sizes, array)


@pytest.mark.parametrize(
    ("before", "after", "texts"),
    [
        (whole(16), whole(32), []),
        (whole(32), whole(32, unsigned=True), ["numbers outside 0 to 4294967295"]),
        (whole(32), DOUBLE, []),
        (whole(64), DOUBLE, ["digits beyond the first 15"]),
        (decimal(8, 2), decimal(9, 3), []),
        (decimal(8, 2), decimal(8, 3), ["numbers outside -99999 to 99999"]),
        (decimal(20, 2), DOUBLE, ["digits beyond the first 15"]),
        (REAL, DOUBLE, []),
        (DOUBLE, REAL, ["digits beyond the first 6"]),
        (DOUBLE, Number(), ["digits beyond the first 15"]),
        (Number(), whole(16), ["numbers outside -32768 to 32767", "fractions"]),
        (Number(), Number(), []),
    ],
)
def test_numbers_that_do_not_fit(before: Number, after: Number, texts: list[str]) -> None:
    assert [loss.text for loss in number_losses(before, after)] == texts


def test_nothing_lost_is_an_empty_text() -> None:
    assert told([]) == ("", True)


def test_mongodb_converts_nothing() -> None:
    assert change("int", "string", "mongodb 6.0") == TypeChange("none", None, fails=False)
