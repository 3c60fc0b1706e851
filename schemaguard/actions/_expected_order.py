"""What can be built of migrations, and what comes of it: plain values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from schemaguard.actions._scratch_run import Progress, silent
from schemaguard.databases.base import Source, Wanted
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.steps.loader import Node


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted. Aliases are those of DATABASES."""

    #: The databases on whose servers scratch databases are made.
    sources: Mapping[str, Source]
    #: What each has applied; all migrations for an alias that is left out.
    applied: Mapping[str, Collection[Node]] = field(default_factory=dict)
    #: The other side: it tells which apps without migrations have tables, and what an administrator installed.
    known: Mapping[str, SchemaSnapshot] = field(default_factory=dict)
    wanted: Wanted = field(default_factory=Wanted)
    #: Also the schemas after each pending migration, where ``known`` differs from what is expected.
    ahead: bool = False
    #: Also the schema that the models make, and the one of all migrations.
    models: bool = False
    #: Build it even if it is in the cache.
    fresh: bool = False
    #: Show what migrations print, on stderr.
    talk: bool = False
    progress: Progress = silent


@dataclass(frozen=True, slots=True)
class Expected:
    """What was built, by alias."""

    snapshots: Mapping[str, SchemaSnapshot]
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The schemas after pending migrations, in order, for databases where they were asked for and mattered.
    later: Mapping[str, tuple[tuple[Node, SchemaSnapshot], ...]] = field(default_factory=dict)
    #: The schema after all migrations.
    head: Mapping[str, SchemaSnapshot] = field(default_factory=dict)
    #: The schema that the models make.
    models: Mapping[str, SchemaSnapshot] = field(default_factory=dict)
    #: What ``makemigrations`` would write, in words, by app.
    changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
