"""What can be left half done on PostgreSQL: concurrent builds of indexes, and statements outside of transactions."""

from __future__ import annotations

from typing import Any

from schemaguard.databases.postgresql.looks import look, same_type
from schemaguard.databases.postgresql.parse import parse
from schemaguard.databases.resuming import Resuming
from schemaguard.statements import CreateIndex, Statement


def unusable(connection: Any) -> frozenset[str]:
    """The invalid indexes of the schemas in the search path, quoted with their schemas.

    Manual 18, CREATE INDEX, "Building Indexes Concurrently": a build that fails leaves an invalid index, which costs
    writes and serves no query.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            # Without a parent: an index of a partitioned table is invalid until all its parts are there.
            " WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname = ANY (current_schemas(false))"
        )
        return frozenset(name for (name,) in cursor.fetchall())


def remove_unusable(connection: Any, names: frozenset[str]) -> None:
    """Drop them without keeping anybody from reading or writing."""
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


def _clean(connection: Any, statement: Statement) -> None:
    """An invalid index of the same name would be in the way of the build."""
    if isinstance(statement, CreateIndex) and statement.concurrently and statement.index.name:
        left = connection.ops.quote_name(statement.index.name)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND indrelid = to_regclass(%s)"
                " AND NOT indisvalid",
                [left, connection.ops.quote_name(statement.table)],
            )
            if cursor.fetchone():
                cursor.execute(f"DROP INDEX CONCURRENTLY {left}")


resuming = Resuming(parse, look, same_type, _clean)
