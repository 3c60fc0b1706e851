"""An exclusion constraint fails where rows exclude each other.

When: an exclusion constraint is added to a table with rows.

Effect: the migration fails at the first two rows that overlap: "could not create exclusion constraint". There is no
NOT VALID for it, and the table is locked while the index is built.

Way out: find the overlapping rows with a self-join and mend them in an earlier migration. A condition on the constraint
can leave old rows out::

    ExclusionConstraint(name="…", expressions=[…], condition=Q(created__gte="2027-01-01"))

Source: PostgreSQL manual, CREATE TABLE, EXCLUDE; Django documentation, "ExclusionConstraint".

Bad::

    operations = [
        migrations.RunSQL(  # finding
            'ALTER TABLE shop_order ADD CONSTRAINT once EXCLUDE USING gist (number WITH =)',
            'ALTER TABLE shop_order DROP CONSTRAINT once',
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            'CREATE TABLE booking (during tstzrange, EXCLUDE USING gist (during WITH &&))',
            'DROP TABLE booking',
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint
from schemaguard.steps.step import Step


@rule("SG411", on=AddConstraint, severity=Severity.WARNING, axis=Axis.FAILS_ON_ROWS, vendors=("postgresql",))
def check(step: Step, statement: AddConstraint) -> Iterator[Hit]:
    constraint = statement.constraint
    if constraint.kind != "exclude" or step.is_new_table(statement.table):
        return
    name = constraint.name or ", ".join(constraint.columns) or "without a name"
    yield Hit(
        f"The exclusion constraint {name} on {statement.table} fails if two rows exclude each other.",
        subject=f"{statement.table}.{name}",
    )
