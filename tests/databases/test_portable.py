"""The same models make the same portable schema on every SQL database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import environ
import pytest
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.state import ModelState, ProjectState

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import wrapper
from schemaguard.databases.mysql.portable import family as mysql_family
from schemaguard.databases.postgresql.portable import family as postgresql_family
from schemaguard.databases.postgresql.portable import portable as postgresql_portable
from schemaguard.databases.registry import database
from schemaguard.schema.compare import compare_fully
from schemaguard.schema.objects import Column, Domain, Enum, Index, PrimaryKey, SchemaObject, Table, Unique
from schemaguard.schema.snapshot import SchemaSnapshot

pytestmark = pytest.mark.usefixtures("own_connections")


FIELDS: dict[str, models.Field[Any, Any]] = {
    "big": models.BigIntegerField(null=True),
    "binary": models.BinaryField(null=True),
    "boolean": models.BooleanField(null=True),
    "char": models.CharField(max_length=40),
    "date": models.DateField(null=True),
    "moment": models.DateTimeField(),
    "decimal": models.DecimalField(max_digits=8, decimal_places=2),
    "duration": models.DurationField(null=True),
    "email": models.EmailField(unique=True),
    "file": models.FileField(),
    "float": models.FloatField(),
    "address": models.GenericIPAddressField(null=True),
    "number": models.IntegerField(db_index=True),
    "json": models.JSONField(),
    "positive_big": models.PositiveBigIntegerField(),
    "positive": models.PositiveIntegerField(),
    "positive_small": models.PositiveSmallIntegerField(),
    "slug": models.SlugField(),
    "small": models.SmallIntegerField(),
    "text": models.TextField(),
    "time": models.TimeField(),
    "url": models.URLField(),
    "uuid": models.UUIDField(unique=True),
}


def tables() -> Iterator[type[models.Model]]:
    """A table with every field of Django, one that refers to it, and one between them."""
    state = ProjectState()
    pair = {"unique_together": {("number", "char")}}
    key = models.BigAutoField(primary_key=True)
    owner = {
        "id": models.AutoField(primary_key=True),
        "one": models.OneToOneField("shop.every", models.CASCADE),
        "parent": models.ForeignKey("self", models.SET_NULL, null=True),
        "many": models.ManyToManyField("shop.every", related_name="+"),
    }
    state.add_model(ModelState("shop", "Every", [("id", key), *FIELDS.items()], options=pair))
    state.add_model(ModelState("shop", "Owner", list(owner.items())))
    yield from (state.apps.get_model("shop", name) for name in ("Every", "Owner"))


def made(url: str) -> SchemaSnapshot:
    """What is left of the models' tables on one database."""
    settings = environ.Env.db_url_config(url)
    connection: BaseDatabaseWrapper = wrapper(settings)
    with closing(connection), connection.schema_editor() as editor:
        for model in tables():
            editor.create_model(model)
    found = database(connection.vendor)
    return found.portable(found.introspect(Source("live", settings), Wanted()))


def test_models_are_the_same_everywhere(postgresql_url: str, mariadb_url: str, tmp_path: Path) -> None:
    snapshots = [made(url) for url in (postgresql_url, mariadb_url, f"sqlite:///{tmp_path / 'file'}")]
    first = snapshots[0]
    assert len(first.all("table")) == 3
    assert sum(len(table.foreign_keys) for table in first.objects) == 4
    assert all(column.type for table in first.objects for column in table.columns)
    for other in snapshots[1:]:
        result = compare_fully(first, other)
        assert (result.changes, result.unknown, result.about) == ((), (), ())


def test_models_are_the_same_on_mysql(mysql_url: str, tmp_path: Path) -> None:
    result = compare_fully(made(mysql_url), made(f"sqlite:///{tmp_path / 'file'}"))
    assert (result.changes, result.unknown, result.about) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("integer", "integer"),
        ("interval", "integer"),
        ("boolean", "integer"),
        ("numeric(8,2)", "decimal"),
        ("double precision", "float"),
        ("character varying(80)", "text"),
        ("public.citext", "text"),
        ("jsonb", "text"),
        ("bytea", "bytes"),
        ("timestamp(3) with time zone", "timestamp"),
        ("time(6) without time zone", "time"),
        ('"Mood"', "text"),
        ("price", "decimal"),
        ("loop", ""),
        ("integer[]", ""),
        ("int4range", ""),
        ("hstore", ""),
    ],
)
def test_families_of_postgresql(text: str, expected: str) -> None:
    assert postgresql_family(text, {"Mood"}, {"price": "cents", "cents": "numeric(10,2)", "loop": "loop"}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tinyint(1)", "integer"),
        ("bigint unsigned", "integer"),
        ("decimal(8,2)", "decimal"),
        ("enum('a','b')", "text"),
        ("uuid", "text"),
        ("longtext", "text"),
        ("varbinary(8)", "bytes"),
        ("datetime(6)", "timestamp"),
        ("time(6)", "time"),
        ("date", "date"),
        ("double", "float"),
        ("point", ""),
    ],
)
def test_families_of_mysql(text: str, expected: str) -> None:
    assert mysql_family(text) == expected


def test_what_is_left_of_postgresql() -> None:
    columns = (Column("a", "mood"), Column("b", "integer", nullable=False, default="1"))
    objects: list[SchemaObject] = [
        Table(
            "t",
            kind="partitioned",
            columns=columns,
            primary_key=(PrimaryKey("t_pkey", ("b",)),),
            uniques=(Unique("u", ("a",), deferrable="deferrable"),),
            indexes=(
                Index("same", ("a",), unique=True),
                Index("other", ("b DESC NULLS LAST", "a"), unique=True),
                Index("part", ("b",), unique=True, predicate="a IS NULL"),
                Index("failed", ("b",), unique=True, valid=False),
                Index("expression", ("(lower(a))",), unique=True),
                Index("plain", ("b",)),
            ),
        ),
        Table("t_1", columns=columns, partition_of="t"),
        Table("far", kind="foreign", columns=columns),
        Enum("mood", labels=("x",)),
        Domain("d", type="integer"),
    ]
    (found,) = postgresql_portable(SchemaSnapshot.of("postgresql", objects, about=(("collation", "C"),))).objects
    assert found == Table(
        "t",
        columns=(Column("a", "text"), Column("b", "integer", nullable=False)),
        primary_key=(PrimaryKey("t_pkey", ("b",), auto_named=True),),
        uniques=(Unique("other", ("b", "a"), auto_named=True), Unique("u", ("a",), auto_named=True)),
    )
