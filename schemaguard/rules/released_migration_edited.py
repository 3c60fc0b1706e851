"""A migration was edited after it had been applied or released.

When: what a migration does differs from what it did when it was applied (the ledger knows), or
at the commit that ``--since`` names. Comments, layout, reason and ticket do not count.

Effect: databases that have applied it do not get the edit, new ones do. From here on they differ,
and later migrations may fail on one of them.

Way out: put the file back as it was, and write what you want in a new migration.

Source: Django documentation, "Migrations", "Workflow".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.findings import Location
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.history import History


@rule("SG602", on=History, severity=Severity.ERROR, axis=Axis.HISTORY)
def check(history: History) -> Iterator[tuple[Location, Hit]]:
    for file in history.files():
        if file.key not in history.released or not file.text:
            continue
        digest, witness = history.released[file.key]
        if digest and digest != file.digest:
            where = Location(file.app, file.name, path=file.display_path, line=file.class_line)
            yield where, Hit(f"The migration does something else now than {witness} knows.", subject="edited")
