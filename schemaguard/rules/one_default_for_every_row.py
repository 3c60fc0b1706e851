"""A default in Python is computed once and written to every row.

When: a NOT NULL column with a callable default is added to an existing table.

Effect: Django calls the function once, and every old row gets that one value: the same UUID, the same moment, the
same token. If each row should have its own, the rows are wrong from the start.

Way out: add the column with ``null=True``, fill it row by row in a data migration, and make it NOT NULL in a third
one.

Source: Django documentation, "Migrations that add unique fields".

Bad::

    import uuid

    operations = [
        migrations.AddField("order", "token", models.UUIDField(default=uuid.uuid4)),  # finding
    ]

Good::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(default=False)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn
from schemaguard.steps.step import Step

#: Empty containers are the same for every row by intention.
_HARMLESS = (dict, list, set, tuple, str, int, bool, float)


@rule("SG844", on=AddColumn, severity=Severity.NOTICE, axis=Axis.HYGIENE)
def check(step: Step, statement: AddColumn) -> Iterator[Hit]:
    column = statement.column
    default = getattr(getattr(step.operation, "field", None), "default", None)
    if column.fill != "callable" or column.unique or step.is_new_table(statement.table) or default in _HARMLESS:
        return
    name = f"{statement.table}.{column.name}"
    yield Hit(f"Every existing row gets the same computed value in {name}.", subject=name)
