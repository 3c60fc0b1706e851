"""How MySQL and MariaDB add, drop and alter columns.

MySQL manual 8.4, section 17.12.1, "Column Operations" and "Generated Column Operations". MariaDB: measured.
"""

from __future__ import annotations

from schemaguard.databases.mysql.types import type_change
from schemaguard.databases.mysql.ways import (
    COLUMN,
    METADATA,
    REBUILD,
    Way,
    copy_way,
    dearest,
    drop_index_way,
    index_way,
    metadata_way,
)
from schemaguard.statements import AddColumn, AlterColumn, Column, DropColumn, Reference
from schemaguard.target import Target

#: Django writes their defaults as expressions on MySQL: django.db.backends.mysql.schema, ``_column_default_sql``.
_LIMITED = ("blob", "text", "json")
#: Aspects of a column that are metadata only.
_FREE = frozenset({"default", "comment"})


def reference(statement: AddColumn, target: Target) -> Reference | None:
    """The foreign key that comes with the column.

    MySQL before 9.0 reads REFERENCES beside a column and ignores it (manual 8.4, "FOREIGN KEY Constraint
    Differences"). Django writes a constraint of its own.
    """
    ignored = statement.sql and not target.is_mariadb() and not target.at_least(9)
    return None if ignored else statement.column.references


def add_column(statement: AddColumn, target: Target) -> Way:
    """The dearest of what comes with the column."""
    column = statement.column
    if reference(statement, target) is not None or column.generated == "stored":
        return copy_way(target)
    if column.identity:
        # "Concurrent DML is not permitted when adding an auto-increment column."
        return Way("inplace", "shared", rewrites=True)
    if _default_is_copied(column, statement.sql, target) or (column.check and not target.is_mariadb()):
        # For CHECK: MySQL worklog 929, new constraints are enforced by copying.
        return copy_way(target)
    if column.unique or column.primary_key:
        return REBUILD
    # Django makes the index by a statement of its own.
    return dearest(COLUMN, index_way(target)) if column.index else COLUMN


def _default_is_copied(column: Column, sql: str, target: Target) -> bool:
    """Whether the default has to be computed, row by row or at least once.

    MariaDB does a computed default instantly if it is the same for all rows, and rand() too: it is then evaluated
    once (measured). MySQL does none instantly that stands in parentheses.
    """
    if column.default in ("volatile", "unknown"):
        return True
    if target.is_mariadb():
        return False
    if sql:
        return column.default_text.startswith("(")
    # An empty text gets no default at all. What a constant is, empty or not, is not known: the common one is empty.
    limited = (column.type or "").endswith(_LIMITED)
    return column.default == "stable" or (limited and (column.default is not None or column.fill == "callable"))


def drop_column(statement: DropColumn, target: Target) -> Way:
    """Its indexes go with it. MySQL then cannot do it instantly, and rebuilds."""
    column = statement.column
    if column.generated == "stored" and not target.is_mariadb() and not target.at_least(9, 7):
        # By the manual of 8.4. Instant in 9.7 (measured).
        return REBUILD
    if column.index or column.unique or column.primary_key or column.references is not None:
        return drop_index_way(target) if target.is_mariadb() else REBUILD
    return COLUMN


def alter_column(statement: AlterColumn, target: Target) -> Way:
    """The dearest of what changes."""
    return dearest(METADATA, *(_aspect(aspect, statement, target) for aspect in statement.changed))


def _aspect(aspect: str, statement: AlterColumn, target: Target) -> Way:
    if aspect in _FREE:
        return METADATA
    if aspect == "null":
        # In both directions. MariaDB spares it for NOT NULL to NULL with ROW_FORMAT=REDUNDANT only.
        return REBUILD
    if aspect == "position":
        return COLUMN if target.is_mariadb() else REBUILD
    if aspect == "type":
        return _type(statement, target)
    if aspect == "collation" and target.is_mariadb():
        # Instant without an index on the column (measured): whether there is one is not known.
        return index_way(target)
    if aspect == "check" and target.is_mariadb():
        # Rows that are there already are not checked (measured).
        return METADATA
    if aspect in ("identity", "generated"):
        return _generated_or_identity(aspect, statement, target)
    return copy_way(target)


def _type(statement: AlterColumn, target: Target) -> Way:
    before, after = statement.before, statement.after
    change = type_change(before.type if before else None, after.type, target)
    if change.cost != "none":
        return copy_way(target)
    # "Column Operations": ENUM and SET are instant, a longer VARCHAR is not.
    return METADATA if (after.type or "").startswith(("enum", "set")) else metadata_way(target)


def _generated_or_identity(aspect: str, statement: AlterColumn, target: Target) -> Way:
    after = statement.after
    if aspect == "identity":
        # Counting up no more copies as well in MySQL 9.7 (measured); MariaDB does it at once.
        return METADATA if target.is_mariadb() and not after.identity else copy_way(target)
    return METADATA if target.is_mariadb() and after.generated == "virtual" else copy_way(target)
