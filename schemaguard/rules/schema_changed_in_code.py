"""Python code changes the schema behind Django's back.

When: the code of a RunPython runs SQL, or calls methods of the schema editor.

Effect: the state of the models does not know about it, and this check sees only what it can read. Whatever the
code does is not in ``sqlmigrate`` and not undone by the reverse.

Way out: use RunSQL, with ``state_operations`` where the models are concerned, or Django's own operations.

Source: Django documentation, "RunSQL" and "SeparateDatabaseAndState".

Bad::

    def forward(apps, schema_editor):
        schema_editor.execute("ALTER TABLE shop_order SET (fillfactor = 70)")

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_order SET (fillfactor = 70)", "ALTER TABLE shop_order RESET (fillfactor)"
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._code import facts, short_name
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Delete, Insert, RunCode, Select, SetParameter, Statement, Update
from schemaguard.steps.step import Step


@rule("SG806", on=RunCode, severity=Severity.WARNING, axis=Axis.HYGIENE)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    for method in dict.fromkeys(fact.name for fact in facts(statement, "schema-editor")):
        text = f"{short_name(statement)} calls schema_editor.{method}()."
        yield Hit(text, subject=f"{short_name(statement)} {method}")
    for sql in dict.fromkeys(fact.name for fact in facts(statement, "raw-sql")):
        yield from _sql(step, short_name(statement), sql)


def _sql(step: Step, code: str, sql: str) -> Iterator[Hit]:
    """SQL that can be read is shown; rows are another rule's matter only where the SQL is known."""
    if not sql:
        yield Hit(f"{code} runs SQL that it puts together: cannot tell what it does.", subject=f"{code} sql")
        return
    parsed = database(step.target.vendor).parse(sql)
    if not all(_is_harmless(found) for found in parsed):
        shown = " ".join(sql.split())
        yield Hit(f"{code} runs SQL: {shown[:70]}", subject=f"{code} {shown[:70]}")


def _is_harmless(found: Statement) -> bool:
    if isinstance(found, SetParameter):
        return not found.permanent
    return isinstance(found, Select | Update | Insert | Delete)
