"""A database default changes: old code gets the new value where it sets none.

When: a column that has a database default gets another one.

Effect: the old code writes DEFAULT for the field, and gets the new value from this moment on, in rows that the old
code then works with. Existing rows keep the old value.

Way out: nothing is needed where the old code copes with the new value. Otherwise release the code that knows the
value first, and change the default after it.

Source: Django documentation, "Field.db_default"; PostgreSQL manual, ALTER TABLE, SET DEFAULT.

Given::

    operations = [
        migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
    ]

Bad::

    operations = [
        migrations.AlterField("order", "channel", models.CharField(max_length=9, db_default="online")),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20, db_default="")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._columns import column_before
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn
from schemaguard.steps.step import Step

#: On SQLite Django writes the value itself: see supports_default_keyword_in_insert.
VENDORS = ("mysql", "postgresql")


@rule("SG309", on=AlterColumn, severity=Severity.NOTICE, axis=Axis.BREAKS_RUNNING_CODE, vendors=VENDORS)
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    table, after = statement.table, statement.after
    if "default" not in statement.changed or after.default is None or step.is_new_column(table, after.name):
        return
    before = column_before(step, statement)
    # A first default only helps: until now every insert had to send a value.
    if before is None or before.default is None or before.default_text == after.default_text:
        return
    yield Hit(
        f"The database default of {table}.{after.name} changes from {before.default_text} to {after.default_text}: "
        f"old code gets the new value.",
        subject=f"{table}.{after.name}",
    )
