"""A migration grants or revokes rights.

When: RunSQL contains GRANT, REVOKE, or creates, changes or drops a role or user.

Effect: roles are called differently in each environment, and belong to the whole server: the migration fails
where a role is missing, or opens more than was meant.

Way out: keep rights with the rest of the server's configuration.

Source: PostgreSQL manual, 5.8 "Privileges" and 22 "Database Roles"; MySQL manual, 8.2.

Bad::

    operations = [
        migrations.RunSQL("GRANT SELECT ON shop_order TO reporting", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterObject, CreateObject, DropObject, Grant
from schemaguard.steps.step import Step


@rule("SG813", on=(Grant, CreateObject, DropObject, AlterObject), severity=Severity.NOTICE, axis=Axis.HYGIENE)
def check(step: Step, statement: Grant | CreateObject | DropObject | AlterObject) -> Iterator[Hit]:
    if isinstance(statement, Grant):
        yield Hit(f"The migration changes rights: {statement.verb.upper()}.", subject=statement.verb)
    elif statement.kind in ("role", "user"):
        yield Hit(f"The migration changes the {statement.kind} {statement.name}.", subject=statement.name)
