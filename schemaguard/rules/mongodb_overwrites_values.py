"""Adding a field overwrites the values that documents already have.

When: on MongoDB through django-mongodb-backend, a field is added to an existing collection.

Effect: the backend sets the field in every document, also where it already has a value: that value is
gone. The update is not atomic; a failure leaves some documents changed.

Way out: set it only where it is missing, and take the field into the state::

    migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunPython(fill_where_missing, migrations.RunPython.noop, atomic=False)],
        state_operations=[migrations.AddField("order", "gift", models.BooleanField(null=True))],
    )

Source: measured with django-mongodb-backend 5.2.4: ``update_many({}, [{"$set": …}])`` turned 99 into 7.

Bad::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(default=False)),  # finding
    ]

Good::

    operations = [
        migrations.CreateModel("Gift", [("id", models.BigAutoField(primary_key=True))]),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn
from schemaguard.steps.step import Step


@rule("SG219", on=AddColumn, severity=Severity.WARNING, axis=Axis.LOSES_DATA, vendors=("mongodb",))
def check(step: Step, statement: AddColumn) -> Iterator[Hit]:
    if not step.is_new_table(statement.table):
        name = f"{statement.table}.{statement.column.name}"
        yield Hit(f"Adding {name} writes every document and overwrites values that are there.", subject=name)
