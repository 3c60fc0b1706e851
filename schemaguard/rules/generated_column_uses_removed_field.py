"""A column is dropped that a generated column is computed from.

When: a field is removed while a GeneratedField of the same model still names it in its expression.

Effect: on PostgreSQL the generated column disappears together with it, without a word, because Django drops columns
with CASCADE; every query of the model then fails. MySQL, MariaDB and SQLite refuse the statement, and the migration
stops there.

Way out: remove the GeneratedField, or give it another expression, before the field it is computed from::

    migrations.RemoveField("product", "gross"),
    migrations.RemoveField("product", "price"),

Source: PostgreSQL manual, ALTER TABLE, DROP COLUMN; MySQL manual, "CREATE TABLE and Generated Columns"; Django
documentation, "GeneratedField".

Given::

    operations = [
        migrations.AddField("product", "gross", models.GeneratedField(
            expression=models.F("price") * 2, output_field=models.DecimalField(max_digits=9, decimal_places=2),
            db_persist=True,
        )),
    ]

Bad::

    operations = [
        migrations.RemoveField("product", "price"),  # finding
    ]

Good::

    operations = [
        migrations.RemoveField("product", "gross"),
        migrations.RemoveField("product", "price"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._generated import computed_from
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropColumn
from schemaguard.steps.models import column_name
from schemaguard.steps.step import Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule("SG312", on=DropColumn, severity=Severity.ERROR, axis=Axis.BREAKS_RUNNING_CODE, vendors=VENDORS)
def check(step: Step, statement: DropColumn) -> Iterator[Hit]:
    for model, name, field in computed_from(step, statement.table, statement.column.name):
        yield Hit(
            f"{statement.table}.{column_name(name, field)} is computed from {statement.column.name}, which is dropped.",
            subject=f"{statement.table}.{statement.column.name}",
            remedy=f"Remove {name} from {model.name}, or give it another expression, in an operation before.",
        )
