"""A comment silences nothing.

When: an ignore comment names a rule that finds nothing in that operation, or a rule that does not exist.

Effect: readers believe that there is a hazard. If the comment stands at the wrong line, the real
finding is still loud, or a later one will be silenced by accident.

Way out: delete the comment, or move it to the operation's line or the line above.

Source: schemaguard's own contract: docs/architecture.md, "Silencing a finding".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.conf import nearest
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.ignores import UsedIgnore


@rule("SG903", on=UsedIgnore, severity=Severity.WARNING, axis=Axis.HYGIENE)
def check(used: UsedIgnore) -> Iterator[Hit]:
    ignore = used.ignore
    for word in ignore.rules:
        if word not in used.known:
            yield Hit(f"There is no rule {word!r} to ignore.{nearest(word, sorted(used.known))}", subject=word)
        elif used.judged and word not in used.used and _could_work(used):
            yield Hit(f"The ignore of {word} silences nothing.", subject=word)


def _could_work(used: UsedIgnore) -> bool:
    """An ignore without a reason or past its date is a finding of its own."""
    ignore = used.ignore
    return bool(ignore.reason) and not ignore.problem and not (ignore.until and ignore.until < used.today)
