"""Rehearses cases and prints what comes out as JSON: ``python -m tests.rehearsal.runner VENDOR CASE…``, in a project of ``project.py``.

A process of its own, because Django has settings once. A few cases share scratch databases, which takes long to make.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from schemaguard.rehearsals import MigrationRehearsal, Outcome
from tests.rehearsal.project import FIRST, ROWS

#: So many cases share scratch databases.
TOGETHER = 20


def main(vendor: str, labels: Sequence[str]) -> None:
    """Rehearse the histories of these apps; of those with ":head" at the end also from there."""
    import django

    django.setup()
    from django.conf import settings

    from schemaguard.steps import loader

    project = loader.load()
    found: dict[str, Any] = {}
    for first in range(0, len(labels), TOGETHER):
        found |= together(vendor, project, labels[first : first + TOGETHER], tuple(settings.DATABASES))
    json.dump(found, sys.stdout)


def together(vendor: str, project: Any, labels: Sequence[str], aliases: tuple[str, ...]) -> dict[str, Any]:
    """The results for some apps, one after the other on the same databases."""
    from schemaguard.actions import _places
    from schemaguard.actions._swapped import swapped
    from schemaguard.databases.registry import database

    found, refused = {}, list[str]()
    with ExitStack() as stack:
        entries = {alias: stack.enter_context(database(vendor).scratch(_places.live(alias))) for alias in aliases}
        stack.enter_context(swapped(entries, refused.append))
        for label in labels:
            name, _, head = label.partition(":")
            found[name] = rehearsed(vendor, project, name, entries, refused, head=bool(head))
    return found


def rehearsed(
    vendor: str, project: Any, label: str, entries: dict[str, Any], refused: list[str], *, head: bool
) -> dict[str, Any]:
    """The results for one app on the first database, by migration; what stopped it under its own name."""
    from django.db import connections

    from schemaguard.actions._rehearsal_run import Rehearsal, Rehearsed
    from schemaguard.actions._scratch_run import Course
    from schemaguard.databases.base import Source
    from schemaguard.databases.registry import database
    from schemaguard.exceptions import BadInput

    plan = [file.migration for file in project.plan if file.migration.app_label == label]
    databases: dict[str, Rehearsed] = {}
    run = Rehearsal(
        [Course(alias) for alias in entries],
        refused=refused,
        project=project,
        databases=databases,
        chosen={(label, migration.name) for migration in plan} - {(label, FIRST), (label, ROWS)},
        head=head,
    )
    with ExitStack() as stack:
        for alias, entry in entries.items():
            connections[alias].close()  # As a new process would begin.
            stage = database(vendor).stage(Source("scratch", entry, connections[alias]), connections[alias])
            stack.callback(stage.close)
            databases[alias] = Rehearsed(stage)
        try:
            run.begin()
            for _ in run.migrate(dict.fromkeys(entries, plan)):
                pass
            run.finish()
        except BadInput as stopped:
            return {"stopped": str(stopped)}
        return {name: _plain(result) for (_, name), result in next(iter(databases.values())).results.items()}


def _plain(result: MigrationRehearsal) -> dict[str, Any]:
    return {
        "step": _outcome(result.step),
        "head": _outcome(result.head),
        "again": str(result.again),
        "again_error": result.again_error.message if result.again_error else "",
    }


def _outcome(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    return {
        "verdict": str(outcome.verdict),
        "residue": [[change.kind, change.object] for change in outcome.residue],
        "lost": {_place(lost.table, lost.column): lost.rows for lost in outcome.lost},
        "left": {_place(left.table, left.column): left.rows for left in outcome.left},
        "notes": list(outcome.notes),
        "error": outcome.error.message if outcome.error else "",
        "declared": outcome.declared,
    }


def _place(table: str, column: str) -> str:
    return f"{table}.{column}" if column else table


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
