"""SET NOT NULL reads every row under the strongest lock.

When: an existing column becomes NOT NULL, in PostgreSQL 18 also by ADD CONSTRAINT … NOT NULL.

Effect: the table takes an ACCESS EXCLUSIVE lock, and every row is read before it is released. Where
Django has a default for old rows, it also updates them in the same transaction.

Way out: prove it first, without the lock, and let the server use the proof::

    # 1. ALTER TABLE shop_order ADD CONSTRAINT note_set CHECK (note IS NOT NULL) NOT VALID
    # 2. In the next migration: ALTER TABLE shop_order VALIDATE CONSTRAINT note_set
    # 3. In the next: AlterField(null=False), which reads no rows now; then drop note_set

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

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint, AlterColumn
from schemaguard.steps.step import Step


@rule("SG109", on=(AddConstraint, AlterColumn), severity=Severity.WARNING, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AddConstraint | AlterColumn) -> Iterator[Hit]:
    for column in _columns(statement):
        if not step.is_new_column(statement.table, column):
            name = f"{statement.table}.{column}"
            yield Hit(f"SET NOT NULL on {name} blocks all access while every row is read.", subject=name)


def _columns(statement: AddConstraint | AlterColumn) -> tuple[str, ...]:
    if isinstance(statement, AddConstraint):
        constraint = statement.constraint
        return constraint.columns if constraint.kind == "not_null" and constraint.validated else ()
    return (statement.after.name,) if "null" in statement.changed and not statement.after.null else ()
