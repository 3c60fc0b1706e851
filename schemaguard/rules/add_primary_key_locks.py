"""Adding a primary key builds an index under the strongest lock.

When: a primary key is added to an existing table, without an index that is there already.

Effect: the table takes an ACCESS EXCLUSIVE lock: no reads and no writes until the unique index is built,
and every column of the key was proved NOT NULL.

Way out: build the unique index concurrently, then use it::

    CREATE UNIQUE INDEX CONCURRENTLY order_key ON shop_order (number);
    ALTER TABLE shop_order ADD CONSTRAINT order_pk PRIMARY KEY USING INDEX order_key;

Source: PostgreSQL manual, ALTER TABLE, ADD table_constraint_using_index.

Bad::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order ADD PRIMARY KEY (number)", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_order ADD CONSTRAINT pk PRIMARY KEY USING INDEX order_key", migrations.RunSQL.noop
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AddConstraint
from schemaguard.steps.step import Step


@rule("SG110", on=(AddColumn, AddConstraint), severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AddColumn | AddConstraint) -> Iterator[Hit]:
    if isinstance(statement, AddColumn):
        if statement.column.primary_key and not step.is_new_table(statement.table):
            name = f"{statement.table}.{statement.column.name}"
            message = f"Adding the primary key {name} blocks all access to {statement.table} while its index is built."
            yield Hit(message, subject=name)
        return
    constraint = statement.constraint
    if constraint.kind != "primary_key" or constraint.using_index or step.is_new_table(statement.table):
        return
    name = constraint.name or ", ".join(constraint.columns)
    message = f"Adding the primary key {name} blocks all access to {statement.table} while its index is built."
    yield Hit(message, subject=f"{statement.table}.{name}")
