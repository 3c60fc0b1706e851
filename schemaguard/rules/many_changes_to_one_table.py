"""One migration alters one table again and again.

When: three or more changes of one existing table each copy or read all its rows.

Effect: the table is copied or read as many times. On MySQL each copy blocks writes; on SQLite each one locks the
database.

Way out: write one ALTER TABLE with all changes in RunSQL, and give it ``state_operations``.

Source: MySQL manual, 15.1.9 "ALTER TABLE Statement": several changes in one statement share one copy.

Target: mysql 8.4

Bad::

    operations = [
        migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),  # finding: class
        migrations.AlterField("product", "price", models.FloatField()),
        migrations.AlterField("product", "name", models.TextField()),
    ]

Good::

    operations = [
        migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),
    ]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import TableStatement
from schemaguard.steps.step import MigrationSteps

_MANY = 3


@rule("SG129", on=MigrationSteps, severity=Severity.NOTICE, axis=Axis.BLOCKS)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    lock = database(migration.target.vendor).lock
    seen: set[str] = set()
    heavy: Counter[str] = Counter()
    for number, (step, statement) in enumerate(migration.statements()):
        if not isinstance(statement, TableStatement) or step.is_new_table(statement.table):
            continue
        taken = lock(statement, step.target)
        # One ALTER TABLE with several clauses goes over the rows once; so does Django's rebuild on SQLite.
        once = statement.sql or (step.part if step.target.vendor == "sqlite" else str(number))
        if taken is not None and (taken.rewrites or taken.scans) and once not in seen:
            heavy[statement.table] += 1
            seen.add(once)
    for table, count in heavy.items():
        if count >= _MANY:
            yield Hit(f"{table} is copied or read {count} times.", subject=table)
