"""JSON, format 1: a public contract, described by docs/reference/compare.schema.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from schemaguard.formats._json import document
from schemaguard.formats.compare._report import counts, ignored, notes
from schemaguard.formats.registry import Style
from schemaguard.reports import ComparisonReport, DatabaseComparison, Difference
from schemaguard.schema.changes import Change
from schemaguard.schema.document import plain
from schemaguard.schema.objects import SchemaObject


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
        "left": change and _side(change, change.before),
        "right": change and _side(change, change.after),
        "fields": list(change.fields()) if change else [],
        "severity": difference.weight.value,
        "detail": difference.detail,
        "effect": difference.effect,
        "side": difference.side or None,
        "migration": difference.migration or None,
    }


def _side(change: Change, item: SchemaObject | None) -> dict[str, Any] | None:
    """The whole object as in snapshots; of an altered one only what differs, also where it is the default."""
    if change.action != "alter" or item is None:
        return plain(item)
    fields = change.fields()
    body = plain(item) or {}
    return {name: body.get(name, {} if name == "options" else getattr(item, name)) for name in fields}


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
