"""Rolling back this migration also rolls back migrations of other apps.

When: a migration of another app depends on this one.

Effect: ``migrate`` to a migration before this one undoes those of the other apps first, with all that they drop,
although the command names only this app.

Way out: read the plan before a rollback: ``manage.py schemaguard plan``. Where the dependency is not needed, take it
out of the other migration; where it is, roll back in the order that you choose.

Source: Django documentation, "Dependencies" and "Reversing migrations". Off by default:
the setting ``RULES`` switches it on.
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.findings import Location
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.history import History

#: How many names a message holds.
SHOWN = 3


@rule("SG512", on=History, severity=Severity.NOTICE, axis=Axis.IRREVERSIBLE, optional=True)
def check(history: History) -> Iterator[tuple[Location, Hit]]:
    nodes = history.project.loader.graph.node_map
    for file in history.files():
        if file.key not in nodes:
            continue  # A squash stands for it.
        others = sorted(child.key for child in nodes[file.key].children if child.key[0] != file.app)
        if others:
            names = ", ".join(f"{app}.{name}" for app, name in others[:SHOWN])
            more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
            where = Location(file.app, file.name, path=file.display_path, line=file.class_line)
            yield where, Hit(f"Rolling back {file.app}.{file.name} first undoes {names}{more}.", subject=others[0][0])
