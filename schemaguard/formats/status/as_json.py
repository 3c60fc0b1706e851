"""JSON, format 1: a public contract, described by docs/reference/status.schema.json."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from schemaguard.formats.registry import Style
from schemaguard.statuses import DatabaseStatus, StatusReport


def render(report: StatusReport, style: Style) -> str:
    """The whole report as one document."""
    document = {
        "format": 1,
        "command": "status",
        "databases": [_database(one) for one in report.databases],
        "summary": {"databases": len(report.databases), "problems": report.problems},
        "notes": list(report.notes),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _database(one: DatabaseStatus) -> dict[str, Any]:
    return {
        "environment": one.environment,
        "database": one.database,
        "state": one.state.value,
        "vendor": one.vendor or None,
        "server": one.server or None,
        "applied": one.applied,
        "heads": {app: list(names) for app, names in one.heads.items()},
        "pending": [asdict(item) for item in one.pending],
        "unknown": list(one.unknown),
        "half": list(one.half),
        "drift": {"is": one.drift.value, "because": one.drift_because, "differences": one.differences},
        "last_run": one.last_run and asdict(one.last_run),
        "holder": one.holder or None,
        "problems": list(one.problems),
        "notes": list(one.notes),
    }
