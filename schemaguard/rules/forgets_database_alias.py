"""A data migration works on the default database, whichever one is migrated.

When: the project has several databases, and the code of a RunPython queries without ``using()``.

Effect: ``migrate --database other`` runs the code against the default database once more, and leaves the other
one as it was.

Way out: take the alias from the schema editor::

    def forward(apps, schema_editor):
        alias = schema_editor.connection.alias
        apps.get_model("shop", "Order").objects.using(alias).filter(status="").update(status="new")

Source: Django documentation, "RunPython": "schema_editor.connection.alias".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import one_hit_each
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step


@rule("SG808", on=RunCode, severity=Severity.WARNING, axis=Axis.HYGIENE)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    guards = {"guarded-by-alias", "skips-alias", "guarded-by-router"}
    if len(step.context.aliases) > 1 and not guards & {fact.kind for fact in statement.facts}:
        message = "{code} queries {name} on the default database, whichever one is migrated."
        yield from one_hit_each(statement, "forgets-using", message)
