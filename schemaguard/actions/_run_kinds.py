"""How an operation can be undone when it is interrupted: that decides how it is run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any

from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

from schemaguard.actions._run_half import Half
from schemaguard.databases.base import Database
from schemaguard.rules.cannot_run_in_transaction import refused_in_transaction
from schemaguard.statements import CreateIndex, Delete, DropIndex, Insert, Merge, Reindex, Select, Statement, Update

#: Where Django's operations are that change nothing but the schema.
SCHEMA_ONLY = (
    "django.db.migrations.operations.models",
    "django.db.migrations.operations.fields",
    "django.contrib.postgres.operations",
)
#: What changes rows, or nothing, and is undone with its transaction on every SQL database.
_ROWS = (Delete, Insert, Merge, Select, Update)


class Kind(Enum):
    """How one operation of a migration runs that is not one transaction as a whole."""

    #: In a transaction of its own, with the entry in the ledger.
    WHOLE = "whole"
    #: Statement by statement, each with its entry: RunSQL.
    BY_STATEMENT = "by statement"
    #: As it is. What it had done when it was interrupted is found out before it runs again.
    PLAIN = "plain"


def parts(operation: Operation) -> Iterator[Operation]:
    """The operations that reach the database: those inside of SeparateDatabaseAndState too."""
    if isinstance(operation, SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from parts(inner)
    else:
        yield operation


def kind_of(operation: Operation, database: Database, *, atomic: bool) -> Kind:
    """How to run it; ``atomic`` is the migration's own."""
    inner = list(parts(operation))
    if any(type(part) is RunSQL for part in inner):
        return Kind.BY_STATEMENT
    if database.transactional_ddl and all(_is_schema(part) for part in inner):
        return Kind.WHOLE
    if any(isinstance(part, RunPython) for part in inner) and database.vendor != "mongodb":
        own = operation.atomic or (atomic and operation.atomic is not False)
        return Kind.WHOLE if own else Kind.PLAIN
    return Kind.PLAIN


def is_untouched(
    half: Half, number: int, migration: Migration, connection: Any, database: Database, *, backwards: bool
) -> bool:
    """Whether an operation that was interrupted on its other way had done nothing: its entries would be there."""
    if not half.is_unsure(number):
        return False
    kind = kind_of(migration.operations[number], database, atomic=migration.atomic)
    if kind is Kind.WHOLE:
        return half.as_wanted(number, backwards=backwards)
    if kind is not Kind.BY_STATEMENT or half.tangled or half.statements or not half.turned(backwards=backwards):
        return False
    first = first_sql(migration.operations[number], connection, backwards=half.backwards)
    return bool(first) and fits_transaction(database.parse(first), database)


def runs_code(operation: Operation) -> bool:
    """Whether code of the project, or of somebody else, runs."""
    return any(
        not type(part).__module__.startswith(SCHEMA_ONLY) and not isinstance(part, RunSQL) for part in parts(operation)
    )


def is_by_hand(operation: Operation) -> bool:
    """Whether SQL runs that somebody has written."""
    return any(isinstance(part, RunSQL) for part in parts(operation))


def blocks_nobody(operation: Operation) -> bool:
    """Whether it builds or drops an index concurrently, which may take as long as it takes."""
    return any(hasattr(part, "_ensure_not_in_transaction") for part in parts(operation))


def statements_block_nobody(statements: Sequence[Statement]) -> bool:
    """The same for the statements of one text."""
    builds = (CreateIndex, DropIndex, Reindex)
    return bool(statements) and all(isinstance(item, builds) and item.concurrently for item in statements)


def first_sql(operation: Operation, connection: Any, *, backwards: bool) -> str:
    """The first statement of RunSQL, whichever way; empty where it is not the only thing that runs, or has none."""
    if type(operation) is not RunSQL:
        return ""
    found: Any = operation.reverse_sql if backwards else operation.sql
    if isinstance(found, str):
        found = connection.ops.prepare_sql_script(found)
    first = next(iter(found or ()), "")
    return str(first[0] if isinstance(first, list | tuple) else first)


def fits_transaction(statements: Sequence[Statement], database: Database) -> bool:
    """Whether a text of RunSQL can share a transaction with its entry in the ledger, and is undone with it."""
    if not statements:
        return False
    if not database.transactional_ddl:
        return all(isinstance(item, _ROWS) for item in statements)
    return not any(refused_in_transaction(item) or _controls(item) for item in statements)


def _controls(statement: Any) -> bool:
    """BEGIN, COMMIT, PRAGMA, VACUUM: what speaks of transactions, or of the session."""
    word = statement.sql.lstrip().partition(" ")[0].rstrip(";").lower()
    return word in ("begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "pragma", "vacuum")


def _is_schema(operation: Operation) -> bool:
    return type(operation).__module__.startswith(SCHEMA_ONLY) and not hasattr(operation, "_ensure_not_in_transaction")
