"""PostgreSQL refuses another type for a column that a generated column is computed from.

When: a field gets another type while a GeneratedField of the same model names it in its expression.

Effect: "cannot alter type of a column used by a generated column": the migration fails on any table, also where the
new type is only longer.

Way out: remove the GeneratedField before, and add it again after::

    migrations.RemoveField("product", "gross"),
    migrations.AlterField("product", "price", models.DecimalField(max_digits=9, decimal_places=2)),
    migrations.AddField("product", "gross", models.GeneratedField(...)),

Source: PostgreSQL manual, ALTER TABLE, SET DATA TYPE; the message as PostgreSQL 15 words it.

Given::

    operations = [
        migrations.AddField("product", "gross", models.GeneratedField(
            expression=models.F("price") * 2, output_field=models.DecimalField(max_digits=9, decimal_places=2),
            db_persist=True,
        )),
    ]

Bad::

    operations = [
        migrations.AlterField("product", "price", models.DecimalField(max_digits=9, decimal_places=2)),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("product", "name", models.CharField(max_length=200)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._generated import computed_from
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn
from schemaguard.steps.models import column_name
from schemaguard.steps.step import Step


@rule("SG418", on=AlterColumn, severity=Severity.ERROR, axis=Axis.FAILS_ON_ROWS, vendors=("postgresql",))
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    if "type" not in statement.changed:
        return
    table, column = statement.table, statement.after.name
    for model, name, field in computed_from(step, table, column):
        yield Hit(
            f"{table}.{column_name(name, field)} is computed from {column}, whose type cannot change meanwhile.",
            subject=f"{table}.{column}",
            remedy=f"Remove {name} from {model.name} before, and add it again after.",
        )
