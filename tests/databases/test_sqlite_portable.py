"""What is left of a SQLite schema for a comparison with another kind of database."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.sqlite.introspect import introspect
from schemaguard.databases.sqlite.portable import family, portable
from schemaguard.databases.sqlite.traits import DATA_TYPES
from schemaguard.schema.objects import Column, ForeignKey, PrimaryKey, Table, Unique
from tests.drift.sqlite_base import make

FIELDS = {
    "integer": """AutoField BigAutoField SmallAutoField BooleanField DurationField IntegerField BigIntegerField
        OneToOneField PositiveBigIntegerField PositiveIntegerField PositiveSmallIntegerField SmallIntegerField""",
    "decimal": "DecimalField",
    "float": "FloatField",
    "text": """CharField FileField FilePathField IPAddressField GenericIPAddressField JSONField SlugField TextField
        UUIDField""",
    "bytes": "BinaryField",
    "date": "DateField",
    "time": "TimeField",
    "timestamp": "DateTimeField",
}


def test_each_field_of_django_has_its_family() -> None:
    made = {name: type_name({}) if callable(type_name) else type_name for name, type_name in DATA_TYPES.items()}
    expected = {name: word for word, names in FIELDS.items() for name in names.split()}
    assert {name: family(type_name) for name, type_name in made.items()} == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [("", ""), ("geometry", ""), ("point", ""), ("any", ""), ("double precision", "float"), ("character varying(3)", "text"), ("int", "integer")],
)  # fmt: skip
def test_other_types(declared: str, expected: str) -> None:
    assert family(declared) == expected


def test_portable(tmp_path: Path) -> None:
    path = make(
        tmp_path / "shop.sqlite3",
        [
            "CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT, b varchar(3) UNIQUE CHECK (b > ''), \"c d\" decimal)",
            "CREATE TABLE e (a_id bigint NOT NULL REFERENCES a ON DELETE CASCADE, PRIMARY KEY (a_id)) WITHOUT ROWID",
            'CREATE UNIQUE INDEX i1 ON a ("c d" DESC, b)',
            "CREATE UNIQUE INDEX i2 ON a (b) WHERE b > 'x'",
            "CREATE UNIQUE INDEX i3 ON a (lower(b))",
            "CREATE INDEX i4 ON a (b)",
            "CREATE VIEW v AS SELECT b FROM a",
            "CREATE VIRTUAL TABLE s USING fts5(x)",
            "CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; END",
        ],
    )
    found = portable(introspect(Source("shop", {"NAME": path}), Wanted()))
    assert found.objects == (
        Table(
            "a",
            columns=(
                Column("id", "integer", nullable=False, position=1),
                Column("b", "text", position=2),
                Column("c d", "decimal", position=3),
            ),
            primary_key=(PrimaryKey("PRIMARY", ("id",), auto_named=True),),
            uniques=(Unique("(b)", ("b",), auto_named=True), Unique("i1", ("c d", "b"), auto_named=True)),
        ),
        Table(
            "e",
            columns=(Column("a_id", "integer", nullable=False, position=1),),
            primary_key=(PrimaryKey("PRIMARY", ("a_id",), auto_named=True),),
            foreign_keys=(ForeignKey("(a_id)", ("a_id",), "a", ("id",), auto_named=True),),
        ),
    )
