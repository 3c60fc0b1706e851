"""Renaming an enum value, a type, a schema, a view or a function breaks code that uses the old name.

When: SQL renames a value of an enum type, or a database object that queries may name, or moves it to
another schema; and nothing of that name is made in its place.

Effect: while a deploy runs, the old code still writes and compares the old name. Its queries fail, and
one that compares with an enum value that is gone fails as well; it does not just find nothing.

Way out: add the new name beside the old one, and let the old one go a release later. An enum value cannot
be dropped again: leave it unused. A view of the old name, or a function that calls the new one, serves the
old code meanwhile.

Source: PostgreSQL manual, ALTER TYPE, ALTER SCHEMA, ALTER VIEW, ALTER FUNCTION.

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TYPE order_status RENAME VALUE 'new' TO 'open'",
            "ALTER TYPE order_status RENAME VALUE 'open' TO 'new'",
        ),
    ]

Good::

    operations = [
        migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterObject, CreateObject, RenameEnumValue
from schemaguard.steps.step import MigrationSteps

#: What queries name. Triggers, rules, policies, extensions and their like may be called anything.
NAMED_IN_QUERIES = frozenset(
    {"type", "domain", "schema", "view", "materialized_view", "function", "procedure", "routine", "aggregate"}
    | {"operator", "collation", "foreign_table", "sequence", "database"}
)


@rule(
    "SG303",
    on=MigrationSteps,
    having=(RenameEnumValue, AlterObject),
    severity=Severity.ERROR,
    axis=Axis.BREAKS_RUNNING_CODE,
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    made = {(item.kind, item.name) for _, item in migration.statements() if isinstance(item, CreateObject)}
    for step, statement in migration.statements():
        if isinstance(statement, RenameEnumValue):
            yield Hit(
                f"Renaming the value '{statement.value}' of {statement.type} to '{statement.to}' "
                f"breaks code that uses the old name.",
                subject=f"{statement.type}.{statement.value}",
                at=step,
            )
        elif isinstance(statement, AlterObject) and (statement.kind, statement.name) not in made:
            yield from (replace(hit, at=step) for hit in _object(statement))


def _object(statement: AlterObject) -> Iterator[Hit]:
    if statement.what in ("rename", "schema") and statement.kind in NAMED_IN_QUERIES:
        kind = statement.kind.replace("_", " ")
        change = "Renaming" if statement.what == "rename" else "Moving"
        to = f" to {statement.to}" if statement.to else ""
        message = f"{change} the {kind} {statement.name}{to} breaks code that uses the old name."
        yield Hit(message, subject=statement.name)
