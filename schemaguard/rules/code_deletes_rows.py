"""A data migration deletes rows.

When: the code of a RunPython deletes rows: all of a table, or those of a filter.

Effect: the rows are gone, and so are rows that refer to them with ``on_delete=CASCADE``. Historical models
have no custom ``delete()``, so nothing that usually happens on deletion does.

Way out: save the rows first, where the reverse can find them. If they are certainly worthless, say so in an
ignore comment.

Source: Django documentation, "Historical models"; ``QuerySet.delete()``.

Bad::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Order").objects.all().delete()

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


@rule("SG221", on=RunCode, severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    yield from one_hit_each(statement, "deletes-all", "{code} deletes every row of {name}.")
    yield from one_hit_each(statement, "deletes-rows", "{code} deletes rows of {name}.", severity=Severity.WARNING)
