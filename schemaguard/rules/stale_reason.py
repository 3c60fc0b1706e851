"""The operations of a migration changed, and its reason did not.

When: with ``--since``, a migration that existed at that commit does something else now while its
reason is word for word the old one.

Effect: the reason was given for another change. The record of why is wrong.

Way out: read the reason again and make it fit, or put the new operations into a migration of their own.

Source: schemaguard's own contract: docs/architecture.md, "Change reason".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.findings import Location
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.history import History


@rule("SG704", on=History, severity=Severity.WARNING, axis=Axis.METADATA)
def check(history: History) -> Iterator[tuple[Location, Hit]]:
    for file in history.files():
        if file.key not in history.old_sources:
            continue
        digest, reason = history.old_sources[file.key]
        if reason and reason == str(file.attributes.get("reason") or "") and digest != file.digest:
            where = Location(file.app, file.name, path=file.display_path, line=file.class_line)
            yield where, Hit("The operations changed, and the reason did not.", subject="reason")
