"""JSON, format 1: a public contract, described by docs/reference/preflight.schema.json."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemaguard.formats._json import document
from schemaguard.formats.registry import Style
from schemaguard.preflights import Answer, DatabasePreflight, PreflightReport, Probed


def render(report: PreflightReport, style: Style) -> Iterator[str]:
    """The whole report as one document, probes in the order in which they were asked."""
    before = {"format": 1, "command": "preflight", "environment": report.environment}
    summary = {"probes": sum(len(item.probed) for item in report.databases)}
    after = {
        "summary": {**summary, **{answer.value: report.count(answer) for answer in Answer}},
        "notes": list(report.notes),
    }
    yield from document(before, {"databases": map(_database, report.databases)}, after)


def _database(database: DatabasePreflight) -> dict[str, Any]:
    return {
        "database": database.database,
        "vendor": database.vendor,
        "server": database.server,
        "seconds": round(database.seconds, 6),
        "pending": [{"app": app, "migration": name} for app, name in database.pending],
        "probes": [_probed(item) for item in database.probed],
        "notes": list(database.notes),
    }


def _probed(item: Probed) -> dict[str, Any]:
    return {
        "probe": item.probe,
        "answer": item.answer.value,
        "object": item.object,
        "app": item.app,
        "migration": item.migration,
        "operation": item.operation,
        "path": item.path,
        "line": item.line,
        "count": item.count,
        "examples": list(item.examples),
        "query": item.query,
        "sampled": item.sampled,
        "seconds": round(item.seconds, 6),
        "message": item.message,
        "remedy": item.remedy,
        "facts": dict(item.facts),
    }
