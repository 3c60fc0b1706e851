"""Rows of information_schema, in the order of the columns that the queries in ``sql/`` ask for."""

from __future__ import annotations

import re
from typing import NamedTuple


class DatabaseRow(NamedTuple):
    """What holds for the session and its database."""

    #: None where no database was chosen.
    name: str | None
    version: str
    collation: str
    lower_case_table_names: int
    engine: str
    sql_mode: str

    @property
    def release(self) -> tuple[int, ...]:
        """The version as numbers, as far as they tell servers apart."""
        found = re.match(r"(\d+)\.(\d+)", self.version)
        return (int(found[1]), int(found[2])) if found else ()


class TableRow(NamedTuple):
    """A table, view or sequence."""

    name: str
    #: "BASE TABLE", "SYSTEM VERSIONED", "VIEW" or "SEQUENCE".
    type: str
    #: Empty for a view, and for a table that the server cannot open.
    engine: str
    row_format: str
    collation: str
    create_options: str
    comment: str


class ColumnRow(NamedTuple):
    """A column."""

    table: str
    name: str
    position: int
    default: str | None
    nullable: str
    data_type: str
    type: str
    collation: str
    extra: str
    comment: str
    generation: str
    #: What this user may do with it: "select,insert".
    privileges: str


class PartRow(NamedTuple):
    """One element of an index."""

    table: str
    name: str
    non_unique: int
    #: None for an expression.
    column: str | None
    expression: str | None
    #: "A" ascending, "D" descending, or empty.
    order: str
    prefix: int | None
    method: str
    comment: str
    visible: int


class ForeignKeyRow(NamedTuple):
    """One column of a foreign key."""

    table: str
    name: str
    column: str
    target_database: str
    target: str
    target_column: str


class ActionRow(NamedTuple):
    """What a foreign key does."""

    table: str
    name: str
    on_delete: str
    on_update: str


class CheckRow(NamedTuple):
    """A check constraint."""

    table: str
    name: str
    clause: str
    #: Whether MariaDB has it in the definition of a column.
    of_column: int
    enforced: int


class ViewRow(NamedTuple):
    """A view. The body is empty where this user may not see it."""

    name: str
    body: str
    check_option: str
    security: str
    algorithm: str
    materialized: bool = False


class TriggerRow(NamedTuple):
    """A trigger. The body is None where this user may not see it."""

    table: str
    name: str
    timing: str
    event: str
    order: int
    body: str | None
    sql_mode: str


class RoutineRow(NamedTuple):
    """A function, procedure or package. The body is None where this user may not see it."""

    name: str
    type: str
    returns: str
    collation: str
    language: str
    body: str | None
    deterministic: str
    data_access: str
    security: str
    sql_mode: str
    comment: str


class LibraryRow(NamedTuple):
    """Code that routines in other languages import. MySQL has it since 9.2."""

    name: str
    language: str
    #: None or empty where it is not shown: without the right to, and for WebAssembly.
    code: str | None
    comment: str


class ParameterRow(NamedTuple):
    """A parameter of a routine."""

    routine: str
    routine_type: str
    mode: str
    name: str
    type: str
    collation: str


class EventRow(NamedTuple):
    """An event of the scheduler."""

    name: str
    body: str
    time_zone: str
    execute_at: str | None
    interval: str | None
    unit: str | None
    starts: str | None
    ends: str | None
    #: In the time zone of the event.
    created: str | None
    altered: str | None
    status: str
    on_completion: str
    sql_mode: str
    comment: str


class SpatialRow(NamedTuple):
    """The reference system of a geometry column."""

    table: str
    column: str
    srid: int


class AttributeRow(NamedTuple):
    """Attributes for storage engines; the column is empty for those of the table."""

    table: str
    column: str
    engine: str | None
    secondary: str | None
