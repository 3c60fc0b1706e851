"""What to say of a reversal: three moments of a database, and a verdict."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.actions._rehearsal_fresh import fresh_columns, is_alike
from schemaguard.actions._rehearsal_rows import RowChanges, changed, row_changes
from schemaguard.databases.stage import State, TableRows
from schemaguard.rehearsals import Again, Outcome, Verdict
from schemaguard.schema.changes import Change
from schemaguard.schema.compare import Comparison, compare_fully


def reversal(before: State, after: State, restored: State) -> Outcome:
    """Before the migration, after it, and after its reverse."""
    schema = compare_fully(before.schema, restored.schema)
    rows = row_changes(before.rows, restored.rows)
    return Outcome(
        _verdict(before, after, restored, schema, rows),
        residue=schema.changes,
        lost=rows.lost,
        left=rows.left,
        notes=tuple(_notes(before, restored, schema)),
    )


def _verdict(before: State, after: State, restored: State, schema: Comparison, rows: RowChanges) -> Verdict:
    if not schema.changes and not rows:
        return Verdict.RESTORED
    if _same(after, restored) and not _same(before, after):
        return Verdict.NO_OP
    return Verdict.LOSSY if rows.lost else Verdict.RESIDUE


def _same(left: State, right: State) -> bool:
    return not compare_fully(left.schema, right.schema).changes and not row_changes(left.rows, right.rows)


def _notes(before: State, restored: State, schema: Comparison) -> Iterator[str]:
    if schema.orders:
        yield "column-order"
    if schema.names:
        yield "names"
    if before.counters != restored.counters:
        yield "sequences"


def repeated(
    before: State, first: State, restored: State, second: State
) -> tuple[Again, tuple[Change, ...], tuple[str, ...]]:
    """Whether going forward again, after the reverse, gives what going forward gave the first time.

    What the migration writes itself may differ each time: keys that are counted on, the time, random values. So of rows
    it adds only the number counts, and of columns it fills nothing; a note tells of both. But where the reverse did not
    give back all rows, another outcome may come from that: a column that is counted up once more, or made of lost
    values. Then only keys, times and UUIDs may differ.
    """
    changes = compare_fully(first.schema, second.schema).changes
    if changes:
        return Again.DIFFERENT, changes, ()
    given_back = not row_changes(before.rows, restored.rows)
    columns = {} if given_back else fresh_columns(second.schema)
    fresh = False
    for table in first.rows:
        old, one, two = (moment.rows.get(table, TableRows()) for moment in (before, first, second))
        if not row_changes({table: one}, {table: two}):  # In whatever order columns are.
            continue
        if not (_repeats(old, one, two) if given_back else is_alike(old, one, two, columns.get(table, frozenset()))):
            return Again.DIFFERENT, (), ()
        fresh = True
    return Again.SAME, (), ("fresh-values",) if fresh else ()


def _repeats(old: TableRows, one: TableRows, two: TableRows) -> bool:
    """Whether a table differs only in what the migration itself has written."""
    if one.count != two.count:
        return False
    if not old.key or old.key != one.key or one.sums is not None:
        return True
    stayed = [{key for key in rows.cells if key in old.cells} for rows in (one, two)]
    written = {name for name, _ in changed(old, one)} | {*one.columns} - {*old.columns}
    differing = {name for name, keys in changed(one, two) if stayed[0].intersection(keys)}
    return stayed[0] == stayed[1] and differing <= written
