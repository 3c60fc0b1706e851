"""A foreign key column has another type than the key it points to.

When: SQL adds a column that refers to the key of a model, and the types differ.

Effect: on MySQL the constraint is refused. On PostgreSQL every join converts, and a 32-bit column cannot hold the
larger keys of its target.

Way out: give both the same type, in the same release.

Source: MySQL manual, 15.1.20.5 "FOREIGN KEY Constraints"; PostgreSQL manual, 5.5.5.

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TABLE shop_order ADD COLUMN tag_id integer REFERENCES shop_tag (id)", migrations.RunSQL.noop
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_order ADD COLUMN tag_id bigint REFERENCES shop_tag (id)", migrations.RunSQL.noop
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._columns import find_field
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn
from schemaguard.steps.columns import ColumnReader
from schemaguard.steps.step import Step


@rule("SG821", on=AddColumn, severity=Severity.WARNING, axis=Axis.HYGIENE, vendors=("postgresql", "mysql"))
def check(step: Step, statement: AddColumn) -> Iterator[Hit]:
    column = statement.column
    if column.references is None or column.type is None or len(column.references.columns) != 1:
        return
    # Django gives its own foreign keys the type of their target.
    found = find_field(step, column.references.table, column.references.columns[0]) if statement.sql else None
    if found is None:
        return
    view, field_name, field = found
    kind = ColumnReader(database(step.target.vendor)).column(step.before, view, field_name, field).type
    if kind is not None and _base(kind) != _base(column.type):
        name = f"{statement.table}.{column.name}"
        other = f"{column.references.table}.{column.references.columns[0]}"
        yield Hit(f"{name} is {column.type}, and {other}, which it points to, is {kind}.", subject=name)


def _base(kind: str) -> str:
    """Lengths do not matter, and serial is an integer that counts."""
    return kind.partition("(")[0].strip().replace("bigserial", "bigint").replace("serial", "integer")
