"""Dropping a schema or a database destroys everything in it.

When: SQL drops a schema or a database, or everything that a role owns (DROP OWNED).

Effect: every table in it is gone, with all rows. A migration cannot know what else lives there.

Way out: never do this in a migration. Drop the tables you own one by one, and remove an empty schema
by hand.

Source: PostgreSQL manual, DROP SCHEMA and DROP DATABASE; MySQL manual, 15.1.24.

Bad::

    operations = [
        migrations.RunSQL("DROP SCHEMA reporting CASCADE", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("CREATE SCHEMA reporting", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropObject
from schemaguard.steps.step import Step


@rule("SG203", on=DropObject, severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(step: Step, statement: DropObject) -> Iterator[Hit]:
    if statement.kind in ("schema", "database"):
        yield Hit(
            f"Dropping the {statement.kind} {statement.name} destroys everything in it.",
            subject=statement.name,
        )
    elif statement.kind == "owned":
        yield Hit(f"DROP OWNED destroys everything that {statement.name} owns.", subject=statement.name)
