"""Refreshing a materialized view blocks its readers.

When: SQL refreshes a materialized view without CONCURRENTLY.

Effect: the view takes an ACCESS EXCLUSIVE lock: nobody can read it until the query has run.

Way out: give the view a unique index, and use ``REFRESH MATERIALIZED VIEW CONCURRENTLY``.

Source: PostgreSQL manual, REFRESH MATERIALIZED VIEW.

Bad::

    operations = [
        migrations.RunSQL("REFRESH MATERIALIZED VIEW order_totals", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("REFRESH MATERIALIZED VIEW CONCURRENTLY order_totals", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import CreateObject, RefreshView
from schemaguard.steps.step import MigrationSteps


@rule(
    "SG119",
    on=MigrationSteps,
    having=(RefreshView,),
    severity=Severity.WARNING,
    axis=Axis.BLOCKS,
    vendors=("postgresql",),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    made: set[str] = set()
    for step, statement in migration.statements():
        if isinstance(statement, CreateObject) and statement.kind == "materialized_view":
            made.add(statement.name)
        elif isinstance(statement, RefreshView) and not statement.concurrently and statement.name not in made:
            message = f"Refreshing {statement.name} blocks everyone who reads it."
            yield Hit(message, subject=statement.name, at=step)
