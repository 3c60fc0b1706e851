"""SET NOT NULL reads every row under the strongest lock.

When: an existing column becomes NOT NULL.

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
from schemaguard.statements import AlterColumn
from schemaguard.steps.step import Step


@rule("SG109", on=AlterColumn, severity=Severity.WARNING, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    if "null" not in statement.changed or statement.after.null:
        return
    if step.is_new_column(statement.table, statement.after.name):
        return
    name = f"{statement.table}.{statement.after.name}"
    yield Hit(f"SET NOT NULL on {name} blocks all access while every row is read.", subject=name)
