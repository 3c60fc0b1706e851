"""The baseline names a finding that is gone.

When: an entry of the baseline matches no finding of a complete check.

Effect: none today. But should the hazard come back, the old entry would hide it.

Way out: write the baseline anew, and let the review see which lines went away::

    python manage.py schemaguard check --write-baseline schemaguard-baseline.json

Source: schemaguard's own contract: docs/architecture.md, "Baseline".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.findings import BaselineEntry
from schemaguard.rules.base import Axis, Hit, Severity, rule


@rule("SG904", on=BaselineEntry, severity=Severity.WARNING, axis=Axis.HYGIENE)
def check(entry: BaselineEntry) -> Iterator[Hit]:
    yield Hit(f"The baseline entry for {entry.rule} matches no finding: {entry.message}", subject=entry.fingerprint)
