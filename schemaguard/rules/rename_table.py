"""Renaming a table breaks code that uses the old name.

When: a table that an earlier release made gets another name or moves to another schema. RenameModel does it,
AlterModelTable does it, and renaming a ManyToManyField does it to the table between.

Effect: while a deploy runs, old and new code use the database side by side. Every query of the old
code that names the table fails from this moment on, and every query of the new code failed until then.

Way out: let the table keep its name, and rename the model only::

    migrations.AlterModelTable("order", "shop_order"),
    migrations.RenameModel("Order", "Purchase"),

and ``db_table = "shop_order"`` in the model's Meta. A ManyToManyField takes ``db_table`` as well.
Where the table itself must change, a view of the old name can serve the old code for one release.

Source: PostgreSQL manual, ALTER TABLE, RENAME; Django documentation, "Options.db_table" and "ManyToManyField.db_table".

Bad::

    operations = [
        migrations.RenameModel("Order", "Purchase"),  # finding
    ]

Good::

    operations = [
        migrations.AlterModelTable("order", "shop_order"),
        migrations.RenameModel("Order", "Purchase"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import RenameField, RenameModel

from schemaguard.rules._rebuilds import rebuilt_by_hand
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterTable, RenameTable
from schemaguard.steps.step import Step


@rule("SG302", on=(RenameTable, AlterTable), severity=Severity.ERROR, axis=Axis.BREAKS_RUNNING_CODE)
def check(step: Step, statement: RenameTable | AlterTable) -> Iterator[Hit]:
    table = statement.table
    if step.is_new_table(table) or (step.is_atomic() and table in rebuilt_by_hand(step)):
        return
    if isinstance(statement, RenameTable):
        change = f"Renaming {table} to {statement.to}"
    elif statement.what == "schema":
        change = f"Moving {table} to the schema {statement.detail}"
    else:
        return
    yield Hit(f"{change} breaks code that uses the old name.", subject=table, remedy=_remedy(step, table))


def _remedy(step: Step, table: str) -> str:
    operation = step.operation
    if isinstance(operation, RenameModel):
        return (
            f'Rename the model only: write db_table = "{table}" into the Meta of {operation.new_name}, and put '
            f'migrations.AlterModelTable("{operation.old_name_lower}", "{table}") before the RenameModel. '
            f"Then no statement runs."
        )
    if isinstance(operation, RenameField):
        return f'Let the table keep its name: write db_table="{table}" into the ManyToManyField {operation.new_name}.'
    return ""
