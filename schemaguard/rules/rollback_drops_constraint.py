"""Rolling back drops a constraint, and rows that break it get in.

When: a migration adds a constraint or a unique index to a table that already exists.

Effect: after a rollback nothing holds such rows off any more. Applying the migration again then fails at them.

Way out: leave the constraint in place when rolling back, where the old code can live with it; or count the rows that
break it before the migration is applied again.

Source: Django documentation, "Reversing migrations"; PostgreSQL manual, "Constraints".

Bad::

    operations = [
        migrations.AlterUniqueTogether("order", {("customer", "number")}),  # finding
    ]

Good::

    operations = [
        migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint, DropConstraint, DropIndex
from schemaguard.steps.step import Step


@rule("SG504", on=(DropConstraint, DropIndex), severity=Severity.NOTICE, axis=Axis.IRREVERSIBLE, direction="reverse")
def check(step: Step, statement: DropConstraint | DropIndex) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    if isinstance(statement, DropIndex):
        if statement.index.unique:
            yield _hit("unique index", statement.index.name, statement.index.columns, statement.table)
    elif not _comes_back(step, statement):
        constraint = statement.constraint
        kind = f"{constraint.kind.replace('_', ' ')} constraint" if constraint.kind else "constraint"
        yield _hit(kind, constraint.name, constraint.columns, statement.table)


def _hit(kind: str, name: str, columns: tuple[str, ...], table: str | None) -> Hit:
    shown = name or ", ".join(columns) or "without a name"
    place = f" of {table}" if table else ""
    return Hit(f"Rolling back drops the {kind} {shown}{place}.", subject=f"{table or 'index'}.{shown}")


def _comes_back(step: Step, statement: DropConstraint) -> bool:
    """Whether the same step makes one anew: the column of a foreign key changes its type, or it points elsewhere."""
    dropped = statement.constraint
    return any(
        isinstance(item, AddConstraint)
        and (item.table, item.constraint.kind) == (statement.table, dropped.kind)
        and (item.constraint.columns, item.constraint.name) == (dropped.columns, dropped.name)
        for item in step.reverse_statements
    )
