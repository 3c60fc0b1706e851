"""What rules judge: one operation in its place, and one migration as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from django.db.migrations.operations.base import Operation

from schemaguard.conf import Settings
from schemaguard.statements import CreateTable, Statement
from schemaguard.steps.models import Models
from schemaguard.steps.source import MigrationFile
from schemaguard.target import Target

Side = Literal["both", "state", "database"]


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for every step of one run."""

    settings: Settings = field(default_factory=Settings)
    #: All database aliases of the project.
    aliases: tuple[str, ...] = ("default",)
    today: date = date.min


@dataclass(slots=True)
class Released:
    """What the plan has made and forgotten so far, and in which release unit.

    A release unit is what reaches a server in one go: all migrations of an unreleased plan, the
    initial migrations of one app, or else a single migration.
    """

    tables: dict[str, str] = field(default_factory=dict)
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    #: Tables and columns that left the state while they stayed in the database.
    forgotten: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One operation of one migration, on one kind of database."""

    file: MigrationFile
    operation: Operation
    #: Position from 0; nested operations have a part such as "2.d0" (database side) or "2.s0" (state side).
    index: int
    part: str
    side: Side
    target: Target
    context: Context
    #: The aliases this step runs on.
    databases: tuple[str, ...]
    statements: tuple[Statement, ...]
    reverse_statements: tuple[Statement, ...]
    reversible: bool
    before: Models
    after: Models
    unit: str
    new_tables: frozenset[str]
    new_columns: frozenset[tuple[str, str]]
    #: What an earlier release removed from the models only: (table, "") or (table, column).
    forgotten: frozenset[tuple[str, str]]

    @property
    def line(self) -> int:
        """The line in the file, from 1."""
        return self.file.line_of(self.part)

    def is_new_table(self, table: str | None) -> bool:
        """Whether this same release makes the table: it has no rows, and nobody uses it yet."""
        return table is not None and table in self.new_tables

    def is_new_column(self, table: str | None, column: str) -> bool:
        """Whether this same release makes the column, or the whole table."""
        return self.is_new_table(table) or (table or "", column) in self.new_columns

    def was_forgotten(self, table: str, column: str = "") -> bool:
        """Whether an earlier release removed the table or column from the models, but not from the database."""
        return (table, column) in self.forgotten or (table, "") in self.forgotten

    def model_name(self) -> str:
        """The model that the operation names, for remedies; empty where it names none."""
        return str(getattr(self.operation, "model_name", "") or getattr(self.operation, "name", "") or "")

    def field_name(self) -> str:
        """The field that the operation names; empty where it names none."""
        return str(getattr(self.operation, "name", "") or "") if hasattr(self.operation, "model_name") else ""

    def is_atomic(self) -> bool:
        """Whether the statements run inside one transaction with the rest of the migration."""
        return self.file.migration.atomic and self.target.vendor in ("postgresql", "sqlite")


@dataclass(frozen=True)
class MigrationSteps:
    """All steps of one migration on one kind of database."""

    file: MigrationFile
    target: Target
    context: Context
    databases: tuple[str, ...]
    steps: tuple[Step, ...]
    #: Whether the app belongs to the project, not to an installed package.
    own: bool = True
    #: The app's migration before this one in the plan.
    previous: MigrationFile | None = None

    def statements(self) -> Iterator[tuple[Step, Statement]]:
        """Every forward statement with its step, in order."""
        for step in self.steps:
            for statement in step.statements:
                yield step, statement

    @cached_property
    def created(self) -> frozenset[str]:
        """Tables this migration makes."""
        return frozenset(s.table for _, s in self.statements() if isinstance(s, CreateTable))
