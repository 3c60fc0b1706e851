"""SET NOT NULL reads every row under the strongest lock.

When: an existing column becomes NOT NULL, in PostgreSQL 18 also by ADD CONSTRAINT … NOT NULL, and no valid check
proves already that it holds no NULL. Checks are known where the model has them, or where SQL of this migration or of
the one before it made them.

Effect: the table takes an ACCESS EXCLUSIVE lock, and every row is read before it is released. Where
Django has a default for old rows, it also updates them in the same transaction.

Way out: prove it first, without the lock, and let the server use the proof::

    # 1. ALTER TABLE shop_order ADD CONSTRAINT note_set CHECK (note IS NOT NULL) NOT VALID
    # 2. In the next migration: ALTER TABLE shop_order VALIDATE CONSTRAINT note_set
    # 3. In the next: AlterField(null=False), which reads no rows now; then drop note_set

Leave the default out of that AlterField: for a default Django looks for NULLs in every row, whatever the check says.

Source: PostgreSQL manual, ALTER TABLE, SET NOT NULL (version 12 and later skip the scan).

Bad::

    operations = [
        migrations.AlterField("order", "note", models.TextField()),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20, null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import AlterField

from schemaguard.rules._earlier import statements_before
from schemaguard.rules._proofs import Proofs
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint, AlterColumn, Statement
from schemaguard.steps.step import MigrationSteps, Step


@rule(
    "SG109",
    on=MigrationSteps,
    having=(AddConstraint, AlterColumn),
    severity=Severity.WARNING,
    axis=Axis.BLOCKS,
    vendors=("postgresql",),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    proofs: Proofs | None = None
    seen: list[Statement] = []
    for step, statement in migration.statements():
        for table, column in _made_not_null(step, statement):
            # Only now, as the migration before has to be read for it.
            proofs = proofs or _proofs_before(migration)
            while seen:
                proofs.see(seen.pop(0))
            yield from _hits(step, proofs, table, column)
        seen.append(statement)


def _proofs_before(migration: MigrationSteps) -> Proofs:
    proofs = Proofs()
    for statement in statements_before(migration):
        proofs.see(statement)
    return proofs


def _hits(step: Step, proofs: Proofs, table: str, column: str) -> Iterator[Hit]:
    name = f"{table}.{column}"
    updated = _looks_for_nulls(step)
    if not updated and proofs.hold(step, table, column):
        return
    perhaps = "" if updated else proofs.perhaps(table)
    if perhaps:
        yield Hit(
            f"SET NOT NULL on {name} blocks all access while every row is read, unless {perhaps} proves that there is "
            f"no NULL: cannot tell.",
            subject=name,
            at=step,
            severity=Severity.NOTICE,
        )
        return
    yield Hit(f"SET NOT NULL on {name} blocks all access while every row is read.", subject=name, at=step)


def _made_not_null(step: Step, statement: Statement) -> Iterator[tuple[str, str]]:
    columns: tuple[str, ...] = ()
    if isinstance(statement, AddConstraint):
        constraint = statement.constraint
        columns = constraint.columns if constraint.kind == "not_null" and constraint.validated else ()
    elif isinstance(statement, AlterColumn) and "null" in statement.changed and not statement.after.null:
        columns = (statement.after.name,)
    table = statement.table if isinstance(statement, AddConstraint | AlterColumn) else ""
    yield from ((table, column) for column in columns if not step.is_new_column(table, column))


def _looks_for_nulls(step: Step) -> bool:
    """Whether Django updates the rows that hold NULL in the same transaction: see _alter_field of its schema editor."""
    operation = step.operation
    return isinstance(operation, AlterField) and (operation.field.has_default() or operation.field.has_db_default())
