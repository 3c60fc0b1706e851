"""Code drops, renames or overwrites documents of MongoDB.

When: the code of a RunPython drops or renames a collection, drops an index, updates or deletes with an empty
filter, or writes with ``$merge`` or ``$out``.

Effect: documents or values are gone, MongoDB has no transaction around it, and no reverse brings them back.

Way out: copy what goes away into a collection of its own first, use a filter, and write in batches that can be
repeated.

Source: MongoDB manual, ``db.collection.drop()``, ``updateMany``, ``deleteMany``, "$merge (aggregation)".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import one_hit_each
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step

_KINDS = {
    "mongo-drop-collection": "{code} drops the collection {name}.",
    "mongo-rename-collection": "{code} renames the collection {name}.",
    "mongo-delete-all": "{code} deletes every document of {name}.",
    "mongo-update-all": "{code} updates every document of {name}.",
    "mongo-merge": "{code} writes over documents of {name} by an aggregation.",
    "mongo-drop-index": "{code} drops an index of {name}.",
}

_MILD = {"mongo-drop-index", "mongo-update-all", "mongo-merge"}


@rule("SG218", on=RunCode, severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    for kind, message in _KINDS.items():
        yield from one_hit_each(statement, kind, message, severity=Severity.WARNING if kind in _MILD else None)
