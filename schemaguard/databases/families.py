"""What all databases have in common: tables, columns with a family of types, and keys.

Families are as coarse as Django needs: its types for one field fall into one family on every database. So an
interval counts as a whole number, which is what Django stores durations as where there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from schemaguard.schema.objects import Column, ForeignKey, Index, PrimaryKey, Table, Unique
from schemaguard.schema.snapshot import SchemaSnapshot, arranged

INTEGER = "integer"
DECIMAL = "decimal"
FLOAT = "float"
TEXT = "text"
BYTES = "bytes"
DATE = "date"
TIME = "time"
TIMESTAMP = "timestamp"

#: The columns of a unique index that holds for every row and for whole columns; none for any other.
Plain = Callable[[Table, Index], tuple[str, ...]]


def reduced(snapshot: SchemaSnapshot, family: Callable[[str], str], plain: Plain) -> SchemaSnapshot:
    """A snapshot of nothing but what all databases have. Partitions belong to their table."""
    tables = (_table(table, family, plain) for table in snapshot.all("table") if _is_ordinary(table))
    return replace(snapshot, objects=arranged(tables), about=())


def _is_ordinary(table: Table) -> bool:
    return table.kind in ("", "partitioned") and not table.partition_of


def _table(table: Table, family: Callable[[str], str], plain: Plain) -> Table:
    return Table(
        table.name,
        table.schema,
        columns=tuple(_column(item, family) for item in table.columns),
        primary_key=tuple(PrimaryKey(key.name, key.columns, auto_named=True) for key in table.primary_key),
        uniques=tuple(_distinct(_uniques(table, plain))),
        foreign_keys=tuple(
            ForeignKey(key.name, key.columns, key.target, key.target_columns, auto_named=True)
            for key in table.foreign_keys
        ),
    )


def _column(column: Column, family: Callable[[str], str]) -> Column:
    return Column(column.name, family(column.type), column.nullable, position=column.position)


def _uniques(table: Table, plain: Plain) -> Iterator[Unique]:
    """Constraints and indexes alike: some databases do not tell them apart."""
    for unique in table.uniques:
        if "without_overlaps" not in dict(unique.options):
            yield Unique(unique.name, unique.columns, auto_named=True)
    for index in table.indexes:
        columns = plain(table, index) if index.unique and index.valid and not index.predicate else ()
        if columns:
            yield Unique(index.name, columns, auto_named=True)


def _distinct(uniques: Iterable[Unique]) -> Iterator[Unique]:
    """Two that say the same say no more than one."""
    seen: set[tuple[str, ...]] = set()
    for unique in uniques:
        if unique.columns not in seen:
            seen.add(unique.columns)
            yield unique
