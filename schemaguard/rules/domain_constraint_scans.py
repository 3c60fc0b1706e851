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
from schemaguard.statements import AlterDomain, CreateObject
from schemaguard.steps.step import MigrationSteps


@rule(
    "SG123",
    on=MigrationSteps,
    having=(AlterDomain,),
    severity=Severity.WARNING,
    axis=Axis.BLOCKS,
    vendors=("postgresql",),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    made: set[str] = set()
    for step, statement in migration.statements():
        if isinstance(statement, CreateObject) and statement.kind == "domain":
            made.add(statement.name)
        elif isinstance(statement, AlterDomain) and statement.domain not in made and _scans(statement):
            message = f"The change of the domain {statement.domain} reads every table that uses it."
            yield Hit(message, subject=statement.domain, at=step)


def _scans(statement: AlterDomain) -> bool:
    if statement.what == "add_constraint":
        return statement.validated
    return statement.what in ("set_not_null", "validate")
