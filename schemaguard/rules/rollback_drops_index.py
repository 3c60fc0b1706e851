"""Rolling back drops an index.

When: a migration adds an index to a table that already exists.

Effect: after a rollback, queries that came to need the index read the whole table. On a large table that can be an
outage of its own.

Way out: leave the index in place when rolling back, unless the index is what went wrong. Building it again takes as
long as the first time.

Source: Django documentation, "Reversing migrations"; PostgreSQL manual, "Indexes".

Bad::

    operations = [
        migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20, help_text="As printed.")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropIndex
from schemaguard.steps.step import Step


@rule("SG503", on=DropIndex, severity=Severity.NOTICE, axis=Axis.IRREVERSIBLE, direction="reverse")
def check(step: Step, statement: DropIndex) -> Iterator[Hit]:
    # A unique index is a rule about rows: rollback-drops-constraint.
    if statement.index.unique or step.is_new_table(statement.table):
        return
    name = statement.index.name or ", ".join(statement.index.columns) or "an expression"
    place = f" of {statement.table}" if statement.table else ""
    yield Hit(f"Rolling back drops the index {name}{place}.", subject=f"{statement.table or 'index'}.{name}")
