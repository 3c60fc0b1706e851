"""Code of migrations that had nothing to do on the rows there are: that it came back proves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.operations.base import Operation

from schemaguard.databases.stage import State
from schemaguard.rehearsals import Executed

#: What only reads, or keeps a transaction. Whatever else there may be counts as writing.
_READS = re.compile(r"\s*(SELECT|SHOW|EXPLAIN|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|SET|BEGIN|COMMIT)\b", re.IGNORECASE)


def idle(migration: Migration, statements: Sequence[Executed] | None, before: State, after: State) -> tuple[int, ...]:
    """The places of operations with code that has written nothing. None: no statement is known."""
    places = [place for place, operation in enumerate(migration.operations) if _has_code(operation)]
    same = bool(places) and is_same(before, after)
    writing = {item.operation for item in statements or () if not _READS.match(item.sql)}
    return tuple(place for place in places if same or (statements is not None and place not in writing))


def is_same(before: State, after: State) -> bool:
    """Whether nothing at all has changed."""
    return before.rows == after.rows and before.schema == after.schema


def unproved(migration: Migration, places: Sequence[int]) -> Iterator[str]:
    """A sentence for each idle operation."""
    for place in places:
        yield f"{_named(migration, place)}, changed nothing on these rows, so its way back is not proved."


def with_equal_rows(migration: Migration, places: Sequence[int]) -> Iterator[str]:
    """A sentence for each operation that was idle, and is not where rows are equal."""
    for place in places:
        yield f"{_named(migration, place)}, was rehearsed with rows that are equal: it changes nothing without them."


def _named(migration: Migration, place: int) -> str:
    return f"{type(migration.operations[place]).__name__}, operation {place + 1}"


def _has_code(operation: Operation) -> bool:
    if isinstance(operation, RunPython):
        return operation.code is not RunPython.noop
    return isinstance(operation, RunSQL) and operation.sql != RunSQL.noop
