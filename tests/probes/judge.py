"""Runs inside a project of cases: fills its tables, asks preflight, and then tries each pending migration for real."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


def fill(cases: Mapping[str, Mapping[str, Sequence[Any]]]) -> None:
    """Apply the first migration of each app, and put its rows in."""
    first = [(app, "0001_step") for app in cases]
    MigrationExecutor(connection).migrate(first)
    state = MigrationLoader(connection).project_state(first)
    for app, tables in cases.items():
        for name, found in tables.items():
            model = state.apps.get_model(app, name.partition("_")[0])
            if "_" in name:
                for one, other in found:
                    getattr(model.objects.get(pk=one), name.partition("_")[2]).add(other)
            else:
                model.objects.bulk_create([model(**row) for row in found])


def ask() -> Any:
    """What preflight says."""
    out = io.StringIO()
    call_command("schemaguard", "preflight", "--format", "json", "--fail-on", "never", stdout=out)
    return json.loads(out.getvalue())


def run(apps: Sequence[str]) -> dict[str, str]:
    """What happens when each app is migrated: nothing, or an error."""
    found = {}
    executor = MigrationExecutor(connection)
    for app in apps:
        try:
            executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == app])
            found[app] = ""
        except Exception as error:  # noqa: BLE001 - whatever the server refuses is the truth that is looked for.
            found[app] = f"{type(error).__name__}: {error}"
            # Where SQLite finds orphans at the end, Django leaves its transaction open: a process would end here.
            if connection.vendor == "sqlite":
                connection.connection.close()
                connections["default"] = connections.create_connection("default")
            executor = MigrationExecutor(connections["default"])
    return found


if __name__ == "__main__":
    django.setup()
    given = json.loads(sys.stdin.read())
    fill(given)
    sys.stdout.write(json.dumps({"said": ask(), "failed": run(list(given))}))
