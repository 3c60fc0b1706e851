"""One JSON object: docs/reference/run.schema.json."""

from __future__ import annotations

import json
from typing import Any

from schemaguard.formats.registry import Style
from schemaguard.runs import MigrationRun, Outcome, RunReport


def render(report: RunReport, style: Style) -> str:
    """The report as JSON that ends without a newline."""
    return json.dumps(document(report), indent=2, ensure_ascii=False)


def document(report: RunReport) -> dict[str, Any]:
    """The same as plain values."""
    counts = {outcome.value: sum(item.outcome is outcome for item in report.migrations) for outcome in _COUNTED}
    return {
        "format": 1,
        "command": report.command,
        "environment": report.environment,
        "outcome": report.outcome.value,
        "dry_run": report.dry_run,
        "run": next(iter(report.runs.values()), None),
        "databases": list(report.runs),
        "migrations": [_migration(item) for item in report.migrations],
        "refusals": list(report.refusals),
        "error": report.error or None,
        "rollback": report.rollback or None,
        "ledger": dict(report.ledger),
        "seconds": round(report.seconds, 6),
        "notes": list(report.notes),
        "summary": {"migrations": len(report.migrations), **counts},
    }


_COUNTED = (Outcome.DONE, Outcome.FAILED, Outcome.STOPPED)


def _migration(item: MigrationRun) -> dict[str, Any]:
    return {
        "database": item.database,
        "app": item.app,
        "migration": item.migration,
        "direction": "reverse" if item.backwards else "forward",
        "outcome": item.outcome.value,
        "seconds": round(item.seconds, 6),
        "lock_seconds": round(item.lock_seconds, 6),
        "attempts": item.attempts,
        "statements": item.statements,
        "resumed_at": item.resumed_at,
        "verified": item.verified,
        "effects": item.effects,
        "drift": list(item.drift),
        "error": item.error or None,
        "notes": list(item.notes),
    }
