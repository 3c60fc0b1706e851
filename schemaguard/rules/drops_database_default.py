"""A NOT NULL column loses its database default, and inserts that rely on it fail.

When: ``db_default`` is taken off a field that must not be NULL, or SQL drops the column's default.

Effect: the old code writes DEFAULT for the field wherever no value is set; other programs leave the column
out. Both now fail: "null value in column … violates not-null constraint".

Way out: give the field a ``default`` and keep its ``db_default``, release, and drop the database default only
when everything that writes to the table sends a value::

    migrations.AlterField("order", "channel", models.CharField(max_length=9, default="web", db_default="web")),

Source: Django documentation, "Field.db_default"; PostgreSQL manual, "Default Values".

Given::

    operations = [
        migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
    ]

Bad::

    operations = [
        migrations.AlterField("order", "channel", models.CharField(max_length=9)),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "channel", models.CharField(max_length=9, default="web", db_default="web")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import AlterField

from schemaguard.rules._columns import column_before, find_field
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn
from schemaguard.steps.step import Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule("SG306", on=AlterColumn, severity=Severity.ERROR, axis=Axis.BREAKS_RUNNING_CODE, vendors=VENDORS)
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    table, after = statement.table, statement.after
    if "default" not in statement.changed or after.default is not None or after.generated or after.identity:
        return
    # For a new column, not-null-column-without-database-default looks at what the migration leaves behind.
    if step.is_new_column(table, after.name):
        return
    before = column_before(step, statement)
    nullable = after.null if statement.before is not None else before is not None and before.null
    if nullable or (before is not None and before.generated):
        return
    name = f"{table}.{after.name}"
    if before is None:
        yield Hit(
            f"{name} loses its database default; if it is NOT NULL, inserts that leave it out fail.",
            subject=name,
            severity=Severity.WARNING,
        )
    elif before.default is None or _sends_values(step, statement):
        yield Hit(
            f"{name} is NOT NULL and loses its database default: inserts that leave it out fail.",
            subject=name,
            effect="The models sent a value of their own already. Other programs, SQL scripts and migrations that "
            'leave the column out now fail: "null value in column … violates not-null constraint".',
            severity=Severity.NOTICE if before.default is None else Severity.WARNING,
        )
    else:
        yield Hit(f"{name} is NOT NULL and loses its database default: inserts that rely on it fail.", subject=name)


def _sends_values(step: Step, statement: AlterColumn) -> bool:
    """Whether the ORM sent a value: a Python default, which it prefers; or on SQLite, which takes no DEFAULT there."""
    if step.target.vendor == "sqlite":
        return True
    operation = step.operation
    if isinstance(operation, AlterField):
        model = step.before.get((step.file.app, operation.model_name_lower))
        return model is not None and bool(model.fields[operation.name].has_default())
    found = find_field(step, statement.table, statement.after.name)
    return found is not None and bool(found[2].has_default())
