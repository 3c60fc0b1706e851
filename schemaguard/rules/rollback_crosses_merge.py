"""Rolling back past a merge leaves one branch applied.

When: a migration merges two branches of one app.

Effect: to go back to the last migration of one branch, ``migrate`` undoes the merge and keeps the other branch applied.
The database is then as it never was when the release went out. Only a target before the fork undoes both.

Way out: name a target before the fork, and read the plan first. To undo one branch alone, check that the other
does not need it.

Source: Django documentation, "Version control" under "Migrations" and "Reversing migrations". Off by default:
the setting ``RULES`` switches it on.
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.findings import Location
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.history import History


@rule("SG513", on=History, severity=Severity.NOTICE, axis=Axis.IRREVERSIBLE, optional=True)
def check(history: History) -> Iterator[tuple[Location, Hit]]:
    nodes = history.project.loader.graph.node_map
    for file in history.files():
        if file.key not in nodes:
            continue  # A squash stands for it.
        merged = sorted(name for app, name in (parent.key for parent in nodes[file.key].parents) if app == file.app)
        if len(merged) > 1:
            where = Location(file.app, file.name, path=file.display_path, line=file.class_line)
            names = ", ".join(merged)
            message = (
                f"Rolling back {file.app} to one of {names} leaves the others applied, because {file.name} merges them."
            )
            yield where, Hit(message, subject=" ".join(merged))
