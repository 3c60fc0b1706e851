"""RunSQL has no reverse, so nothing before it can be rolled back.

When: RunSQL is given no ``reverse_sql``.

Effect: ``migrate`` backwards stops here with IrreversibleError, and every migration up to this one has to stay. Inside
SeparateDatabaseAndState it stops half-way, after other operations were undone.

Way out: write the SQL that undoes it. Where nothing needs to be undone, say so with ``migrations.RunSQL.noop``::

    migrations.RunSQL("ANALYZE shop_order", migrations.RunSQL.noop),

Where it truly cannot be undone, keep it and say why: ``# schemaguard: ignore run-sql-without-reverse -- …``.

Source: Django documentation, "RunSQL", ``reverse_sql``.

Bad::

    operations = [
        migrations.RunSQL("CREATE VIEW open_order AS SELECT * FROM shop_order"),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("CREATE VIEW open_order AS SELECT * FROM shop_order", "DROP VIEW open_order"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import RunSQL

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.by_hand_texts import beginning
from schemaguard.steps.step import Step


@rule("SG505", on=Step, severity=Severity.WARNING, axis=Axis.IRREVERSIBLE)
def check(step: Step) -> Iterator[Hit]:
    operation = step.operation
    if not isinstance(operation, RunSQL) or operation.reversible or step.side == "state":
        return
    text = operation.sql if isinstance(operation.sql, str) else "; ".join(map(_text, operation.sql))
    shown = beginning(text, step.file.text)
    yield Hit(f"This SQL cannot be rolled back, because it has no reverse: {shown}", subject=shown or "RunSQL")


def _text(item: object) -> str:
    return str(item[0]) if isinstance(item, list | tuple) else str(item)
