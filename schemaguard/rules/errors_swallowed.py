"""A data migration passes over errors of the database.

When: the code of a RunPython catches an exception around database work and goes on.

Effect: the migration is recorded as applied although a part of it failed. On PostgreSQL the transaction is
broken after the first error, so that everything after it fails with another message.

Way out: let the error stop the migration. Where an error is expected, test for its cause first, or use a savepoint
(``transaction.atomic()``) around it.

Source: Django documentation, "Database transactions", "Avoid catching exceptions inside atomic".

Bad::

    def forward(apps, schema_editor):
        try:
            apps.get_model("shop", "Tag").objects.create(name="new")
        except Exception:
            pass

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),  # finding
    ]

Good::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Tag").objects.create(name="new")

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import one_hit_each
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step


@rule("SG836", on=RunCode, severity=Severity.NOTICE, axis=Axis.HYGIENE)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    yield from one_hit_each(statement, "swallows-errors", "{code} passes over errors of the database ({name}).")
