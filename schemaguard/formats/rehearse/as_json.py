"""JSON, format 1: a public contract, described by docs/reference/rehearse.schema.json.

The document describes one database. Several are a list of the same under ``databases``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from schemaguard.documents import rehearsed
from schemaguard.formats._json import document
from schemaguard.formats.registry import Style
from schemaguard.rehearsals import Again, DatabaseRehearsal, MigrationRehearsal, RehearsalReport, Verdict


def render(report: RehearsalReport, style: Style) -> Iterator[str]:
    """The whole report as one document, migrations in the order in which they ran."""
    before = {"format": 1, "command": "rehearse"}
    if len(report.databases) != 1:
        after = {"summary": _summary(report.migrations), "notes": list(report.notes)}
        yield from document(before, {"databases": map(_whole, report.databases)}, after)
        return
    (database,) = report.databases
    after = {"summary": _summary(database.migrations), "notes": [*report.notes, *database.notes]}
    yield from document({**before, **_about(database)}, {"migrations": _migrations(database)}, after)


def _whole(database: DatabaseRehearsal) -> dict[str, Any]:
    return {
        **_about(database),
        "migrations": list(_migrations(database)),
        "summary": _summary(database.migrations),
        "notes": list(database.notes),
    }


def _about(database: DatabaseRehearsal) -> dict[str, Any]:
    return {
        "database": database.database,
        "vendor": database.vendor,
        "server": database.server,
        "source": database.source,
        "rows": database.rows,
        "mode": database.mode,
        "seconds": round(database.seconds, 6),
    }


def _migrations(database: DatabaseRehearsal) -> Iterator[dict[str, Any]]:
    return (rehearsed(migration, database.vendor) for migration in database.migrations)


def _summary(migrations: Iterable[MigrationRehearsal]) -> dict[str, Any]:
    found = list(migrations)
    return {
        "migrations": len(found),
        **{verdict.value: sum(item.verdict is verdict for item in found) for verdict in Verdict},
        "again": {word.value: sum(item.again is word for item in found) for word in Again},
    }
