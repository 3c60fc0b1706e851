"""Changing a field's type converts no document.

When: on MongoDB through django-mongodb-backend, AlterField gives a field another type.

Effect: nothing happens in the database. Old documents keep values of the old type under the new field:
queries that compare types miss them, and reading may fail.

Way out: convert the values in batches with ``$convert``, and look at those that cannot be converted.

Source: measured with django-mongodb-backend 5.2.4; MongoDB manual, "Comparison/Sort Order".

Bad::

    operations = [
        migrations.AlterField("product", "stock", models.CharField(max_length=10)),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("product", "stock", models.IntegerField(default=1)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn
from schemaguard.steps.step import Step


@rule("SG315", on=AlterColumn, severity=Severity.WARNING, axis=Axis.BREAKS_RUNNING_CODE, vendors=("mongodb",))
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    if "type" in statement.changed and not step.is_new_table(statement.table):
        name = f"{statement.table}.{statement.after.name}"
        yield Hit(f"No document gets the new type of {name}.", subject=name)
