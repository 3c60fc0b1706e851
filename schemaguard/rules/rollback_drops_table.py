"""Rolling back drops a table with every row written to it since.

When: a migration creates a table; a ManyToManyField has one, too. The first migration of an app is left out: to undo it
is to remove the app.

Effect: the reverse of the migration drops the table. What users entered between deploy and rollback is lost.

Way out: before a rollback, save the rows, or roll back the code only and leave the table in place: the old code does
not look at it.

Source: Django documentation, "Reversing migrations".

Bad::

    operations = [
        migrations.CreateModel("Gift", [("id", models.BigAutoField(primary_key=True))]),  # finding
    ]

Good::

    operations = [
        migrations.CreateModel("NewOrder", fields=[], bases=("shop.order",), options={"proxy": True}),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import CreateModel

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropTable
from schemaguard.steps.step import Step


@rule("SG502", on=DropTable, severity=Severity.NOTICE, axis=Axis.IRREVERSIBLE, direction="reverse")
def check(step: Step, statement: DropTable) -> Iterator[Hit]:
    if step.file.migration.initial:
        return
    # The tables between belong to the model that is created with them.
    if statement.kind == "m2m" and isinstance(step.operation, CreateModel):
        return
    what = "link made" if statement.kind == "m2m" else "row written to it"
    yield Hit(f"Rolling back drops {statement.table} with every {what} since.", subject=statement.table)
