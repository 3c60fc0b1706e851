"""Column definitions of MySQL and MariaDB, and what the parser makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from schemaguard.databases.mysql.parse import parse
from schemaguard.statements import AddColumn, Column, CreateTable, Reference
from tests.databases.mariadb import refused
from tests.databases.parsing import read

# A column definition, and its column "a".
COLUMNS: list[tuple[str, dict[str, Any]]] = [
    ("int DEFAULT NULL", {}),
    ("int NULL", {}),
    ("int REFERENCES u (id)", {"references": Reference(table="u", columns=("id",))}),
    ("int CHECK (a > 0)", {"check": True}),
    ("int AS (b + 1)", {"generated": "virtual"}),
    ("int GENERATED ALWAYS AS (b + 1) STORED", {"generated": "stored"}),
    ("int AS (b + 1) PERSISTENT", {"generated": "stored"}),
    ("SERIAL", {"type": "bigint unsigned", "null": False, "unique": True, "identity": True}),
    ("int KEY", {"primary_key": True}),
    (
        "datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)",
        {"type": "datetime(6)", "null": False, "default": "stable", "default_text": "CURRENT_TIMESTAMP(6)"},
    ),
    (
        r"varchar(9) CHARACTER SET ascii COLLATE ascii_bin COMMENT 'it\'s'",
        {"type": "varchar(9)", "charset": "ascii", "collation": "ascii_bin", "comment": "it's"},
    ),
    ("int INVISIBLE DEFAULT 3", {"default": "constant", "default_text": "3"}),
    ("int WITHOUT SYSTEM VERSIONING", {}),
]

TYPES = {
    "INT(11)": "integer",
    "integer unsigned": "integer unsigned",
    "bigint(20) UNSIGNED ZEROFILL": "bigint unsigned zerofill",
    "tinyint(1)": "bool",
    "BOOLEAN": "bool",
    "tinyint(4)": "tinyint",
    "smallint(6) unsigned": "smallint unsigned",
    "INT4": "integer",
    "mediumint": "mediumint",
    "DECIMAL(8,2)": "numeric(8, 2)",
    "dec(8)": "numeric(8)",
    "double": "double precision",
    "DOUBLE PRECISION": "double precision",
    "real": "double precision",
    "float(7,4)": "float(7, 4)",
    "character varying(20)": "varchar(20)",
    "NATIONAL VARCHAR(20)": "varchar(20)",
    "NATIONAL CHARACTER VARYING(20)": "varchar(20)",
    "NCHAR VARCHAR(20)": "varchar(20)",
    "CHARACTER(32)": "char(32)",
    "LONG VARCHAR": "mediumtext",
    "longtext": "longtext",
    "datetime(6)": "datetime(6)",
    "year(4)": "year",
    "JSON": "json",
    "uuid": "uuid",
    "varbinary(16)": "varbinary(16)",
    "enum('a','B, c')": "enum('a', 'B, c')",
    "set('x')": "set('x')",
    "point": "point",
}

DEFAULTS = {
    "-1.5e3": "constant",
    "'now()'": "constant",
    "_utf8mb4'x' COLLATE utf8mb4_bin": "constant",
    "x'1F'": "constant",
    "TRUE": "constant",
    "DATE '2026-01-01'": "constant",
    "(1 + 2)": "constant",
    "(concat('a', 'b'))": "constant",
    "(json_object())": "constant",
    "(cast('[]' as char))": "constant",
    "now()": "stable",
    "CURRENT_TIMESTAMP": "stable",
    "(curdate() + interval 1 day)": "stable",
    "(UUID())": "volatile",
    "uuid()": "volatile",
    "(rand() * 10)": "volatile",
    "(concat(now(), uuid()))": "volatile",
    "NEXT VALUE FOR q": "volatile",
    "nextval(q)": "volatile",
    "(b + 1)": "volatile",
    "(`b` + 1)": "volatile",
    "(my_function())": "unknown",
}


@pytest.mark.parametrize(("definition", "expected"), COLUMNS)
def test_columns(definition: str, expected: dict[str, Any]) -> None:
    column = Column(**{"name": "a", "type": "integer", **expected})
    assert read(parse, f"ALTER TABLE t ADD a {definition}") == [AddColumn(table="t", column=column)]


@pytest.mark.parametrize(("written", "spelled"), TYPES.items())
def test_types(written: str, spelled: str) -> None:
    column = Column(name="a", type=spelled)
    assert read(parse, f"CREATE TABLE t (a {written})") == [CreateTable(table="t", columns=(column,))]


@pytest.mark.parametrize(("text", "kind"), DEFAULTS.items())
def test_defaults(text: str, kind: str) -> None:
    (found,) = parse(f"ALTER TABLE t ADD a int DEFAULT {text} COMMENT 'x'")
    assert isinstance(found, AddColumn)
    assert found.column.default == kind


def test_mariadb_reads_them_too(mariadb_url: str) -> None:
    texts = [
        *(f"ALTER TABLE t ADD a {definition}" for definition, _ in COLUMNS),
        *(f"CREATE TABLE t (a {written})" for written in TYPES),
        *(f"ALTER TABLE t ADD a int DEFAULT {text} COMMENT 'x'" for text in DEFAULTS),
    ]
    assert refused(mariadb_url, texts) == []
