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


def unproved(
    migration: Migration, statements: Sequence[Executed], before: State, after: State, *, sql: bool
) -> Iterator[str]:
    """A sentence for each operation with code that has written nothing. Without ``sql`` statements tell nothing."""
    places = [place for place, operation in enumerate(migration.operations) if _has_code(operation)]
    if not places:
        return
    same = before.rows == after.rows and before.schema == after.schema
    writing = {item.operation for item in statements if not _READS.match(item.sql)}
    for place in places:
        if same or (sql and place not in writing):
            name = type(migration.operations[place]).__name__
            yield f"{name}, operation {place + 1}, changed nothing on these rows, so its way back is not proved."


def _has_code(operation: Operation) -> bool:
    if isinstance(operation, RunPython):
        return operation.code is not RunPython.noop
    return isinstance(operation, RunSQL) and operation.sql != RunSQL.noop
