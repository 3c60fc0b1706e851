"""The migrations as a graph, and what databases say about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemaguard.steps.loader import Node, Project
from schemaguard.steps.source import MigrationFile


@dataclass(frozen=True, slots=True)
class ModelChange:
    """Operations that ``makemigrations`` would write for one app."""

    app: str
    operations: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """What history rules judge. Rules yield ``(Location, Hit)`` pairs."""

    project: Project
    #: Labels of the apps that are judged.
    apps: frozenset[str]
    databases: tuple[str, ...] = ()
    #: False where only some migrations of an app are judged.
    whole: bool = True
    #: What each database that could be asked has applied, in the order it was applied.
    applied: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    #: The digest that each migration had when it was applied or released, where known, and who says so.
    released: Mapping[Node, tuple[str, str]] = field(default_factory=dict)
    #: The digest and the reason that edited migrations had at the commit that is compared with.
    old_sources: Mapping[Node, tuple[str, str]] = field(default_factory=dict)
    #: Migrations that were released and whose files are gone since.
    deleted: tuple[Node, ...] = ()
    #: Models that differ from the migrations.
    changes: tuple[ModelChange, ...] = ()

    def files(self) -> tuple[MigrationFile, ...]:
        """The judged apps' migrations, replaced ones included, by app and name."""
        return tuple(file for key, file in self.project.files.items() if key[0] in self.apps)
