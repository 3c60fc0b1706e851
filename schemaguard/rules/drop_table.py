"""Dropping a table destroys its rows and breaks code that still uses it.

When: a table that an earlier release made is dropped, by DeleteModel, by removing a
ManyToManyField, or in SQL.

Effect: all rows are gone, and no reverse brings them back. Old processes that still query the
table fail.

Way out: first release code that does not use the table, with the model taken out of the state only::

    migrations.SeparateDatabaseAndState(
        state_operations=[migrations.DeleteModel("Order")],
    )

Then save the rows, and drop the table in a later release.

Source: PostgreSQL manual, DROP TABLE; MySQL manual, 15.1.32; SQLite, "DROP TABLE".

Bad::

    operations = [
        migrations.DeleteModel("Order"),  # finding
    ]

Good::

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("Order")],
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._rebuilds import rebuilt_by_hand
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropTable
from schemaguard.steps.step import Step


@rule("SG202", on=DropTable, severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(step: Step, statement: DropTable) -> Iterator[Hit]:
    table = statement.table
    if step.is_new_table(table) or statement.kind == "temporary":
        return
    if table in rebuilt_by_hand(step):
        yield Hit(
            f"{table} is made anew by hand: what the INSERT … SELECT leaves out is lost.",
            subject=table,
            effect="Rows, columns, indexes, triggers and defaults that the new table was not given are gone.",
            remedy="Compare the new table with the old one, column by column, and count the rows of both.",
            severity=Severity.WARNING,
        )
        return
    what = "relation table" if statement.kind == "m2m" else "table"
    if step.was_forgotten(table):
        yield Hit(
            f"Dropping the {what} {table} destroys its rows. The models forgot it in an earlier release.",
            subject=table,
            effect="All rows are gone, and no reverse brings them back. No released code uses the table any more.",
            remedy="Make sure that nobody needs the rows, or save them first.",
            severity=Severity.WARNING,
        )
        return
    yield Hit(f"Dropping the {what} {table} destroys its rows.", subject=table)
