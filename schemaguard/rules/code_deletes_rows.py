"""A data migration deletes rows.

When: the code of a RunPython deletes rows: all of a table, or those of a filter; by SQL or the schema editor also the
table or a column of it. Tables that the same migration made do not count.

Effect: the rows are gone, and so are rows that refer to them with ``on_delete=CASCADE``. Historical models
have no custom ``delete()``, so nothing that usually happens on deletion does.

Way out: save the rows first, where the reverse can find them. If they are certainly worthless, say so in an
ignore comment.

Source: Django documentation, "Historical models"; ``QuerySet.delete()``.

Bad::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Order").objects.all().delete()

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),  # finding
    ]

Good::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Tag").objects.create(name="new")

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import facts, short_name
from schemaguard.rules._columns import table_of_code
from schemaguard.rules._raw_sql import statements_in
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Delete, DropColumn, DropPartition, DropTable, RunCode, Statement, Truncate
from schemaguard.steps.step import MigrationSteps, Step


@rule("SG221", on=MigrationSteps, having=(RunCode,), severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    for step, statement in migration.statements():
        if isinstance(statement, RunCode):
            code = short_name(statement)
            # The same thing may be found in several places.
            for (what, name), severity in dict(_losses(step, statement, migration.created)).items():
                yield Hit(f"{code} {what}.", subject=f"{code} {name}".strip(), severity=severity, at=step)


def _losses(step: Step, code: RunCode, created: frozenset[str]) -> Iterator[tuple[tuple[str, str], Severity | None]]:
    """What is lost, in words, what it is called, and how bad it is."""
    for fact in facts(code, "deletes-all", "deletes-rows"):
        if table_of_code(step, fact.name) not in created:
            every = fact.kind == "deletes-all"
            what = f"deletes {'every row' if every else 'rows'} of {fact.name or 'something'}"
            yield (what, fact.name), None if every else Severity.WARNING
    for fact in facts(code, "schema-editor"):
        if dropped := _BY_EDITOR.get(fact.name):
            yield (f"drops {dropped} by schema_editor.{fact.name}()", fact.name), None
    for statement in statements_in(step, code):
        if getattr(statement, "table", "") not in created:
            yield from _by_sql(statement)


_BY_EDITOR = {"delete_model": "a table", "remove_field": "a column"}


def _by_sql(statement: Statement) -> Iterator[tuple[tuple[str, str], Severity | None]]:
    match statement:
        case Delete(table=table, where=where, bounded=bounded):
            some = where or bounded
            what = f"deletes {'rows' if some else 'every row'} of {table}"
            yield (what, table), Severity.WARNING if some else None
        case Truncate(table=table):
            yield (f"deletes every row of {table}", table), None
        case DropTable(table=table, kind=kind) if kind != "temporary":
            yield (f"drops the table {table}", table), None
        case DropColumn(table=table, column=column):
            yield (f"drops the column {table}.{column.name}", f"{table}.{column.name}"), None
        case DropPartition(table=table, partition=partition):
            yield (f"destroys the rows of the partition {partition}", f"{table}.{partition}"), None
