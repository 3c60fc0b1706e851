"""A new table counts its rows in 32 bits.

When: a table is made with an AutoField, SmallAutoField, serial or a 32-bit identity as primary key.

Effect: after 2,147,483,647 rows (32,767 for small ones), counting failed and rolled back inserts, no row can be
inserted any more. Widening the key then rewrites the table and all that refers to it.

Way out: ``DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"``.

Source: Django documentation, "Automatic primary key fields"; PostgreSQL manual, 8.1.

Bad::

    operations = [
        migrations.CreateModel("Gift", [("id", models.AutoField(primary_key=True))]),  # finding
    ]

Good::

    operations = [
        migrations.CreateModel("Gift", [("id", models.BigAutoField(primary_key=True))]),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, CreateTable
from schemaguard.steps.step import Step

_NARROW = {"integer", "smallint", "serial", "smallserial", "int", "mediumint", "tinyint"}


@rule(
    "SG815", on=(AddColumn, CreateTable), severity=Severity.NOTICE, axis=Axis.HYGIENE, vendors=("postgresql", "mysql")
)
def check(step: Step, statement: AddColumn | CreateTable) -> Iterator[Hit]:
    columns, keys = (
        (statement.columns, statement.constraints) if isinstance(statement, CreateTable) else ((statement.column,), ())
    )
    named = {constraint.columns for constraint in keys if constraint.kind == "primary_key"}
    for column in columns:
        is_key = column.primary_key or (column.name,) in named
        # What follows does not make it wider: (11), unsigned, auto_increment.
        base = (column.type or "").partition("(")[0].partition(" ")[0]
        if is_key and column.identity and base in _NARROW:
            name = f"{statement.table}.{column.name}"
            yield Hit(f"The key {name} is {column.type}: it runs out.", subject=name)
