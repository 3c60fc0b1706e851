"""What a migration does to tables that were there before: locks, files written anew, tables read from end to end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

from schemaguard.databases.postgresql.catalogue import query
from schemaguard.databases.postgresql.modes import IN_PG_LOCKS
from schemaguard.databases.postgresql.prepared import Known, ask
from schemaguard.databases.postgresql.readers import Readers
from schemaguard.databases.stage import Trace

_MODES = tuple(IN_PG_LOCKS)
HELD = "It shares a transaction with the way before it, whose locks are still held: only further ones are listed."
UNSEEN = "The migration is not atomic: its locks are gone when it ends, and who reads a table is not told from others."


class File(NamedTuple):
    """A row of ``files.sql``."""

    name: str
    kind: str
    #: Of an index.
    table: int | None
    file: int
    scans: int


@dataclass(frozen=True)
class Look:
    """A moment within a transaction."""

    files: Mapping[int, File]
    held: frozenset[tuple[int, str]]


def look(cursor: Any, known: Known) -> Look:
    """What can be seen now."""
    files, held = ask(cursor, known, "files", "held")
    return Look({row[0]: File(*row[1:]) for row in files}, frozenset(held))


def scans(moment: Look) -> dict[int, int]:
    """How often each table was read within this transaction."""
    return {oid: file.scans for oid, file in moment.files.items() if file.scans and file.kind in "rm"}


def anew(before: Look, after: Look) -> set[int]:
    """What has another file now."""
    return {oid for oid, old in before.files.items() if oid in after.files and after.files[oid].file != old.file}


def with_content(cursor: Any, oids: Iterable[int]) -> set[int]:
    """Those of some tables and indexes that have anything in their files."""
    cursor.execute(query("sizes"), {"oids": sorted(oids)})
    return {oid for (oid,) in cursor.fetchall()}


def fill(trace: Trace, before: Look, after: Look, readers: Readers, emptied: Set[int], *, in_transaction: bool) -> None:
    """Write down what happened in between. ``emptied``: tables whose new file has nothing in it."""
    changed = anew(before, after)
    rewritten = {oid for oid in changed - emptied if before.files[oid].kind in "rm"}
    trace.rewrites += _named(rewritten, before)
    trace.index_builds += _built(changed, before, after)
    if not in_transaction:
        trace.notes.append(UNSEEN)
        return
    trace.locks += _locks(before, after)
    if any(oid in before.files for oid, _ in before.held):
        trace.notes.append(HELD)
    read = readers.by_schema(scans(after)) - emptied
    trace.scans += _named((oid for oid in read if oid in before.files), before)


def _named(oids: Iterable[int], before: Look) -> list[str]:
    return sorted(before.files[oid].name for oid in oids)


def _built(changed: set[int], before: Look, after: Look) -> list[str]:
    """The indexes that were built on old tables. One that was made again may have kept the file of the old one."""
    known = {old.file for old in before.files.values() if old.kind == "i"}
    return sorted(
        new.name
        for new in after.files.values()
        if new.kind == "i" and new.table in before.files and new.table not in changed and new.file not in known
    )


def _locks(before: Look, after: Look) -> list[tuple[str, str]]:
    strongest: dict[str, str] = {}
    for oid, mode in after.held - before.held:
        old = before.files.get(oid)
        if old is not None and old.kind != "i":
            strongest[old.name] = max(mode, strongest.get(old.name, _MODES[0]), key=_MODES.index)
    return sorted(strongest.items())
