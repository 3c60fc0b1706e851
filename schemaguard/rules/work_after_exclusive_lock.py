"""A table stays locked while the migration goes on with something else.

When: in one transaction, a statement takes an ACCESS EXCLUSIVE lock on an existing table, and a later one
needs time that grows with the rows of another table.

Effect: locks are held until the transaction ends. The first table cannot even be read while the work on the
other one goes on.

Way out: put the long work into a migration of its own, before or after this one.

Source: PostgreSQL manual, 13.3.1 "Table-Level Locks".

Bad::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),
        migrations.AddIndex("product", models.Index(fields=["name"], name="product_name")),  # finding
    ]

Good::

    operations = [
        migrations.AddIndex("product", models.Index(fields=["name"], name="product_name")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._subjects import subject_of
from schemaguard.rules._tables import table_of
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RenameTable
from schemaguard.steps.step import MigrationSteps


@rule("SG126", on=MigrationSteps, severity=Severity.WARNING, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(migration: MigrationSteps) -> Iterator[Hit]:
    lock = database("postgresql").lock
    held = ""
    for step, statement in migration.statements():
        table = table_of(statement)
        if not step.is_atomic() or table is None or step.is_new_table(table):
            continue
        taken = lock(statement, step.target)
        if taken is None:
            continue
        if held and held != table and (taken.scans or taken.rewrites):
            what = subject_of(statement)
            message = f"{held} stays locked against reads while the work on {what} goes on."
            yield Hit(message, subject=f"{held} {what}", at=step)
        if taken.blocks_reads:
            held = held or table
        if isinstance(statement, RenameTable) and held == table:
            held = statement.to
