"""Findings, changes and rehearsals as the parts of JSON documents. Plain values, no Django."""

from __future__ import annotations

from typing import Any

from schemaguard.findings import Finding
from schemaguard.rehearsals import Failure, Left, Lost, MigrationRehearsal, Outcome, Phase, Verdict
from schemaguard.schema.changes import Change
from schemaguard.schema.document import plain
from schemaguard.schema.judge import judge
from schemaguard.schema.objects import SchemaObject


def finding(item: Finding) -> dict[str, Any]:
    """A finding, as ``check`` shows it."""
    at = item.location
    return {
        "rule": item.rule,
        "id": item.id,
        "severity": item.severity.value,
        "axis": item.axis.value,
        "database": item.databases[0] if item.databases else None,
        "databases": list(item.databases),
        "vendor": item.vendor or None,
        "app": at.app,
        "migration": at.migration or None,
        "operation": at.operation,
        "part": at.part or None,
        "path": at.path or None,
        "line": at.line or None,
        "direction": item.direction,
        "subject": item.subject,
        "message": item.message,
        "effect": item.effect,
        "remedy": item.remedy,
        "evidence": [evidence.value for evidence in item.evidence],
        "fingerprint": item.fingerprint,
    }


def sides(change: Change) -> dict[str, Any]:
    """Both sides: whole objects as in snapshots; of an altered one only what differs, also where it is the default."""
    return {"left": _side(change, change.before), "right": _side(change, change.after)}


def _side(change: Change, item: SchemaObject | None) -> dict[str, Any] | None:
    if change.action != "alter" or item is None:
        return plain(item)
    body = plain(item) or {}
    return {name: body.get(name, {} if name == "options" else getattr(item, name)) for name in change.fields()}


def change(item: Change, vendor: str) -> dict[str, Any]:
    """A change from what should be there to what is there, as ``compare`` shows it."""
    verdict = judge(item, left_is_truth=True, vendor=vendor)
    return {
        "kind": item.kind,
        "object": item.object,
        **sides(item),
        "fields": list(item.fields()),
        "severity": verdict.weight.value,
        "detail": verdict.detail,
        "effect": verdict.effect,
    }


def rehearsed(item: MigrationRehearsal, vendor: str) -> dict[str, Any]:
    """One migration of a rehearsal. What stands at the top is from the worse of both reversals."""
    return {
        "app": item.app,
        "migration": item.migration,
        "path": item.path or None,
        "digest": item.digest or None,
        "verdict": item.verdict.value,
        "counts_as": item.counts_as.value,
        "foreign": item.foreign,
        "remedy": item.remedy or None,
        "forward": phase(item.forward),
        "reverse": phase(item.reverse),
        "again": item.again.value,
        "forward_again": phase(item.forward_again),
        "again_changes": [change(one, vendor) for one in item.again_changes],
        "again_error": item.again_error and failure(item.again_error),
        **_reversal(item.worse or Outcome(Verdict.SKIPPED), vendor),
        "step": item.step and outcome(item.step, vendor),
        "head": item.head and outcome(item.head, vendor),
        "remarks": list(item.remarks),
        "findings": [finding(one) for one in item.findings],
    }


def outcome(item: Outcome, vendor: str) -> dict[str, Any]:
    """One reversal."""
    return {"verdict": item.verdict.value, **_reversal(item, vendor)}


def _reversal(item: Outcome, vendor: str) -> dict[str, Any]:
    return {
        "declared": item.declared,
        "why": item.why or None,
        "notes": list(item.notes),
        "residue": [change(one, vendor) for one in item.residue],
        "lost": [lost(one) for one in item.lost],
        "left": [left(one) for one in item.left],
        "error": item.error and failure(item.error),
    }


def lost(item: Lost) -> dict[str, Any]:
    """Values that are gone; without a column whole rows."""
    return {
        "table": item.table,
        "column": item.column or None,
        "rows": item.rows,
        "at_least": item.at_least,
        "example": item.example or None,
    }


def left(item: Left) -> dict[str, Any]:
    """Values where there was none; without a column whole rows."""
    return {"table": item.table, "column": item.column or None, "rows": item.rows, "example": item.example or None}


def failure(item: Failure) -> dict[str, Any]:
    """Why a way could not be gone."""
    statement = item.statement or None
    return {"message": item.message, "statement": statement, "operation": item.operation, "line": item.line}


def phase(item: Phase) -> dict[str, Any]:
    """One way through a migration."""
    return {
        "seconds": round(item.seconds, 6),
        "statements": len(item.statements),
        "locks": [{"table": lock.table, "mode": lock.mode} for lock in item.locks],
        "rewrites": list(item.rewrites),
        "scans": list(item.scans),
        "index_builds": list(item.index_builds),
        "ways": dict(item.ways),
        "notes": list(item.notes),
        "trace": [
            {"sql": one.sql, "seconds": round(one.seconds, 6), "operation": one.operation, "line": one.line}
            for one in item.statements
        ],
    }
