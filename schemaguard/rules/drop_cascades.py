"""DROP … CASCADE takes along whatever depends on it.

When: SQL drops a table, column, constraint, type, view or another object with CASCADE.

Effect: views, foreign keys and functions that nobody named disappear as well. What they are
depends on the database the migration happens to run on.

Way out: leave CASCADE out. If the drop is refused, drop what depends on it by name, first.

Source: PostgreSQL manual, 5.15 "Dependency Tracking". MySQL accepts the word and ignores it.

Bad::

    operations = [
        migrations.RunSQL("DROP VIEW order_totals CASCADE", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("DROP VIEW order_totals", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropColumn, DropConstraint, DropIndex, DropObject, DropTable
from schemaguard.steps.step import Step


@rule(
    "SG205",
    on=(DropTable, DropColumn, DropConstraint, DropIndex, DropObject),
    severity=Severity.WARNING,
    axis=Axis.LOSES_DATA,
    vendors=("postgresql",),
)
def check(step: Step, statement: DropTable | DropColumn | DropConstraint | DropIndex | DropObject) -> Iterator[Hit]:
    # Django's own operations add CASCADE to tables and columns only to reach their constraints.
    if statement.sql and statement.cascade and not step.is_new_table(statement.table):
        name = _name(statement)
        yield Hit(f"Dropping {name} with CASCADE takes along what depends on it.", subject=name)


def _name(statement: DropTable | DropColumn | DropConstraint | DropIndex | DropObject) -> str:
    if isinstance(statement, DropTable):
        return statement.table
    if isinstance(statement, DropColumn):
        return f"{statement.table}.{statement.column.name}"
    if isinstance(statement, DropConstraint):
        return f"{statement.table}.{statement.constraint.name}"
    return statement.index.name if isinstance(statement, DropIndex) else f"the {statement.kind} {statement.name}"
