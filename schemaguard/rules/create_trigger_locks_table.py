"""Creating a trigger blocks writes for a moment that a long transaction can stretch.

When: SQL creates a trigger on a table that this release did not make.

Effect: CREATE TRIGGER takes a SHARE ROW EXCLUSIVE lock. It is short, but it waits for running writers,
and all other writers queue behind it.

Way out: set a short ``lock_timeout`` and try again when it fails::

    migrations.RunSQL("SET LOCAL lock_timeout = '2s'", migrations.RunSQL.noop)

Source: PostgreSQL manual, 13.3.1 "Table-Level Locks".

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "CREATE TRIGGER t BEFORE UPDATE ON shop_order FOR EACH ROW EXECUTE FUNCTION f()",
            "DROP TRIGGER t ON shop_order",
        ),
    ]

Good::

    operations = [
        migrations.RunSQL("CREATE VIEW v AS SELECT 1", "DROP VIEW v"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import CreateObject
from schemaguard.steps.step import Step


@rule("SG122", on=CreateObject, severity=Severity.NOTICE, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: CreateObject) -> Iterator[Hit]:
    if statement.kind == "trigger" and not step.is_new_table(statement.table):
        table = statement.table or "its table"
        yield Hit(
            f"Creating the trigger {statement.name} blocks writes to {table}.", subject=f"{table}.{statement.name}"
        )
