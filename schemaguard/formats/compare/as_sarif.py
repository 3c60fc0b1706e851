"""SARIF 2.1.0: each kind of change is a rule, each difference a result at a logical location.

There is no file to point to, so viewers that show files only, such as GitHub code scanning, leave the results out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from schemaguard import __version__
from schemaguard.formats._sarif import camel, document
from schemaguard.formats._visible import visible
from schemaguard.formats._words import blame, spaced
from schemaguard.formats.registry import Style
from schemaguard.reports import ComparisonReport, Difference
from schemaguard.schema.weights import Weight

_LEVELS = {Weight.ERROR: "error", Weight.WARNING: "warning", Weight.INFO: "note"}


def render(report: ComparisonReport, style: Style) -> str:
    """One run. What cannot be told is a result of its own kind: "review"."""
    found = list(_found(report))
    rules = _rules([difference for _, difference, _ in found])
    positions = {rule["id"]: number for number, rule in enumerate(rules)}
    results = (_result(alias, item, positions[item.kind], unknown) for alias, item, unknown in found)
    return document(__version__, rules, results)


def _found(report: ComparisonReport) -> Iterator[tuple[str, Difference, bool]]:
    for database in report.databases:
        yield from ((database.alias, difference, False) for difference in database.differences)
        yield from ((database.alias, difference, True) for difference in database.unknown)


def _rules(differences: list[Difference]) -> list[dict[str, Any]]:
    """Each kind of change that occurs, with the level of its heaviest one."""
    levels: dict[str, Weight] = {}
    for item in differences:
        levels[item.kind] = max(levels.get(item.kind, item.weight), item.weight, key=lambda weight: weight.rank)
    return [
        {
            "id": kind,
            "name": camel(kind),
            "shortDescription": {"text": spaced(kind)},
            "defaultConfiguration": {"level": _LEVELS[weight]},
        }
        for kind, weight in sorted(levels.items())
    ]


def _result(alias: str, item: Difference, rule_index: int, unknown: bool) -> dict[str, Any]:
    texts = (f"{spaced(item.kind)} {item.object}: {item.detail}", item.effect, blame(item))
    return {
        "ruleId": item.kind,
        "ruleIndex": rule_index,
        # Section 3.27.9 and 3.27.10: a result that a person has to look at is no failure, and has no level.
        "kind": "review" if unknown else "fail",
        "level": "none" if unknown else _LEVELS[item.weight],
        "message": {"text": "\n".join(visible(text) for text in texts if text)},
        "locations": [{"logicalLocations": [_place(alias, item)]}],
        "partialFingerprints": {"schemaguard/v1": _fingerprint(alias, item)},
        "properties": {"database": alias, "side": item.side, "migration": item.migration},
    }


def _place(alias: str, item: Difference) -> dict[str, str]:
    change = item.change
    name = change.subject.name if change else item.object
    # Section 3.33.7: where none of the standard's words fits, a tool may use its own.
    kind = spaced(change.type) if change else "migration"
    return {"name": name, "fullyQualifiedName": f"{alias}/{item.object}", "kind": kind}


def _fingerprint(alias: str, item: Difference) -> str:
    """The same as long as the same object differs in the same way."""
    return hashlib.sha256(f"{alias} {item.kind} {item.object} {item.detail}".encode()).hexdigest()[:32]
