"""A new column makes the server write the whole table anew.

When: a column is added to an existing table with a volatile default (``gen_random_uuid()``,
``random()``, ``nextval``), as serial or identity, or as a stored generated column.

Effect: every row is computed and written under an ACCESS EXCLUSIVE lock: no reads and no writes until
it is done. A constant default, or one such as ``now()``, costs nothing.

Way out: add the column without the default, set the default for new rows in a second statement, and
fill old rows in batches. A generated column can be a plain one that a trigger fills.

Source: PostgreSQL manual, ALTER TABLE, "Notes": volatile defaults, stored generated and identity columns rewrite.

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TABLE shop_order ADD COLUMN token uuid DEFAULT gen_random_uuid()", migrations.RunSQL.noop
        ),
    ]

Good::

    operations = [
        migrations.AddField("order", "seen", models.DateTimeField(db_default=functions.Now())),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, Column
from schemaguard.steps.step import Step


@rule("SG113", on=AddColumn, severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AddColumn) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    why, severity = _why(statement.column)
    if why:
        name = f"{statement.table}.{statement.column.name}"
        message = f"Adding {name} {why}, under a lock that blocks all access to {statement.table}."
        yield Hit(message, subject=name, severity=severity)


def _why(column: Column) -> tuple[str, Severity | None]:
    if column.generated == "stored":
        return "computes and writes every row", None
    if column.identity:
        return "numbers and writes every row", None
    if column.default == "volatile":
        return f"writes every row with its own {column.default_text or 'default'}", None
    if column.default == "unknown":
        text = column.default_text or "its default"
        return f"may write every row: cannot tell whether {text} is volatile", Severity.WARNING
    return "", None
