"""A comment silences a finding without saying why.

When: ``# schemaguard: ignore RULE`` has no reason, names no rule, or cannot be read.

Effect: the comment silences nothing, and the finding stays. A silenced hazard nobody can explain is
worse than a loud one.

Way out: say why, after two hyphens::

    migrations.RemoveField("order", "note"),  # schemaguard: ignore drop-column -- unread since v4.2

Source: schemaguard's own contract: docs/architecture.md, "Silencing a finding".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.ignores import UsedIgnore


@rule("SG901", on=UsedIgnore, severity=Severity.WARNING, axis=Axis.HYGIENE)
def check(used: UsedIgnore) -> Iterator[Hit]:
    ignore = used.ignore
    subject = " ".join(ignore.rules)
    if ignore.problem:
        yield Hit(f"The ignore comment cannot be used: {ignore.problem}.", subject=subject)
    elif not ignore.reason:
        yield Hit(f"The ignore of {', '.join(ignore.rules)} has no reason.", subject=subject)
