"""What databases say they have applied. Asked once, read-only; a database that is down is no obstacle."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from schemaguard import store
from schemaguard.steps.loader import Node

#: Seconds to wait for a server. Checking is static: it must not hang on a server that is not there.
CONNECT_TIMEOUT = 3


@dataclass(frozen=True)
class Answers:
    """Applied migrations by alias in the order they were applied, and sentences about who did not answer."""

    applied: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    released: Mapping[Node, tuple[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def ask(aliases: tuple[str, ...]) -> Answers:
    """Ask each database for its applied migrations."""
    applied: dict[str, tuple[Node, ...]] = {}
    notes: list[str] = []
    for alias in aliases:
        if not _exists(connections.settings[alias]):
            continue
        try:
            applied[alias] = _read(alias)
        except Exception as error:  # noqa: BLE001 - each driver has errors of its own; they are said aloud.
            notes.append(
                f"The database {alias!r} could not be asked what it has applied ({type(error).__name__}): "
                "rules about applied migrations were left out."
            )
    try:
        digests = _digests(tuple(applied))
    except DatabaseError as error:
        digests = {}
        notes.append(
            f"The ledger could not be read ({type(error).__name__}): edits of applied migrations were not looked for."
        )
    return Answers(applied, digests, tuple(notes))


def _digests(aliases: tuple[str, ...]) -> Mapping[Node, tuple[str, str]]:
    """What the files did when they were applied, as far as the ledger knows."""
    return {node: (digest, f"the ledger of {alias!r}") for node, (digest, alias) in store.digests(aliases).items()}


def _exists(settings: Mapping[str, Any]) -> bool:
    """Connecting to SQLite would create its file."""
    if not str(settings["ENGINE"]).endswith(("sqlite3", "spatialite")):
        return True
    name = str(settings["NAME"])
    return ":memory:" not in name and "mode=memory" not in name and Path(name).is_file()


def _read(alias: str) -> tuple[Node, ...]:
    connection = _hasty_connection(alias)
    try:
        recorder = MigrationRecorder(connection)
        if not recorder.has_table():
            return ()
        rows = recorder.migration_qs.order_by("applied", "pk").values_list("app", "name")
        return tuple((str(app), str(name)) for app, name in rows)
    finally:
        connection.close()


def _hasty_connection(alias: str) -> BaseDatabaseWrapper:
    """A connection of its own, which gives up soon."""
    connection: BaseDatabaseWrapper = connections.create_connection(alias)
    connection.settings_dict = deepcopy(connection.settings_dict)
    if connection.vendor in ("postgresql", "mysql"):
        connection.settings_dict["OPTIONS"].setdefault("connect_timeout", CONNECT_TIMEOUT)
    elif connection.vendor == "mongodb":
        connection.settings_dict["OPTIONS"].setdefault("serverSelectionTimeoutMS", CONNECT_TIMEOUT * 1000)
    return connection
