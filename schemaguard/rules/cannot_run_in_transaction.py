"""A statement is refused inside a transaction, and the migration runs in one.

When: an index is built or dropped CONCURRENTLY, a table is vacuumed, or the like, in an atomic migration. Several
statements in one text of RunSQL are one transaction, even where the migration has ``atomic = False``.

Effect: the migration fails before it does anything: "… cannot run inside a transaction block", or NotSupportedError
from Django's own operations.

Way out: put it into a migration of its own with ``atomic = False``::

    class Migration(migrations.Migration):
        atomic = False
        operations = [AddIndexConcurrently("order", models.Index(fields=["created"], name="order_created"))]

and give RunSQL a list with one statement in each text.

Source: PostgreSQL manual, CREATE INDEX, DROP INDEX, REINDEX, VACUUM, ALTER TABLE "DETACH PARTITION", and "Multiple
Statements in a Simple Query"; Django documentation, "Concurrent index operations".

Bad::

    operations = [
        AddIndexConcurrently("order", models.Index(fields=["created"], name="order_created")),  # finding
    ]

Good::

    atomic = False
    operations = [
        AddIndexConcurrently("order", models.Index(fields=["created"], name="order_created")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import RunSQL

from schemaguard.databases.registry import database
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import (
    CreateIndex,
    CreateObject,
    DetachPartition,
    DropIndex,
    DropObject,
    Maintenance,
    Reindex,
    SetParameter,
    Statement,
)
from schemaguard.steps.step import Step

ON = (CreateIndex, CreateObject, DetachPartition, DropIndex, DropObject, Maintenance, Reindex, SetParameter)


@rule("SG413", on=ON, severity=Severity.ERROR, axis=Axis.FAILS_ON_ROWS, vendors=("postgresql",))
def check(step: Step, statement: Statement) -> Iterator[Hit]:
    what = refused_in_transaction(statement)
    if what is None:
        return
    command, subject = what
    if step.is_atomic():
        yield Hit(f"{command} cannot run inside a transaction, and the migration is atomic.", subject=subject)
    elif _shares_text(step, statement):
        yield Hit(
            f"{command} cannot run together with other statements in one text of RunSQL.",
            subject=subject,
            remedy="Give RunSQL a list with one statement in each text: several in one text are one transaction.",
        )


def refused_in_transaction(statement: Statement) -> tuple[str, str] | None:
    """What a transaction does not take, and what it is about."""
    match statement:
        case CreateIndex(concurrently=True, index=index, table=table):
            return "CREATE INDEX CONCURRENTLY", f"{table}.{index.name or ', '.join(index.columns)}"
        case DropIndex(concurrently=True, index=index):
            return "DROP INDEX CONCURRENTLY", index.name
        case DetachPartition(concurrently=True, partition=partition):
            return "DETACH PARTITION CONCURRENTLY", partition
        case Reindex(concurrently=True, name=name):
            return "REINDEX CONCURRENTLY", name
        case Reindex(scope="schema" | "database" | "system" as scope, name=name):
            return f"REINDEX {scope.upper()}", name or scope
        case Maintenance(verb="vacuum" | "vacuum_full", table=table):
            return "VACUUM", table or "vacuum"
        case Maintenance(verb="cluster", table=None):
            return "CLUSTER of all tables", "cluster"
        case CreateObject(kind="database" | "tablespace") | DropObject(kind="database" | "tablespace"):
            verb = "CREATE" if isinstance(statement, CreateObject) else "DROP"
            return f"{verb} {statement.kind.upper()}", statement.name
        case SetParameter(sql=sql, name=name) if sql.lstrip().lower().startswith("alter system"):
            return "ALTER SYSTEM", name
    return None


def _shares_text(step: Step, statement: Statement) -> bool:
    """Whether the statement stands in a text with others: PostgreSQL runs that text as one transaction."""
    if not isinstance(step.operation, RunSQL):
        return False
    given = step.operation.sql
    texts = [given] if isinstance(given, str) else [text if isinstance(text, str) else text[0] for text in given]
    parse = database("postgresql").parse
    return any(statement.sql in text and len({item.sql for item in parse(text)}) > 1 for text in texts)
