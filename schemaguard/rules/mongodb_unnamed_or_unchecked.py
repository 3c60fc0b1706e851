"""A MongoDB index has no name, or a collection no validator.

When: the code of a RunPython calls ``create_index`` without a name, or ``create_collection`` without a validator.

Effect: an index with a name of its own making is hard to drop again and to compare between environments. A
collection without a validator takes any document.

Way out: ``create_index([("number", 1)], name="order_number")``; ``create_collection("order", validator=…)``, first
with ``validationAction="warn"``.

Source: MongoDB manual, "Index Names" and "Schema Validation".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import one_hit_each
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step


@rule("SG839", on=RunCode, severity=Severity.NOTICE, axis=Axis.HYGIENE)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    yield from one_hit_each(statement, "mongo-create-index-unnamed", "{code} makes an index on {name} without a name.")
    message = "{code} makes the collection {name} without a validator."
    yield from one_hit_each(statement, "mongo-create-collection-no-validator", message)
