"""This server's concurrent index builds may miss rows.

When: an index is built or rebuilt CONCURRENTLY on PostgreSQL 14.0 to 14.3.

Effect: rows that are updated during the build may be missing in the index. Queries do not find them, and a unique
index lets duplicates in.

Way out: update the server to 14.4 or later first, and rebuild indexes that were built concurrently before.

Source: PostgreSQL 14.4 release notes.

Target: postgresql 14.2

Bad::

    atomic = False
    operations = [
        AddIndexConcurrently("order", models.Index(fields=["created"], name="order_created")),  # finding
    ]

Good::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import CreateIndex, Reindex
from schemaguard.steps.step import Step


@rule("SG223", on=(CreateIndex, Reindex), severity=Severity.ERROR, axis=Axis.LOSES_DATA, vendors=("postgresql",))
def check(step: Step, statement: CreateIndex | Reindex) -> Iterator[Hit]:
    version = step.target.version
    # A bare "postgresql 14" does not say which minor version runs.
    if statement.concurrently and len(version) > 1 and (14, 0) <= version < (14, 4):
        name = statement.name if isinstance(statement, Reindex) else statement.index.name
        yield Hit(f"Building {name} concurrently on {step.target} may miss rows.", subject=name or "index")
