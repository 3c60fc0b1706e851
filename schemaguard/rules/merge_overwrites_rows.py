"""A MERGE deletes or overwrites rows.

When: SQL merges into a table that this release did not make, with WHEN … THEN DELETE, or with an UPDATE that reaches
every row or every row that the source does not have.

Effect: WHEN NOT MATCHED BY SOURCE takes every row that the source does not name: a source that is empty or half filled
empties the table. WHEN MATCHED THEN DELETE takes the rows that match, as a DELETE with a condition does; in a statement
that reads like an upsert this is easily overlooked. No reverse brings the rows back.

Way out: name the rows with AND, and keep their number in hand; save what goes into another table first::

    MERGE INTO shop_order o USING incoming i ON o.id = i.id
    WHEN MATCHED THEN UPDATE SET status = i.status
    WHEN NOT MATCHED BY SOURCE AND o.status = 'draft' THEN DELETE

Source: PostgreSQL manual, MERGE; NOT MATCHED BY SOURCE came with version 17.

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "MERGE INTO shop_order o USING shop_tag t ON o.id = t.id WHEN NOT MATCHED BY SOURCE THEN DELETE",
            migrations.RunSQL.noop,
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "MERGE INTO shop_order o USING shop_tag t ON o.id = t.id WHEN MATCHED THEN UPDATE SET status = t.name",
            migrations.RunSQL.noop,
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Merge, MergeAction
from schemaguard.steps.step import Step

_VERBS = {"delete": "deletes", "update": "overwrites"}


@rule("SG224", on=Merge, severity=Severity.ERROR, axis=Axis.LOSES_DATA, vendors=("postgresql",))
def check(step: Step, statement: Merge) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    for action in statement.actions:
        severity = _severity(action)
        if severity is not None:
            message = f"MERGE {_VERBS[action.verb]} {_rows(action)} of {statement.table}."
            yield Hit(message, subject=f"{statement.table} {action.verb} {action.when}", severity=severity)


def _severity(action: MergeAction) -> Severity | None:
    """As for DELETE and UPDATE without a condition; where there is one, a deletion is said all the same."""
    unmatched = action.when == "not matched by source"
    if action.verb == "delete":
        if not action.where:
            return Severity.ERROR
        return Severity.WARNING if unmatched else Severity.NOTICE
    if action.verb == "update" and not action.where:
        # What the source does not have is often meant to be marked as gone.
        return Severity.WARNING if unmatched else Severity.ERROR
    return None


def _rows(action: MergeAction) -> str:
    if action.when == "not matched by source":
        return "rows that the source does not have" if action.where else "every row that the source does not have"
    return "rows that match the source" if action.where else "every row"
