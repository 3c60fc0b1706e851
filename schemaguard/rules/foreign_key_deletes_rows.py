"""A foreign key that deletes rows by itself is added.

When: a constraint with ON DELETE CASCADE is added in the database: by SQL, or by ``on_delete=DB_CASCADE`` of
Django 6.1, where the finding is a notice.

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

from django.db import models

from schemaguard.rules._columns import find_field
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AddConstraint, CreateTable, Reference
from schemaguard.steps.step import Step

_DJANGO_HAS_IT = hasattr(models, "DB_CASCADE")


@rule("SG206", on=(AddColumn, AddConstraint, CreateTable), severity=Severity.WARNING, axis=Axis.LOSES_DATA)
def check(step: Step, statement: AddColumn | AddConstraint | CreateTable) -> Iterator[Hit]:
    for column, reference in _references(step, statement):
        of_field = not statement.sql and _DJANGO_HAS_IT and _cascades(step, statement.table, column)
        if of_field or reference.on_delete.lower() == "cascade":
            yield Hit(
                f"Deleting a row of {reference.table} will delete rows of {statement.table} in the database.",
                subject=f"{statement.table}.{reference.table}",
                severity=Severity.NOTICE if of_field else None,
            )


def _references(step: Step, statement: AddColumn | AddConstraint | CreateTable) -> Iterator[tuple[str, Reference]]:
    """Each foreign key and its column, if it has just one."""
    columns = getattr(statement, "columns", ()) or (getattr(statement, "column", None),)
    constraints = getattr(statement, "constraints", ()) or (getattr(statement, "constraint", None),)
    for column in columns:
        if column is not None and column.references and not _ignored(step, statement):
            yield column.name, column.references
    for constraint in constraints:
        if constraint is not None and constraint.references:
            yield "".join(constraint.columns[:1]), constraint.references


def _ignored(step: Step, statement: AddColumn | AddConstraint | CreateTable) -> bool:
    """MySQL before 9.0 reads REFERENCES after a column and does nothing: inline-reference-ignored tells."""
    target = step.target
    return bool(statement.sql) and target.vendor == "mysql" and not target.is_mariadb() and not target.at_least(9)


def _cascades(step: Step, table: str, column: str) -> bool:
    """Whether the field says DB_CASCADE: see django.db.models.deletion.DatabaseOnDelete."""
    found = find_field(step, table, column, step.after)
    relation = getattr(found[2], "remote_field", None) if found else None
    return getattr(getattr(relation, "on_delete", None), "operation", "") == "CASCADE"
