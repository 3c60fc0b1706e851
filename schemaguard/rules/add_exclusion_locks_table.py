"""Adding an exclusion constraint builds an index under the strongest lock.

When: an exclusion constraint is added to an existing table.

Effect: the table takes an ACCESS EXCLUSIVE lock until the index is built. There is no NOT VALID and no
concurrent form for exclusion constraints.

Way out: plan a maintenance window, or make a new table with the constraint, copy the rows over in
batches, and switch.

Source: PostgreSQL manual, CREATE TABLE, EXCLUDE; ALTER TABLE, NOT VALID (foreign keys and checks only).

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TABLE shop_order ADD CONSTRAINT one EXCLUDE USING gist (customer_id WITH =)",
            migrations.RunSQL.noop,
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "CREATE TABLE booking (room int, EXCLUDE USING gist (room WITH =))", "DROP TABLE booking"
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint
from schemaguard.steps.step import Step


@rule("SG112", on=AddConstraint, severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AddConstraint) -> Iterator[Hit]:
    if statement.constraint.kind == "exclude" and not step.is_new_table(statement.table):
        name = statement.constraint.name or "constraint"
        message = f"Adding the exclusion {name} blocks all access to {statement.table} while its index is built."
        yield Hit(message, subject=f"{statement.table}.{name}")
