"""A composite primary key changes in the models only.

When: a CompositePrimaryKey is added to a model that is already there, altered, or removed.

Effect: Django sends no SQL for it and reports success. The table keeps the key it had; if the old key column is
removed beside it, the table is left without any primary key, and rows may repeat. Turning a field into a
CompositePrimaryKey stops with an AttributeError.

Way out: change the key in SQL, and tell the models in the same operation::

    migrations.RunSQL(
        "ALTER TABLE shop_order DROP CONSTRAINT shop_order_pkey, ADD PRIMARY KEY (customer_id, number)",
        "ALTER TABLE shop_order DROP CONSTRAINT shop_order_pkey, ADD PRIMARY KEY (id)",
        state_operations=[migrations.AddField("order", "pk", models.CompositePrimaryKey("customer", "number"))],
    )

Source: Django documentation, "Composite primary keys", "Migrations"; measured with Django 5.2.

Target: postgresql 16

Bad::

    operations = [
        migrations.AddField("order", "pk", models.CompositePrimaryKey("customer", "number")),  # finding
    ]

Good::

    operations = [
        migrations.CreateModel("Line", [
            ("pk", models.CompositePrimaryKey("order", "position")),
            ("order", models.ForeignKey("shop.Order", models.CASCADE)),
            ("position", models.IntegerField()),
        ]),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import CompositePrimaryKey

from schemaguard.databases.registry import database
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.models import ModelView
from schemaguard.steps.step import Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule("SG417", on=Step, severity=Severity.ERROR, axis=Axis.BREAKS_RUNNING_CODE, vendors=VENDORS)
def check(step: Step) -> Iterator[Hit]:
    name = step.model_name().lower()
    if step.side == "state" or not step.field_name() or not name:
        return
    key = (step.file.app, name)
    before, after = step.before.get(key), step.after.get(key)
    if before is None or after is None or not after.has_table():
        return
    was, now = _composite(before), _composite(after)
    if was == now:
        return
    table = after.table(database(step.target.vendor).max_name_length)
    what = f"({', '.join(now)})" if now else "no composite key"
    yield Hit(
        f"The models of {table} get the primary key {what}, and the table does not.",
        subject=f"{table}.primary key",
    )


def _composite(model: ModelView) -> tuple[str, ...]:
    found = next((item for item in model.fields.values() if isinstance(item, CompositePrimaryKey)), None)
    return tuple(found.field_names) if found is not None else ()
