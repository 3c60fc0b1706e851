"""Adding a unique constraint builds an index under the strongest lock.

When: a unique constraint (UniqueConstraint, ``unique=True``, unique_together, or in SQL) is added to an
existing table.

Effect: the table takes an ACCESS EXCLUSIVE lock: no reads and no writes until the index is built.

Way out: build the unique index concurrently, then make it the constraint::

    class Migration(migrations.Migration):
        atomic = False
        operations = [
            migrations.RunSQL(
                "CREATE UNIQUE INDEX CONCURRENTLY order_number ON shop_order (number)",
                "DROP INDEX CONCURRENTLY order_number",
            ),
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL(
                        "ALTER TABLE shop_order ADD CONSTRAINT order_number UNIQUE USING INDEX order_number",
                        "ALTER TABLE shop_order DROP CONSTRAINT order_number",
                    ),
                ],
                state_operations=[
                    migrations.AddConstraint(
                        "order", models.UniqueConstraint(fields=["number"], name="order_number")
                    ),
                ],
            ),
        ]

Source: PostgreSQL manual, ALTER TABLE, ADD table_constraint_using_index.

Bad::

    operations = [
        migrations.AddConstraint(  # finding
            "order", models.UniqueConstraint(fields=["number"], name="order_number")
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_order ADD CONSTRAINT order_number UNIQUE USING INDEX order_number",
            migrations.RunSQL.noop,
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AddConstraint
from schemaguard.steps.step import Step


@rule("SG111", on=(AddConstraint, AddColumn), severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AddConstraint | AddColumn) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    if isinstance(statement, AddColumn):
        yield from _column(statement)
        return
    constraint = statement.constraint
    if constraint.kind != "unique" or constraint.using_index:
        return
    name = constraint.name or f"({', '.join(constraint.columns)})"
    yield Hit(
        f"Adding the unique constraint {name} blocks all access to {statement.table} while its index is built.",
        subject=f"{statement.table}.{name}",
    )


def _column(statement: AddColumn) -> Iterator[Hit]:
    """A new column's index holds only equal or empty values, but it has an entry for every row."""
    if statement.column.unique and not statement.column.primary_key:
        name = f"{statement.table}.{statement.column.name}"
        message = f"The unique column {name} blocks all access to {statement.table} while its index is built."
        yield Hit(message, subject=name)
