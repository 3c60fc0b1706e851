"""An extension is dropped or updated.

When: RunSQL updates or drops an extension.

Effect: functions, types and indexes of the extension change or go, and columns that use its types go with
them. What that is depends on the versions installed on each server.

Way out: update extensions by hand, one server at a time, after reading their release notes.

Source: PostgreSQL manual, ALTER EXTENSION and DROP EXTENSION.

Bad::

    operations = [
        migrations.RunSQL("ALTER EXTENSION citext UPDATE", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS citext", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterObject, DropObject
from schemaguard.steps.step import Step


@rule(
    "SG825",
    on=(AlterObject, DropObject),
    severity=Severity.WARNING,
    axis=Axis.BREAKS_RUNNING_CODE,
    vendors=("postgresql",),
)
def check(step: Step, statement: AlterObject | DropObject) -> Iterator[Hit]:
    if statement.kind == "extension":
        verb = "dropped" if isinstance(statement, DropObject) else "changed"
        yield Hit(f"The extension {statement.name} is {verb}.", subject=statement.name)
