"""What statements leave behind: the names of tables and their columns."""

from __future__ import annotations

from schemaguard.statements import (
    AddColumn,
    AlterColumn,
    CreateTable,
    DropColumn,
    DropTable,
    RenameColumn,
    RenameTable,
    Statement,
)


class Tables:
    """Takes statements in, one after the other, as a database would."""

    def __init__(self, columns: dict[str, set[str]] | None = None) -> None:
        self.columns = columns or {}

    def copy(self) -> Tables:
        """The same names, which stay as they are."""
        return Tables({table: set(columns) for table, columns in self.columns.items()})

    def take(self, statement: Statement) -> None:
        """Follow one statement. What a database would refuse raises KeyError or AssertionError."""
        match statement:
            case CreateTable(table=table, columns=columns):
                assert table not in self.columns
                self.columns[table] = {column.name for column in columns}
            case DropTable(table=table):
                del self.columns[table]
            case RenameTable(table=table, to=to):
                assert to not in self.columns
                self.columns[to] = self.columns.pop(table)
            case AddColumn(table=table, column=column):
                assert column.name not in self.columns[table]
                self.columns[table].add(column.name)
            case DropColumn(table=table, column=column):
                self.columns[table].remove(column.name)
            case RenameColumn(table=table, column=name, to=to):
                self.columns[table].remove(name)
                self.columns[table].add(to)
            case AlterColumn(table=table, after=after):
                assert after.name in self.columns[table], (table, after.name)
