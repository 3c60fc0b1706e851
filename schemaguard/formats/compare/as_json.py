"""JSON, format 1: a public contract, described by docs/reference/compare.schema.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from schemaguard.documents import sides
from schemaguard.formats._json import document
from schemaguard.formats.compare._report import counts, ignored, notes
from schemaguard.formats.registry import Style
from schemaguard.reports import ComparisonReport, DatabaseComparison, Difference


def render(report: ComparisonReport, style: Style) -> Iterator[str]:
    """The whole report as one document, database by database."""
    before = {
        "format": 1,
        "command": report.command,
        "left": {"name": report.left, "fingerprint": report.left_fingerprint},
        "right": {"name": report.right, "fingerprint": report.right_fingerprint},
        "equal": report.equal,
    }
    lists = {
        "changes": _changes((database.alias, database.differences) for database in report.databases),
        "unknown": _changes((database.alias, database.unknown) for database in report.databases),
        "possible_renames": _renames(report),
        "ignored": ({"database": a, "object": name, "reason": why} for a, name, why in ignored(report)),
        "databases": map(_database, report.databases),
    }
    yield from document(before, lists, {"notes": list(notes(report)), "summary": counts(report)})


def _changes(found: Iterable[tuple[str, Iterable[Difference]]]) -> Iterator[dict[str, Any]]:
    for alias, differences in found:
        for difference in differences:
            yield _change(alias, difference)


def _change(alias: str, difference: Difference) -> dict[str, Any]:
    change = difference.change
    return {
        "kind": difference.kind,
        "object": difference.object,
        "database": alias,
        **(sides(change) if change else {"left": None, "right": None}),
        "fields": list(change.fields()) if change else [],
        "severity": difference.weight.value,
        "detail": difference.detail,
        "effect": difference.effect,
        "side": difference.side or None,
        "migration": difference.migration or None,
    }


def _renames(report: ComparisonReport) -> Iterator[dict[str, Any]]:
    for database in report.databases:
        for rename in database.renames:
            yield {"database": database.alias, "kind": rename.type, "left": rename.left, "right": rename.right}


def _database(database: DatabaseComparison) -> dict[str, Any]:
    left, right = database.left, database.right
    return {
        "alias": database.alias,
        "vendor": left.vendor if left.vendor == right.vendor else None,
        "left_server": left.flavour,
        "left_version": ".".join(map(str, left.version)),
        "right_server": right.flavour,
        "right_version": ".".join(map(str, right.version)),
    }
