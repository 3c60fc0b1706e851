"""SQL changes a setting of the server, the database or a role.

When: RunSQL contains SET GLOBAL, ALTER SYSTEM, or ALTER DATABASE or ROLE … SET.

Effect: every session of every application is affected, long after the migration, and the reverse of the
migration does not know the old value.

Way out: keep such settings with the server's configuration. For the migration alone, use ``SET LOCAL``.

Source: PostgreSQL manual, 19.1 "Setting Parameters"; MySQL manual, 15.7.6.1 "SET Syntax".

Bad::

    operations = [
        migrations.RunSQL("ALTER SYSTEM SET work_mem = '1GB'", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("SET LOCAL work_mem = '1GB'", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import SetParameter
from schemaguard.steps.step import Step


@rule("SG833", on=SetParameter, severity=Severity.WARNING, axis=Axis.HYGIENE)
def check(step: Step, statement: SetParameter) -> Iterator[Hit]:
    if statement.permanent:
        yield Hit(f"The setting {statement.name} changes for everyone, for good.", subject=statement.name)
