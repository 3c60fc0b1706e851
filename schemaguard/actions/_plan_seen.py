"""The words for what a migration means for old and new code, and what else it does beside one statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from schemaguard.rules._columns import Fate, Name, fates
from schemaguard.statements import AddColumn, CreateIndex, CreateObject, DropColumn, DropConstraint, Statement
from schemaguard.steps.step import MigrationSteps, Step


class Effect(StrEnum):
    """What it means for the old code and the new."""

    #: The old code does without it, and the new code needs it.
    ADDS = "adds"
    #: Neither minds when it runs: a build of an index, a constraint that goes.
    EASES = "eases"
    #: Something goes that the old code uses, or gets stricter than it knows.
    TAKES = "takes"
    #: The old code needs what was before, and the new code what comes after.
    SWAPS = "swaps"
    #: Only rows change.
    ROWS = "rows"
    #: Nobody can tell.
    HIDES = "hides"


@dataclass(frozen=True, slots=True)
class Seen:
    """One effect of a migration."""

    effect: Effect
    #: What it is, to follow "It": "drops shop_order.note".
    what: str
    #: The table it is about; empty where that is not known.
    table: str = ""


@dataclass(frozen=True)
class Beside:
    """A migration, and what is asked of it for each of its statements."""

    migration: MigrationSteps

    @property
    def vendor(self) -> str:
        """The kind of database."""
        return self.migration.target.vendor

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All of them, in order."""
        steps = (step for step in self.migration.steps if step.databases)
        return tuple(statement for step in steps for statement in step.statements)

    @cached_property
    def fates(self) -> dict[Name, Fate]:
        """What it leaves of each column."""
        return fates(self.migration)

    @cached_property
    def added(self) -> frozenset[Name]:
        """Columns that it adds."""
        return frozenset((item.table, item.column.name) for item in self.statements if isinstance(item, AddColumn))

    @cached_property
    def dropped(self) -> frozenset[Name]:
        """Columns that it drops."""
        return frozenset((item.table, item.column.name) for item in self.statements if isinstance(item, DropColumn))

    @cached_property
    def made(self) -> frozenset[tuple[str, str]]:
        """Views, functions and the like that it makes, by kind and name."""
        return frozenset((item.kind, item.name) for item in self.statements if isinstance(item, CreateObject))

    def builds_again(self, table: str | None, columns: tuple[str, ...]) -> bool:
        """Whether it builds an index that serves the same queries."""
        made = (item for item in self.statements if isinstance(item, CreateIndex))
        return bool(columns) and any(
            item.table == (table or item.table) and item.index.columns[: len(columns)] == columns for item in made
        )

    def replaces_unique(self, table: str, columns: tuple[str, ...]) -> bool:
        """Whether it takes a unique constraint away that holds at least as much."""
        dropped = (item for item in self.statements if isinstance(item, DropConstraint))
        held = (item.constraint.columns for item in dropped if item.table == table and item.constraint.columns)
        return any(set(old) <= set(columns) for old in held)

    @cached_property
    def conditions(self) -> tuple[Any, ...]:
        """The conditions of checks that it takes away."""
        return tuple(condition for step in self.migration.steps for condition in _conditions_removed(step))


def _conditions_removed(step: Step) -> Iterator[Any]:
    for key, was in step.before.overrides.items():
        now = step.after.overrides.get(key)
        if was is not None and now is not None:
            left = {item.name for item in now.options.get("constraints") or ()}
            gone = (item for item in was.options.get("constraints") or () if item.name not in left)
            yield from (item.condition for item in gone if getattr(item, "condition", None) is not None)
