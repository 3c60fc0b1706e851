"""Runs one operation of Django's on a real database, and has it translated to statements as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import CreateModel, Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from schemaguard.databases.registry import database
from schemaguard.statements import Statement
from schemaguard.steps.source import MigrationFile
from schemaguard.steps.walk import Course, Walk
from schemaguard.target import Target

APP = "books"
#: A new alias for each connection: drivers keep pools by alias.
ALIASES = (f"measured{number}" for number in count())


def given(key: models.Field[Any, Any]) -> list[Operation]:
    """Two models. ``key`` is the kind of primary key that the database likes."""
    return [
        CreateModel("Author", [("id", key), ("name", models.CharField(max_length=20))]),
        CreateModel(
            "Book",
            [
                ("id", key.clone()),
                ("author", models.ForeignKey("books.Author", models.CASCADE, null=True)),
                ("title", models.CharField(max_length=20)),
                ("note", models.CharField(max_length=20, null=True)),
                ("isbn", models.IntegerField(unique=True)),
                ("rank", models.IntegerField(db_index=True)),
                ("pages", models.PositiveIntegerField()),
                ("weight", models.IntegerField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["pages"], name="pages_index")],
                "constraints": [
                    models.UniqueConstraint(fields=["title", "pages"], name="title_once"),
                    models.CheckConstraint(condition=models.Q(weight__gt=0), name="weight_check"),
                ],
            },
        ),
    ]


class Stage:
    """A database with the given models, on which one operation is tried."""

    def __init__(self, connection: Any, before: Sequence[Operation]) -> None:
        self.connection = connection
        self.state = ProjectState()
        with connection.schema_editor(atomic=False) as editor:
            for operation in before:
                self.state = self.perform(operation, editor)

    def perform(self, operation: Operation, editor: Any) -> ProjectState:
        """Run the operation forwards. The editor's deferred SQL comes when it is closed."""
        after = self.state.clone()
        operation.state_forwards(APP, after)
        operation.database_forwards(APP, editor, self.state, after)
        return after

    def run(self, operation: Operation) -> list[str]:
        """The SQL of an operation."""
        said: list[str] = []

        def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            said.append(sql)
            return execute(sql, params, many, context)

        with self.connection.execute_wrapper(listen), self.connection.schema_editor(atomic=False) as editor:
            self.perform(operation, editor)
        return said

    def statements(self, operation: Operation, target: Target) -> list[Statement]:
        """What the rules see of it."""
        migration: Migration = type("Migration", (Migration,), {"operations": [operation]})("0002_measured", APP)
        course = Course(target, database(target.vendor), (self.connection.alias,))
        (found,) = Walk([course], self.state.clone()).migrations([MigrationFile(migration, text="")])
        return [statement for _, statement in found.statements()]


@contextmanager
def connected(settings: dict[str, Any]) -> Iterator[Any]:
    """A connection of Django's to a database that the settings do not name."""
    alias = next(ALIASES)
    connections.settings[alias] = {**connections.settings["default"], "TEST": {}, "OPTIONS": {}, **settings}
    try:
        yield connections[alias]
    finally:
        # The wrapper's own close() spares databases in memory.
        BaseDatabaseWrapper.close(connections[alias])
        del connections[alias]
        del connections.settings[alias]
