"""What a migration does to tables that were there before: locks, files written anew, tables read from end to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from schemaguard.databases.postgresql.prepared import Known, ask
from schemaguard.databases.stage import Trace

#: From the weakest on (manual, "Explicit Locking"), as pg_locks names them.
_MODES = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
UNSEEN = "The migration is not atomic: its locks are gone when it ends, and who reads a table is not told from others."


class File(NamedTuple):
    """A row of ``files.sql``."""

    name: str
    kind: str
    #: Of an index.
    table: int | None
    file: int
    filled: bool
    scans: int


@dataclass(frozen=True)
class Look:
    """A moment within a transaction."""

    files: Mapping[int, File]
    held: frozenset[tuple[int, str]]


def look(cursor: Any, known: Known) -> Look:
    """What can be seen now."""
    files = {row[0]: File(*row[1:]) for row in ask(cursor, known, "files")}
    return Look(files, frozenset(ask(cursor, known, "held")))


def fill(trace: Trace, before: Look, after: Look, *, in_transaction: bool) -> None:
    """Write down what happened in between."""
    changed = {oid for oid, old in before.files.items() if oid in after.files and after.files[oid].file != old.file}
    # Emptied is not written anew.
    emptied = {oid for oid in changed if before.files[oid].filled and not after.files[oid].filled}
    trace.rewrites += sorted(before.files[oid].name for oid in changed - emptied if before.files[oid].kind in "rm")
    trace.index_builds += sorted(
        new.name
        for oid, new in after.files.items()
        if new.kind == "i"
        and new.table in before.files
        and new.table not in changed
        and (oid not in before.files or oid in changed)
    )
    if not in_transaction:
        trace.notes.append(UNSEEN)
        return
    trace.locks += _locks(before, after)
    trace.scans += sorted(
        old.name
        for oid, old in before.files.items()
        if old.kind in "rm" and oid in after.files and after.files[oid].scans > old.scans
    )


def _locks(before: Look, after: Look) -> list[tuple[str, str]]:
    strongest: dict[str, str] = {}
    for oid, mode in after.held - before.held:
        old = before.files.get(oid)
        if old is not None and old.kind != "i":
            strongest[old.name] = max(mode, strongest.get(old.name, _MODES[0]), key=_MODES.index)
    return sorted(strongest.items())
