"""A metadata field does not look as agreed.

When: a field such as ``ticket`` has a pattern in ``SCHEMAGUARD["METADATA"]``, and its text does not match.

Effect: links to tickets break, and reports that group by them miss the migration.

Way out: write the field as the pattern asks, such as ``ticket = "SHOP-412"``.

Source: schemaguard's own contract: docs/architecture.md, "Change reason".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.metadata import misses_pattern, value_of
from schemaguard.steps.step import MigrationSteps


@rule("SG703", on=MigrationSteps, severity=Severity.WARNING, axis=Axis.METADATA)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    if not migration.own:
        return
    for field in migration.context.settings.metadata.values():
        text = value_of(migration.file.attributes, field)
        if text and misses_pattern(text, field):
            yield Hit(f"The {field.name} {text!r} does not match {field.pattern!r}.", subject=field.name)
