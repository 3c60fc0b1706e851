"""A migration's reason says nothing.

When: a metadata field holds a placeholder ("todo", "fix", the migration's own name) or too few words.

Effect: the field is filled, so nobody asks again, and whoever reads it later learns nothing.

Way out: say what the change is for, in a sentence a colleague of another team understands::

    reason = "Checkout shows a discount per order line; finance reports on it."

Source: schemaguard's own contract: docs/architecture.md, "Change reason".

Bad::

    reason = "todo"  # finding: class
    operations = []

Good::

    reason = "Checkout shows a discount per order line."
    operations = []
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.metadata import is_placeholder, is_too_short, value_of
from schemaguard.steps.step import MigrationSteps


@rule("SG702", on=MigrationSteps, severity=Severity.WARNING, axis=Axis.METADATA)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    if not migration.own:
        return
    for field in migration.context.settings.metadata.values():
        text = value_of(migration.file.attributes, field)
        if text and is_placeholder(text, migration.file.name):
            yield Hit(f"The {field.name} {text!r} says nothing.", subject=field.name)
        elif text and is_too_short(text, field):
            yield Hit(f"The {field.name} {text!r} has fewer than {field.min_words} words.", subject=field.name)
