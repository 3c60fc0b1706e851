"""Which of two types holds more."""

from __future__ import annotations

import pytest

from schemaguard.schema.harms.sizes import fit

OPPOSITE = {"narrower": "wider", "wider": "narrower", "same": "same", "other": "other"}


@pytest.mark.parametrize(
    ("expected", "actual", "way"),
    [
        ("integer", "bigint", "wider"),
        ("int", "smallint", "narrower"),
        ("int8", "bigint", "same"),
        ("int unsigned", "int", "other"),
        ("smallint unsigned", "bigint", "wider"),
        ("int(11)", "bigint(20) unsigned", "other"),
        ("varchar(20)", "varchar(10)", "narrower"),
        ("character varying(20)", "text", "wider"),
        ("varchar(20)", "varchar", "wider"),
        ("text", "longtext", "wider"),
        ("mediumtext", "text", "narrower"),
        ("char(5)", "varchar(5)", "other"),
        ("numeric(8,2)", "numeric(10,2)", "wider"),
        ("numeric(8,2)", "numeric(10,4)", "wider"),
        ("numeric(8,2)", "numeric(8,4)", "other"),
        ("numeric(8)", "numeric(8,2)", "other"),
        ("decimal(8,2)", "numeric", "wider"),
        ("real", "double precision", "wider"),
        ("double", "real", "narrower"),
        ("integer", "text", "other"),
        ("timestamp(3) with time zone", "timestamp(6) with time zone", "other"),
        ("varchar(10)[]", "varchar(20)[]", "other"),
        ("enum('a','b')", "enum('a')", "narrower"),
        ("enum('a','b')", "enum('a','b','it''s')", "wider"),
        ("enum('a','b')", "enum('b','a')", "other"),
        ("set('a','b')", "set('a','c')", "other"),
        ("geometry(Point,4326)", "geometry(Point,3857)", "other"),
        ("", "integer", "other"),
    ],
)
def test_fit(expected: str, actual: str, way: str) -> None:
    assert fit(expected, actual) == way
    assert fit(actual, expected) == OPPOSITE[way]
