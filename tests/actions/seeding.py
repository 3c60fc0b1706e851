"""Short ways to generated rows on any database, for tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import environ
from django.db import connections
from django.db.migrations.state import ProjectState

from schemaguard.actions._seed import Seeds
from schemaguard.actions._swapped import swapped
from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.registry import database
from schemaguard.databases.stage import Stage, State, Trace

MEMORY = "sqlite://:memory:"


class PlainStage(Stage):
    """Reads the schema, and leaves rows to whoever asks for them."""

    def state(self) -> State:
        return State(database(self.connection.vendor).introspect(self.source, Wanted()))

    @contextmanager
    def traced(self) -> Iterator[Trace]:
        yield Trace()


@dataclass
class Place:
    """A database under the alias "default"."""

    stage: PlainStage
    seeds: Seeds = field(default_factory=Seeds)

    def run(self, *statements: str) -> None:
        with self.stage.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        names = ", ".join(columns) or "*"
        with self.stage.connection.cursor() as cursor:
            cursor.execute(f"SELECT {names} FROM {table} ORDER BY 1")
            return [tuple(row) for row in cursor.fetchall()]

    def fill(self, models: ProjectState | None = None, node: tuple[str, str] | None = None) -> tuple[str, ...]:
        return self.seeds.fill(self.stage, self.stage.state(), models or ProjectState(), node)

    def repeat(self, models: ProjectState | None = None, statements: Sequence[str] | None = None) -> bool:
        return self.seeds.repeat(self.stage, self.stage.state(), models or ProjectState(), statements, True)

    def weaken(self, models: ProjectState | None = None, statement: str = "") -> bool:
        return self.seeds.weaken(self.stage, self.stage.state(), models or ProjectState(), statement)

    def withdraw(self, models: ProjectState | None = None) -> None:
        """Weaken rows until there are none."""
        while not self.seeds.withdrawn(self.stage):
            assert self.weaken(models)


@contextmanager
def place(url: str, seeds: Seeds | None = None) -> Iterator[Place]:
    """The database of a URL. Nothing in it is known."""
    entry = (
        {"ENGINE": "django_mongodb_backend", "HOST": url}
        if url.startswith("mongodb")
        else environ.Env.db_url_config(url)
    )
    with swapped({"default": entry}, lambda alias: None):
        connection = connections["default"]
        yield Place(PlainStage(Source("scratch", entry, connection), connection), seeds or Seeds())
