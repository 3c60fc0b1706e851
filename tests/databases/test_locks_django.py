"""What is said about Django's own operations agrees with what they do, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import models, transaction
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelTable,
    AlterUniqueTogether,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
    RenameField,
    RenameIndex,
)
from django.db.migrations.operations.base import Operation
from django.db.models import Value
from django.db.models.functions import Now, Random, Upper
from django.utils.module_loading import import_string
from pymongo import MongoClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from schemaguard.databases.base import Lock
from schemaguard.databases.registry import database
from schemaguard.target import Target
from tests.databases.django_operations import Stage, connected, given
from tests.databases.measure_postgresql import WORDS, Measured, measuring
from tests.servers.client import DatabaseServer


def adding(field: models.Field[Any, Any]) -> AddField:
    return AddField("Book", "x", field)


def altering(name: str, field: models.Field[Any, Any]) -> AlterField:
    return AlterField("Book", name, field)


def number() -> int:
    """A default that is computed."""
    return 5


OPERATIONS: dict[str, Operation] = {
    "nullable field": adding(models.IntegerField(null=True)),
    "field with default": adding(models.IntegerField(default=5)),
    "field with callable default": adding(models.IntegerField(default=number)),
    "nullable field with default": adding(models.IntegerField(null=True, default=5)),
    "empty text": adding(models.TextField(blank=True)),
    "positive field": adding(models.PositiveIntegerField(null=True)),
    "unique field": adding(models.IntegerField(null=True, unique=True)),
    "indexed field": adding(models.IntegerField(null=True, db_index=True)),
    "field with constant db_default": adding(models.IntegerField(null=True, db_default=5)),
    "field with constant expression": adding(models.IntegerField(null=True, db_default=Value(5))),
    "field with stable db_default": adding(models.DateTimeField(null=True, db_default=Now())),
    "field with volatile db_default": adding(models.FloatField(null=True, db_default=Random())),
    "generated field": adding(
        models.GeneratedField(expression=Upper("title"), output_field=models.CharField(max_length=20), db_persist=True)
    ),
    "foreign key": adding(models.ForeignKey("books.Author", models.CASCADE, null=True)),
    "foreign key without index": adding(models.ForeignKey("books.Author", models.CASCADE, null=True, db_index=False)),
    "remove plain field": RemoveField("Book", "note"),
    "remove unique field": RemoveField("Book", "isbn"),
    "remove indexed field": RemoveField("Book", "rank"),
    "remove foreign key": RemoveField("Book", "author"),
    "rename field": RenameField("Book", "note", "remark"),
    "longer text": altering("title", models.CharField(max_length=50)),
    "shorter text": altering("title", models.CharField(max_length=10)),
    "unlimited text": altering("note", models.TextField(null=True)),
    "another type": altering("weight", models.BigIntegerField(null=True)),
    "not null": altering("note", models.CharField(max_length=20)),
    "not null with default": altering("note", models.CharField(max_length=20, default="")),
    "null": altering("title", models.CharField(max_length=20, null=True)),
    "db_default": altering("weight", models.IntegerField(null=True, db_default=3)),
    "comment": altering("note", models.CharField(max_length=20, null=True, db_comment="x")),
    "unique": altering("weight", models.IntegerField(null=True, unique=True)),
    "no longer unique": altering("isbn", models.IntegerField()),
    "index": altering("weight", models.IntegerField(null=True, db_index=True)),
    "no longer indexed": altering("rank", models.IntegerField()),
    "positive": altering("weight", models.PositiveIntegerField(null=True)),
    "only in Python": altering("note", models.CharField(max_length=20, null=True, verbose_name="x")),
    "add index": AddIndex("Book", models.Index(fields=["note"], name="note_index")),
    "remove index": RemoveIndex("Book", "pages_index"),
    "rename index": RenameIndex("Book", new_name="renamed_index", old_name="pages_index"),
    "add check": AddConstraint("Book", models.CheckConstraint(condition=models.Q(pages__gt=0), name="x")),
    "remove check": RemoveConstraint("Book", "weight_check"),
    "add unique constraint": AddConstraint("Book", models.UniqueConstraint(fields=["pages", "rank"], name="x")),
    "add partial unique constraint": AddConstraint(
        "Book", models.UniqueConstraint(fields=["pages"], condition=models.Q(rank__gt=0), name="x")
    ),
    "remove unique constraint": RemoveConstraint("Book", "title_once"),
    "unique together": AlterUniqueTogether("Book", {("pages", "rank")}),
    "rename table": AlterModelTable("Book", "tome"),
}

COSTS = ["none", "scan", "rewrite"]


@pytest.fixture(scope="module")
def blocker(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def judged(stage: Stage, operation: Operation, target: str) -> list[Lock]:
    chosen = Target.parse(target)
    vendor = database(chosen.vendor)
    found = [vendor.lock(statement, chosen) for statement in stage.statements(operation, chosen)]
    return [lock for lock in found if lock is not None]


def cost(locks: list[Lock]) -> str:
    if any(lock.rewrites for lock in locks):
        return "rewrite"
    return "scan" if any(lock.scans for lock in locks) else "none"


# SQLite


@pytest.mark.parametrize("name", OPERATIONS)
def test_sqlite_rebuilds(blocker: None, name: str) -> None:
    operation = OPERATIONS[name]
    with connected({"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}) as connection:
        connection.disable_constraint_checking()
        stage = Stage(connection, given(models.BigAutoField(primary_key=True)))
        locks = judged(stage, operation, "sqlite 3.40")
        said = stage.run(operation)
    copied = [sql for sql in said if "new__" in sql or "DROP COLUMN" in sql]
    assert (cost(locks) == "rewrite") == bool(copied)
    assert bool(locks) == any(not sql.startswith(("PRAGMA", "SELECT")) for sql in said)


# PostgreSQL


@pytest.fixture(scope="module")
def postgresql(blocker: None, postgresql_server: DatabaseServer) -> Iterator[Stage]:
    with postgresql_server.fresh() as url:
        parts = urlsplit(url)
        settings = {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": parts.hostname,
            "PORT": parts.port,
            "USER": parts.username,
            "NAME": parts.path[1:],
        }
        with connected(settings) as connection:
            stage = Stage(connection, given(models.BigAutoField(primary_key=True)))
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO books_author (name) SELECT 'a' FROM generate_series(1, 20)")
                cursor.execute(
                    "INSERT INTO books_book (author_id, title, note, isbn, rank, pages, weight) "
                    "SELECT i, 't', 'n', i, i, i, i FROM generate_series(1, 20) i"
                )
            yield stage


# To rename an index, only the index is locked: see test_locks_postgresql.
@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != "rename index"])
def test_postgresql_locks(postgresql: Stage, name: str) -> None:
    operation = OPERATIONS[name]
    locks = judged(postgresql, operation, "postgresql 18")
    found = measure(postgresql, operation)
    mode = max((lock.mode for lock in locks), key=list(WORDS.values()).index, default=None)
    assert mode == found.modes.get("books_book")
    assert cost(locks) == found.cost("books_book")
    assert {table for lock in locks for table in lock.others} == set(found.others("books_book"))


def measure(stage: Stage, operation: Operation) -> Measured:
    with transaction.atomic(stage.connection.alias), stage.connection.cursor() as cursor:
        with measuring(cursor.cursor) as found:
            stage.run(operation)
        transaction.set_rollback(True, stage.connection.alias)
    return found[0]


# MariaDB

#: DDL is not undone there, and each operation needs tables of its own: the ones that could surprise.
ON_MARIADB = [
    *["nullable field", "field with callable default", "positive field", "unique field", "indexed field"],
    *["foreign key", "remove plain field", "remove indexed field", "longer text", "shorter text", "not null"],
    *["comment", "unique", "add check", "add unique constraint", "rename field"],
]


@pytest.mark.parametrize("name", ON_MARIADB)
def test_mariadb_rewrites(blocker: None, mariadb_url: str, name: str) -> None:
    operation, parts = OPERATIONS[name], urlsplit(mariadb_url)
    settings = {
        "ENGINE": "django.db.backends.mysql",
        "HOST": parts.hostname,
        "PORT": parts.port,
        "USER": parts.username,
        "NAME": parts.path[1:],
    }
    with connected(settings) as connection:
        stage = Stage(connection, given(models.BigAutoField(primary_key=True)))
        locks = judged(stage, operation, "mariadb 10.11")
        before = tablespace(connection)
        stage.run(operation)
        rewritten = tablespace(connection) != before
    assert (cost(locks) == "rewrite") == rewritten


def tablespace(connection: Any) -> object:
    """It changes when the table is written anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT space FROM information_schema.innodb_sys_tables WHERE name = concat(database(), '/books_book')"
        )
        return cursor.fetchone()


# MongoDB


class Commands(CommandListener):
    """The commands that a client sends."""

    def __init__(self) -> None:
        self.seen: list[CommandStartedEvent] = []

    def started(self, event: CommandStartedEvent) -> None:
        """Note what changes something."""
        if event.command_name not in ("find", "aggregate", "listIndexes", "listCollections", "hello", "getMore"):
            self.seen.append(event)

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Of no interest."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Of no interest: the operation fails as well."""


def mongodb_cost(event: CommandStartedEvent) -> str:
    """An update without a condition writes every document; a condition has to be looked for."""
    if event.command_name == "update":
        return "scan" if event.command["updates"][0]["q"] else "rewrite"
    return {"createIndexes": "scan", "dropIndexes": "none", "renameCollection": "none"}[event.command_name]


def skip_old_server(connection: Any, url: str) -> None:
    """Newer versions of the backend refuse the server that the tests start."""
    wanted = connection.features.minimum_database_version
    with MongoClient[dict[str, Any]](url) as client:
        version = tuple(client.server_info()["versionArray"][: len(wanted)])
    if version < wanted:
        pytest.skip(f"this django-mongodb-backend wants MongoDB {wanted}, the server is {version}")


#: What MongoDB cannot do, or leaves out.
NOT_IN_MONGODB = ("db_default", "generated field", "constant expression")


@pytest.mark.parametrize("name", [name for name in OPERATIONS if not name.endswith(NOT_IN_MONGODB)])
def test_mongodb_commands(blocker: None, mongodb_url: str, name: str) -> None:
    operation, commands = OPERATIONS[name], Commands()
    host, _, database_name = mongodb_url.rpartition("/")
    settings = {
        "ENGINE": "django_mongodb_backend",
        "HOST": host,
        "NAME": database_name,
        "OPTIONS": {"event_listeners": [commands], "directConnection": True},
    }
    key = import_string("django_mongodb_backend.fields.ObjectIdAutoField")
    with connected(settings) as connection:
        skip_old_server(connection, mongodb_url)
        stage = Stage(connection, given(key(primary_key=True)))
        locks = judged(stage, operation, "mongodb 6.0")
        commands.seen.clear()
        stage.run(operation)
        costs = {mongodb_cost(event) for event in commands.seen}
        connection.close_pool()
    assert cost(locks) == max(costs, key=COSTS.index, default="none")
    assert bool(locks) == bool(costs)
