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

    oid: int
    schema: int
    name: str
    kind: str
    file: int
    scans: int


@dataclass(frozen=True)
class Look:
    """A moment within a transaction."""

    files: Mapping[int, File]
    #: What stands before names, by schema.
    prefixes: Mapping[int, str]
    held: frozenset[tuple[int, str]]

    def name(self, oid: int) -> str:
        """The name of a relation, as reports have it."""
        file = self.files[oid]
        return self.prefixes[file.schema] + file.name


@dataclass(frozen=True)
class Between:
    """What two moments leave open."""

    before: Look
    after: Look
    #: Tables whose new file has nothing in it.
    emptied: Set[int]
    #: See ``indexed``.
    indexed: Mapping[str, int]


def look(cursor: Any, known: Known) -> Look:
    """What can be seen now."""
    files, prefixes, held = ask(cursor, known, "files", "prefixes", "held")
    schemas: dict[int, str] = dict(prefixes)
    found = {file.oid: file for file in map(File._make, files) if file.schema in schemas}
    return Look(found, schemas, frozenset(held))


def scans(moment: Look) -> dict[int, int]:
    """How often each table was read within this transaction."""
    return {oid: file.scans for oid, file in moment.files.items() if file.scans and file.kind in "rm"}


def anew(before: Look, after: Look) -> set[int]:
    """What has another file now."""
    return {oid for oid, old in before.files.items() if oid in after.files and after.files[oid].file != old.file}


def indexed(cursor: Any, before: Look, after: Look) -> dict[str, int]:
    """The indexes that have a file of their own now, and the oids of their tables.

    One that was made again may have kept the file of the old one: it was not built.
    """
    known = {old.file for old in before.files.values() if old.kind == "i"}
    built = {oid: after.name(oid) for oid, new in after.files.items() if new.kind == "i" and new.file not in known}
    if not built:
        return {}
    cursor.execute(query("indexed"), {"oids": list(built)})
    return {built[oid]: table for oid, table in cursor.fetchall()}


def with_content(cursor: Any, oids: Iterable[int]) -> set[int]:
    """Those of some tables and indexes that have anything in their files."""
    cursor.execute(query("sizes"), {"oids": sorted(oids)})
    return {oid for (oid,) in cursor.fetchall()}


def fill(trace: Trace, between: Between, readers: Readers, *, in_transaction: bool) -> None:
    """Write down what happened."""
    before, after, emptied = between.before, between.after, between.emptied
    changed = anew(before, after)
    trace.rewrites += _named((oid for oid in changed - emptied if before.files[oid].kind in "rm"), before)
    old = before.files.keys() - changed
    trace.index_builds += sorted(name for name, table in between.indexed.items() if table in old)
    if not in_transaction:
        trace.notes.append(UNSEEN)
        return
    trace.locks += _locks(before, after)
    if any(oid in before.files for oid, _ in before.held):
        trace.notes.append(HELD)
    read = readers.by_schema(scans(after)) - emptied
    trace.scans += _named((oid for oid in read if oid in before.files), before)


def _named(oids: Iterable[int], before: Look) -> list[str]:
    return sorted(map(before.name, oids))


def _locks(before: Look, after: Look) -> list[tuple[str, str]]:
    strongest: dict[str, str] = {}
    for oid, mode in after.held - before.held:
        old = before.files.get(oid)
        if old is not None and old.kind != "i":
            name = before.name(oid)
            strongest[name] = max(mode, strongest.get(name, _MODES[0]), key=_MODES.index)
    return sorted(strongest.items())
