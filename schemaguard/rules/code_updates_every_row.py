"""A data migration overwrites a column in every row.

When: the code of a RunPython calls ``update()`` on a queryset without a filter, or runs an UPDATE without WHERE, on a
table that the same migration did not make.

Effect: the old values are gone, and every row is locked until the transaction ends.

Way out: filter for the rows that need it, and update them in batches. If the column is new, that is a
backfill: do it in batches all the same.

Source: Django documentation, ``QuerySet.update()``; PostgreSQL manual, 13.3.2 "Row-Level Locks".

Bad::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Order").objects.update(status="new")

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),  # finding
    ]

Good::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import facts, short_name
from schemaguard.rules._columns import fates, table_of_code
from schemaguard.rules._raw_sql import statements_in
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode, Update
from schemaguard.steps.step import MigrationSteps, Step


@rule("SG220", on=MigrationSteps, having=(RunCode,), severity=Severity.WARNING, axis=Axis.LOSES_DATA)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    grown = {table for (table, _), fate in fates(migration).items() if fate.new}
    for step, statement in migration.statements():
        if isinstance(statement, RunCode):
            code = short_name(statement)
            for name in dict.fromkeys(_overwritten(step, statement, migration.created)):
                fills = name in grown or table_of_code(step, name) in grown
                yield _hit(step, code, name, fills=fills)


def _hit(step: Step, code: str, name: str, *, fills: bool) -> Hit:
    message, subject = f"{code} overwrites a column in every row of {name or 'something'}", f"{code} {name}".strip()
    if fills:
        text = f"{message}: nothing is lost if it is the one that this migration adds."
        return Hit(text, subject=subject, severity=Severity.NOTICE, at=step)
    return Hit(f"{message}.", subject=subject, at=step)


def _overwritten(step: Step, code: RunCode, created: frozenset[str]) -> Iterator[str]:
    """Models, and tables that SQL names."""
    yield from (fact.name for fact in facts(code, "updates-all") if table_of_code(step, fact.name) not in created)
    for statement in statements_in(step, code):
        if isinstance(statement, Update) and not (statement.where or statement.bounded):
            yield from () if statement.table in created else (statement.table,)
