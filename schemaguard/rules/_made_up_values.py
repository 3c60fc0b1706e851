"""What MySQL does with a NOT NULL column that nobody gave a value: shared by two rules."""

from __future__ import annotations

from schemaguard.statements import Column
from schemaguard.target import Target


def has_no_value(column: Column) -> bool:
    """Whether existing rows must have a value in a new column, and none was given."""
    return not (column.null or column.default or column.fill or column.generated or column.identity)


def mysql_refuses(column: Column, target: Target) -> bool:
    """Whether the value that MySQL makes up is refused: 0 as a foreign key, or a zero date. Or DEFAULT NULL itself.

    MySQL's default sql_mode has NO_ZERO_DATE, MariaDB's has not ("Server SQL Modes", "SQL_MODE").
    """
    is_date = (column.type or "").startswith(("date", "timestamp"))
    return column.default_text == "NULL" or column.references is not None or (is_date and not target.is_mariadb())
