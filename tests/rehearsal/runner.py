"""Rehearses cases and prints what comes out as JSON: ``python -m tests.rehearsal.runner VENDOR CASE…``, in a project of ``project.py``.

A process of its own, because Django has settings once. Each case has scratch databases of its own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from schemaguard.rehearsals import MigrationRehearsal, Outcome
from tests.rehearsal.project import FIRST, ROWS


def main(vendor: str, labels: Sequence[str]) -> None:
    """Rehearse the histories of these apps; of those with ":head" at the end also from there."""
    import django

    django.setup()
    from django.conf import settings

    from schemaguard.steps import loader

    project = loader.load()
    found = {}
    for label in labels:
        name, _, head = label.partition(":")
        found[name] = rehearsed(vendor, project, name, tuple(settings.DATABASES), head=bool(head))
    json.dump(found, sys.stdout)


def rehearsed(vendor: str, project: Any, label: str, aliases: tuple[str, ...], *, head: bool) -> dict[str, Any]:
    """The results for one app on the first database, by migration; what stopped it under its own name."""
    from django.db import connections

    from schemaguard.actions import _places
    from schemaguard.actions._rehearsal_run import Rehearsal, Rehearsed
    from schemaguard.actions._scratch_run import Course
    from schemaguard.actions._swapped import swapped
    from schemaguard.databases.base import Source
    from schemaguard.databases.registry import database
    from schemaguard.exceptions import BadInput

    plan = [file.migration for file in project.plan if file.migration.app_label == label]
    with ExitStack() as stack:
        entries = {alias: stack.enter_context(database(vendor).scratch(_places.live(alias))) for alias in aliases}
        databases: dict[str, Rehearsed] = {}
        run = Rehearsal(
            [Course(alias) for alias in aliases],
            project=project,
            databases=databases,
            chosen={(label, migration.name) for migration in plan} - {(label, FIRST), (label, ROWS)},
            head=head,
        )
        stack.enter_context(swapped(entries, run.refused.append))
        for alias in aliases:
            source = Source("scratch", entries[alias], connections[alias])
            databases[alias] = Rehearsed(database(vendor).stage(source, connections[alias]))
        try:
            run.begin()
            for _ in run.migrate(dict.fromkeys(aliases, plan)):
                pass
            run.finish()
        except BadInput as refused:
            return {"stopped": str(refused)}
        return {name: _plain(result) for (_, name), result in databases[aliases[0]].results.items()}


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
