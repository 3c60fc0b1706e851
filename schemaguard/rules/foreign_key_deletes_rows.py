"""A foreign key that deletes rows by itself is added.

When: a constraint with ON DELETE CASCADE is added in the database.

Effect: deleting a row of the other table deletes rows here, without signals, without Django's
collector and without a trace.

Way out: use ON DELETE RESTRICT and delete in code, where it can be seen; Django's ``on_delete=CASCADE``
works in Python and leaves the database's own rule alone.

Source: PostgreSQL manual, 5.5.5 "Foreign Keys"; MySQL manual, 15.1.20.5; SQLite, "Foreign Key Support".

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TABLE shop_order ADD CONSTRAINT order_customer FOREIGN KEY (customer_id) "
            "REFERENCES shop_customer (id) ON DELETE CASCADE NOT VALID",
            migrations.RunSQL.noop,
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_order ADD CONSTRAINT order_customer FOREIGN KEY (customer_id) "
            "REFERENCES shop_customer (id) ON DELETE RESTRICT NOT VALID",
            migrations.RunSQL.noop,
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AddConstraint, CreateTable, Reference
from schemaguard.steps.step import Step


@rule("SG206", on=(AddColumn, AddConstraint, CreateTable), severity=Severity.WARNING, axis=Axis.LOSES_DATA)
def check(step: Step, statement: AddColumn | AddConstraint | CreateTable) -> Iterator[Hit]:
    for reference in _references(statement):
        if reference.on_delete.lower() == "cascade":
            yield Hit(
                f"Deleting a row of {reference.table} will delete rows of {statement.table} in the database.",
                subject=f"{statement.table}.{reference.table}",
            )


def _references(statement: AddColumn | AddConstraint | CreateTable) -> Iterator[Reference]:
    if isinstance(statement, CreateTable):
        found = [column.references for column in statement.columns]
        found += [constraint.references for constraint in statement.constraints]
    elif isinstance(statement, AddColumn):
        found = [statement.column.references]
    else:
        found = [statement.constraint.references]
    yield from (reference for reference in found if reference is not None)
