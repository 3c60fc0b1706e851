"""A view, function, trigger, sequence or type is dropped.

When: SQL drops an object that code or other objects may still use.

Effect: old processes that still name it fail. A dropped trigger stops keeping data right, silently.

Way out: first release code that does not use it. Give the migration a reverse that creates it again, word for
word.

Source: PostgreSQL manual, 5.15 "Dependency Tracking"; MySQL manual, 15.1.

Bad::

    operations = [
        migrations.RunSQL("DROP VIEW order_totals", "CREATE VIEW order_totals AS SELECT 1"),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("CREATE VIEW order_totals AS SELECT 1", "DROP VIEW order_totals"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterObject, CreateObject, DropObject
from schemaguard.steps.step import MigrationSteps

_NAMED = {"view", "materialized_view", "function", "procedure", "trigger", "sequence", "type", "domain", "event"}


@rule("SG222", on=MigrationSteps, having=(DropObject,), severity=Severity.WARNING, axis=Axis.BREAKS_RUNNING_CODE)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    made = {(s.kind, s.name) for _, s in migration.statements() if isinstance(s, CreateObject)}
    # Renamed out of the way of a new one: nobody uses it by its new name.
    replaced = {
        (s.kind, s.to)
        for _, s in migration.statements()
        if isinstance(s, AlterObject) and s.what == "rename" and (s.kind, s.name) in made
    }
    for step, statement in migration.statements():
        if not isinstance(statement, DropObject) or statement.kind not in _NAMED:
            continue
        # Dropped and created again in one migration: it is replaced.
        if (statement.kind, statement.name) not in made | replaced and not step.is_new_table(statement.table):
            kind = statement.kind.replace("_", " ")
            yield Hit(f"The {kind} {statement.name} is dropped.", subject=f"{kind} {statement.name}", at=step)
