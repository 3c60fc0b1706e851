"""The function of a RunPython names its arguments in a way of its own.

When: the parameters are not called ``apps`` and ``schema_editor``. Off by default.

Effect: none for the database. Readers have to look twice, and ``apps`` is easily confused with the global
registry of the same name.

Way out: ``def forward(apps, schema_editor):``.

Source: Django documentation, "RunPython".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import one_hit_each
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step


@rule("SG830", on=RunCode, severity=Severity.NOTICE, axis=Axis.HYGIENE, optional=True)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    yield from one_hit_each(statement, "argument-names", "{code} calls its arguments {name}.")
