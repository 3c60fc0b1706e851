"""JSON, format 1: a public contract, described by docs/reference/history.schema.json."""

from __future__ import annotations

import json
from typing import Any

from schemaguard.formats.registry import Style
from schemaguard.histories import Verified, VerifyReport


def render(report: VerifyReport, style: Style) -> str:
    """The whole report as one document."""
    document = {
        "format": 1,
        "command": "history",
        "environment": report.environment,
        "unbroken": report.is_unbroken(),
        "databases": [_database(found) for found in report.databases],
        "notes": list(report.notes),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _database(found: Verified) -> dict[str, Any]:
    return {
        "database": found.database,
        "entries": found.entries,
        "head": found.head,
        "problems": [
            {"kind": item.kind, "number": item.number, "run": item.run or None, "message": item.message}
            for item in found.problems
        ],
        "found": found.found,
        "unread": found.unread or None,
        "notes": list(found.notes),
    }
