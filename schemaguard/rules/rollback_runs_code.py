"""Rolling back runs code or SQL that changes rows.

When: the reverse of a migration is a function or SQL that writes rows.

Effect: the code runs in the hour when things are wrong already, on rows that the new release wrote, and has often never
run before.

Way out: rehearse the way back with rows that the new code wrote: ``manage.py schemaguard rehearse``.

Source: Django documentation, "RunPython" and "RunSQL". Off by default: the setting ``RULES`` switches it on.

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "UPDATE shop_order SET status = 'sent' WHERE status = 's'",
            "UPDATE shop_order SET status = 's' WHERE status = 'sent'",
        ),
    ]

Good::

    operations = [
        migrations.RunSQL("CREATE VIEW open_order AS SELECT * FROM shop_order", "DROP VIEW open_order"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import short_name
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Block, Copy, Delete, Insert, Merge, RunCode, Statement, Truncate, Update
from schemaguard.steps.by_hand_texts import beginning
from schemaguard.steps.step import Step

ON = (Block, Copy, Delete, Insert, Merge, RunCode, Truncate, Update)


@rule("SG511", on=ON, severity=Severity.NOTICE, axis=Axis.IRREVERSIBLE, direction="reverse", optional=True)
def check(step: Step, statement: Statement) -> Iterator[Hit]:
    if isinstance(statement, RunCode):
        if not statement.noop and not any(fact.kind == "reads-only" for fact in statement.facts):
            name = short_name(statement)
            yield Hit(f"Rolling back runs {name}.", subject=name)
        return
    shown = beginning(statement.sql, step.file.text)
    yield Hit(f"Rolling back runs SQL that changes rows: {shown}", subject=shown)
