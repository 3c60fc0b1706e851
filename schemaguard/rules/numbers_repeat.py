"""Two migrations of one app carry the same number.

When: two files that both count begin with the same number, such as ``0007_a`` and ``0007_b``, and
neither replaces the other.

Effect: ``migrate APP 0007`` is ambiguous, and readers take one for the other. Mostly two branches
each added a migration, and a merge ordered them.

Way out: give the one that is not released yet the next number, and let it depend on the other.

Source: Django documentation, "Version control" under "Migrations".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from schemaguard.findings import Location
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.history import History
from schemaguard.steps.source import MigrationFile


@rule("SG606", on=History, severity=Severity.NOTICE, axis=Axis.HISTORY)
def check(history: History) -> Iterator[tuple[Location, Hit]]:
    planned = {file.key for file in history.project.plan}
    numbered: dict[tuple[str, str], list[MigrationFile]] = defaultdict(list)
    for file in history.files():
        prefix = file.name.partition("_")[0]
        if prefix.isdigit() and file.key in planned:
            numbered[file.app, prefix].append(file)
    for (app, prefix), files in numbered.items():
        if len(files) > 1:
            last, names = files[-1], ", ".join(file.name for file in files)
            where = Location(app, last.name, path=last.display_path, line=last.class_line)
            yield where, Hit(f"{names} share the number {prefix}.", subject=prefix)
