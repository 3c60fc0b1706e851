"""What somebody changes by hand in SQLite is found, and a clean database is silent."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.db.migrations import AddField, AlterField, AlterModelTable, RemoveField, RenameField, RenameModel
from django.db.migrations.operations.base import Operation

from schemaguard.schema.compare import compare, compare_fully
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.databases.django_operations import Stage, connected, given
from tests.drift.harness import Injection, inject, snapshot
from tests.drift.sqlite_base import BASE, INDEXES, TABLES, TRIGGERS, VIEWS, execute, make
from tests.drift.sqlite_changes import CHANGES

pytestmark = pytest.mark.usefixtures("own_connections")


def read(path: Path) -> SchemaSnapshot:
    return snapshot("sqlite", {"ENGINE": "django.db.backends.sqlite3", "NAME": path})


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("sqlite") / "base.sqlite3")


@pytest.fixture
def database(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(base, tmp_path))


@pytest.mark.parametrize("injection", CHANGES, ids=str)
def test_change_is_found(injection: Injection, database: Path) -> None:
    inject(injection, lambda: read(database), lambda statement: execute(database, statement))


def test_everything_is_read(base: Path) -> None:
    found = read(base)
    assert found.gaps == ()
    assert {table.name for table in found.all("table")} == set(TABLES)
    assert {view.name for view in found.all("view")} == set(VIEWS)
    owners = (*found.all("table"), *found.all("view"))
    assert {index.name for owner in owners for index in owner.indexes} == set(INDEXES)
    assert {trigger.name for owner in owners for trigger in owner.triggers} == set(TRIGGERS)


def silent(left: SchemaSnapshot, right: SchemaSnapshot) -> None:
    assert compare(left, right) == ()
    assert fingerprint(left) == fingerprint(right)


def test_silent_when_read_twice(base: Path) -> None:
    assert read(base) == read(base)


def test_silent_when_made_in_another_order(base: Path, tmp_path: Path) -> None:
    parts: list[Any] = [list(TABLES.values()), [text for _, text in INDEXES.values()], list(VIEWS.values())]
    parts.append([text for _, text in TRIGGERS.values()])
    other = make(tmp_path / "other.sqlite3", [text for part in parts for text in reversed(part)])
    assert read(other) == read(base)


def test_silent_after_vacuum_analyze_and_rows(base: Path, database: Path) -> None:
    insert = """INSERT INTO customer (email, name, visits, settings) VALUES ('a@b', 'A', 1, '{}')"""
    execute(database, insert, "INSERT INTO search VALUES ('a', 'b')", "ANALYZE", "VACUUM", "REINDEX")
    assert read(database) == read(base)


def test_silent_when_spelled_otherwise(base: Path, tmp_path: Path) -> None:
    other = make(tmp_path / "other.sqlite3", map(respelled, BASE))
    silent(read(base), read(other))


def respelled(statement: str) -> str:
    """Other quotes, other spaces, comments, and keywords in lower case; but no other strings."""
    if "VIRTUAL TABLE" in statement:
        # What the arguments of a module mean, only the module knows.
        return statement.replace("USING fts5(title, ", "using  FTS5 (title,")
    parts = statement.split("'")
    for number in range(0, len(parts), 2):
        words = parts[number].replace('"order"', "[order]").replace('"', "`").replace(" ", " /* ' */\n -- \"\n ")
        parts[number] = words.replace("NOT NULL", "not null").replace("UNIQUE", "unique").replace("CHECK", "check")
    return "'".join(parts)


def test_silent_when_renamed_back_and_forth(base: Path, database: Path) -> None:
    """SQLite writes the texts of all that depends on a table anew, with quotes of its own."""
    execute(
        database,
        'ALTER TABLE "customer" RENAME TO "new__customer"',
        'ALTER TABLE "new__customer" RENAME TO "customer"',
        'ALTER TABLE "order" RENAME "status" TO "state"',
        'ALTER TABLE "order" RENAME "state" TO "status"',
    )
    silent(read(base), read(database))


def test_order_of_columns_is_noted_but_no_difference(base: Path, database: Path) -> None:
    execute(database, 'DROP TABLE "tag"', 'CREATE TABLE "tag" ("label" text, "slug" varchar(50) NOT NULL PRIMARY KEY)')
    found = compare_fully(read(base), read(database))
    assert (found.changes, found.orders) == ((), ("tag",))


def field(name: str, kind: models.Field[Any, Any]) -> list[Operation]:
    """Add a field and take it away again."""
    return [AddField("Book", name, kind), RemoveField("Book", name)]


@pytest.mark.parametrize(
    "operations",
    [
        field("extra", models.IntegerField(unique=True, null=True)),
        field("extra", models.ForeignKey("books.Author", models.CASCADE, null=True)),
        [RenameField("Book", "weight", "mass"), RenameField("Book", "mass", "weight")],
        [AlterField("Book", "rank", models.CharField(max_length=3)), AlterField("Book", "rank", models.IntegerField(db_index=True))],
        [AlterModelTable("Book", "tome"), AlterModelTable("Book", "books_book")],
        [RenameModel("Author", "Writer"), RenameModel("Writer", "Author")],
        [RenameModel("Book", "Tome"), RenameModel("Tome", "Book")],
    ],
    ids=lambda operations: operations[0].describe(),
)  # fmt: skip
def test_silent_after_django_rebuilt_a_table(operations: list[Operation], tmp_path: Path) -> None:
    before, after = tmp_path / "before.sqlite3", tmp_path / "after.sqlite3"
    for path, performed in ((before, []), (after, operations)):
        with connected({"ENGINE": "django.db.backends.sqlite3", "NAME": path}) as connection:
            Stage(connection, [*given(models.BigAutoField(primary_key=True)), *performed])
    found = compare_fully(read(before), read(after))
    assert found.changes == ()
    # Old names stay, which nobody chose.
    assert fingerprint(read(before)) == fingerprint(read(after))
