"""Rows and values that go with what the plan drops: tables, columns, tables of many-to-many relations, partitions.

Nothing fails, so this only tells how much there is. What a column holds counts where it is not NULL.
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.probing import CannotTell, Counted, Filled, View
from schemaguard.preflights import Answer, Probed
from schemaguard.probes._sizes import megabytes
from schemaguard.probes.base import Asking, Rows, agree, number, probe
from schemaguard.statements import DropColumn, DropPartition, DropTable, Statement, Truncate

_WAY_OUT = "Make sure that nobody needs them any more: take a backup, or copy them elsewhere first."


@probe(DropTable, DropColumn, DropPartition, Truncate)
def ask(asking: Asking, statement: Statement) -> Iterator[Probed]:
    """Tables and columns that go."""
    if isinstance(statement, DropColumn):
        yield from _column(asking, statement)
    elif isinstance(statement, DropTable | Truncate):
        yield from _table(asking, statement.table)
    elif isinstance(statement, DropPartition):
        yield from _partition(asking, statement)


def _table(asking: Asking, table: str) -> Iterator[Probed]:
    view = asking.live.view(table)
    if view is None:
        return
    size = _size(asking, view)
    yield asking.rows(
        Rows(
            object=table,
            question=lambda: Filled(view),
            bad=lambda counted: f"{number(counted.count)}{size[0]} of {table} would be destroyed",
            good=f"{table}, which goes, has no rows",
            doubt=f"how many rows of {table} would be destroyed",
            remedy=_WAY_OUT,
            answer=Answer.NOTICE,
            facts=lambda counted: {"rows": counted.count, **size[1]},
        )
    )


def _size(asking: Asking, view: View) -> tuple[str, dict[str, float]]:
    try:
        size = asking.size_of(view.table)
    except CannotTell:
        return "", {}
    return f" ({megabytes(size.bytes + size.index_bytes)})", {"bytes": size.bytes + size.index_bytes}


def _column(asking: Asking, statement: DropColumn) -> Iterator[Probed]:
    column, found = statement.column.name, asking.live.column(statement.table, statement.column.name)
    if found is None or (not found[1].column and found[0].columns):
        return  # The plan itself has made it.
    if statement.column.generated:
        return
    name = f"{statement.table}.{column}"

    def bad(counted: Counted) -> str:
        has = agree(counted.count, "has", "have")
        return f"{number(counted.count)} of {statement.table} {has} a value in {column}, which would be destroyed"

    yield asking.rows(
        Rows(
            object=name,
            question=lambda: Filled(found[0], column),
            bad=bad,
            good=f"No row has a value in {name}, which goes",
            doubt=f"how many values of {name} would be destroyed",
            remedy=_WAY_OUT,
            answer=Answer.NOTICE,
            facts=lambda counted: {"rows": counted.count},
        )
    )


def _partition(asking: Asking, statement: DropPartition) -> Iterator[Probed]:
    try:
        size = asking.prober.partition(statement.table, statement.partition)
    except CannotTell as error:
        text = f"Cannot tell how many rows of the partition {statement.partition} would be destroyed: {error}."
        yield asking.probed(Answer.UNKNOWN, text, object=f"{statement.table}.{statement.partition}", remedy=_WAY_OUT)
        return
    whole = size.bytes + size.index_bytes
    text = f"{number(size.rows)} ({megabytes(whole)}) of the partition {statement.partition} would be destroyed."
    yield asking.probed(
        Answer.NOTICE if size.rows else Answer.CLEAN,
        text,
        object=f"{statement.table}.{statement.partition}",
        count=size.rows,
        remedy=_WAY_OUT,
        facts={"rows": size.rows, "bytes": whole},
    )
