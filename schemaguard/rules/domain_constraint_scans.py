"""A constraint on a domain reads every table that uses it.

When: SQL adds a constraint to a domain without NOT VALID, validates one, or makes the domain NOT NULL.

Effect: every table with a column of that domain is locked against writes and read in full.

Way out: add the constraint NOT VALID, and validate it later; or use check constraints on the columns.

Source: PostgreSQL manual, ALTER DOMAIN.

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER DOMAIN price ADD CONSTRAINT positive CHECK (VALUE > 0)", migrations.RunSQL.noop
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER DOMAIN price ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID", migrations.RunSQL.noop
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterDomain
from schemaguard.steps.step import Step


@rule("SG123", on=AlterDomain, severity=Severity.WARNING, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AlterDomain) -> Iterator[Hit]:
    scans = statement.what in ("set_not_null", "validate")
    if scans or (statement.what == "add_constraint" and statement.validated):
        message = f"The change of the domain {statement.domain} reads every table that uses it."
        yield Hit(message, subject=statement.domain)
