"""A comment that silenced a finding has expired.

When: the date after ``until`` in an ignore comment has passed.

Effect: the comment silences nothing any more, and the finding is back.

Way out: do what was put off, then delete the comment; or give it a new date and a new reason.

Source: schemaguard's own contract: docs/architecture.md, "Silencing a finding".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.ignores import UsedIgnore


@rule("SG902", on=UsedIgnore, severity=Severity.WARNING, axis=Axis.HYGIENE)
def check(used: UsedIgnore) -> Iterator[Hit]:
    until = used.ignore.until
    if until is not None and until < used.today:
        rules = ", ".join(used.ignore.rules)
        yield Hit(f"The ignore of {rules} expired on {until}.", subject=" ".join(used.ignore.rules))
