"""Adding a foreign key reads every row while both tables are locked against writes.

When: a foreign key is added to an existing column of an existing table, without NOT VALID.

Effect: both tables take a SHARE ROW EXCLUSIVE lock: no writes to either until every row has been
looked up on the other side.

Way out: add the constraint without checking old rows, and check them in a later migration, which takes
no such lock::

    migrations.RunSQL(
        "ALTER TABLE shop_order ADD CONSTRAINT order_customer FOREIGN KEY (customer_id) "
        "REFERENCES shop_customer (id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
        "ALTER TABLE shop_order DROP CONSTRAINT order_customer",
        state_operations=[...],
    )
    # In the next migration:
    migrations.RunSQL("ALTER TABLE shop_order VALIDATE CONSTRAINT order_customer", migrations.RunSQL.noop)

Source: PostgreSQL manual, ALTER TABLE, ADD table_constraint NOT VALID.

Given::

    operations = [
        migrations.AddField("order", "product_id", models.BigIntegerField(null=True)),
    ]

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TABLE shop_order ADD CONSTRAINT p FOREIGN KEY (product_id) REFERENCES shop_product (id)",
            migrations.RunSQL.noop,
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_order ADD CONSTRAINT p FOREIGN KEY (product_id) REFERENCES shop_product (id) NOT VALID",
            migrations.RunSQL.noop,
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint
from schemaguard.steps.step import Step


@rule("SG106", on=AddConstraint, severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AddConstraint) -> Iterator[Hit]:
    constraint = statement.constraint
    if constraint.kind != "foreign_key" or not constraint.validated or step.is_new_table(statement.table):
        return
    if constraint.columns and all(step.is_new_column(statement.table, name) for name in constraint.columns):
        return
    other = constraint.references.table if constraint.references else "the other table"
    name = constraint.name or ", ".join(constraint.columns)
    yield Hit(
        f"Adding the foreign key {name} blocks writes to {statement.table} and {other} while every row is checked.",
        subject=f"{statement.table}.{name}",
    )
