"""Dropping a table locks the tables it refers to.

When: a table with foreign keys is dropped.

Effect: PostgreSQL removes the triggers of each foreign key on the other side, too, and takes an ACCESS EXCLUSIVE
lock on those tables. They are busy ones, more often than not.

Way out: drop the foreign keys first, one in each migration, with a short ``lock_timeout``; then the table.

Source: PostgreSQL manual, DROP TABLE; 13.3.1 "Table-Level Locks".

Bad::

    operations = [
        migrations.DeleteModel("Order"),  # finding
    ]

Good::

    operations = [
        migrations.DeleteModel("Tag"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemaguard.databases.registry import database
from schemaguard.rules._tables import models_on
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropTable
from schemaguard.steps.columns import ColumnReader
from schemaguard.steps.models import is_auto_m2m, m2m_table
from schemaguard.steps.step import Step


@rule("SG128", on=DropTable, severity=Severity.NOTICE, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: DropTable) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    # SQL does not say where the keys point, and a relation table is no model of its own.
    pointed_to = statement.references or _of_model(step, statement.table) or _of_relation(step, statement.table)
    dropped = {other.table for other in step.statements if isinstance(other, DropTable)}
    if others := sorted(set(pointed_to) - dropped):
        yield Hit(f"Dropping {statement.table} locks {', '.join(others)} as well.", subject=statement.table)


def _of_model(step: Step, table: str) -> tuple[str, ...]:
    reader = ColumnReader(database(step.target.vendor))
    columns = [column for model in models_on(step, step.before, table) for column in reader.columns(step.before, model)]
    return tuple(column.references.table for column in columns if column.references)


def _of_relation(step: Step, table: str) -> tuple[str, ...]:
    """Both sides of a ManyToManyField whose table this is."""
    models, limit = step.before, database(step.target.vendor).max_name_length
    for key in {**models.state.models, **models.overrides}:
        model = models.get(key)
        for name, field in model.fields.items() if model is not None else ():
            if model is None or not is_auto_m2m(field) or m2m_table(model, name, field, limit) != table:
                continue
            relation: Any = field.remote_field
            if getattr(relation, "db_constraint", True):
                return model.table(limit), models.table_of(models.referenced(model, relation.model), limit)
    return ()
