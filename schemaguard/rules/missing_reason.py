"""A migration does not say why it exists.

When: an attribute that ``SCHEMAGUARD["METADATA"]`` requires, such as ``reason``, is missing or empty.

Effect: reviewers, and whoever has to roll back at night, cannot tell what the change is for.

Way out: write the reason into the migration::

    class Migration(migrations.Migration):
        reason = "Checkout shows a discount per order line; finance reports on it."

Source: schemaguard's own contract: docs/architecture.md, "Change reason".

Bad::

    reason = None  # finding: class
    operations = []

Good::

    reason = "Checkout shows a discount per order line."
    operations = []
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.step import MigrationSteps


@rule("SG701", on=MigrationSteps, severity=Severity.WARNING, axis=Axis.METADATA)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    if not migration.own:
        return
    for field in migration.context.settings.metadata.values():
        given = migration.file.attributes.get(field.name)
        if field.required and (given is None or not str(given).strip()):
            yield Hit(f"The migration has no {field.name}.", subject=field.name)
