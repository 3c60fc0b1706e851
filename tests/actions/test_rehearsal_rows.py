"""What became of rows between two moments."""

from __future__ import annotations

from schemaguard.actions._rehearsal_rows import row_changes
from schemaguard.databases.stage import TableRows
from schemaguard.formats.rehearse._report import lost


def large(count: int, **sums: int) -> dict[str, TableRows]:
    return {"item": TableRows(tuple(sums), ("id",), {}, count, sums)}


def test_of_a_large_table_is_known_that_values_are_gone_and_not_how_many() -> None:
    found = row_changes(large(20_000, id=1, code=2, qty=3), large(20_000, id=1, code=9, qty=3))
    assert [lost(item) for item in found.lost] == ["At least 1 row of item lost its value in code."]


def test_of_a_large_table_rows_are_counted() -> None:
    found = row_changes(large(20_000, id=1), large(19_000, id=2))
    assert [(item.table, item.column, item.rows) for item in found.lost] == [("item", "", 1000)]
    found = row_changes(large(20_000, id=1), large(20_500, id=1))
    assert [(item.table, item.rows) for item in found.left] == [("item", 500)]


def test_a_column_of_a_large_table_that_is_gone() -> None:
    found = row_changes(large(20_000, id=1, code=2, empty=0), large(20_000, id=1))
    assert [item.column for item in found.lost] == ["code"]
