"""What rules want to know about a column beyond one statement: shared by several of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.migrations import RunSQL

from schemaguard.databases.registry import database
from schemaguard.statements import (
    AddColumn,
    AlterColumn,
    CodeFact,
    Column,
    DropColumn,
    DropTable,
    RenameColumn,
    RenameTable,
)
from schemaguard.steps import deeds
from schemaguard.steps.columns import ColumnReader
from schemaguard.steps.models import Models, ModelView, column_name, has_column
from schemaguard.steps.step import MigrationSteps, Step

Name = tuple[str, str]


@dataclass(slots=True)
class Fate:
    """What one migration leaves of one column. None: the migration does not tell."""

    #: The last operation that decided about NULL or the default.
    step: Step
    new: bool
    null: bool | None = None
    has_default: bool | None = None
    #: The database makes the value itself: generated or identity.
    automatic: bool = False
    dropped: bool = False


def fates(migration: MigrationSteps) -> dict[Name, Fate]:
    """All columns that the migration's statements add, change or drop, by table and name at its end."""
    found: dict[Name, Fate] = {}
    for step, statement in migration.statements():
        match statement:
            case AddColumn(table=table, column=column):
                found[table, column.name] = _added(step, table, column)
            case AlterColumn(table=table, after=after):
                fate = found.setdefault((table, after.name), Fate(step, step.is_new_column(table, after.name)))
                _alter(fate, step, statement)
            case DropColumn(table=table, column=column):
                found.setdefault((table, column.name), Fate(step, new=False)).dropped = True
            case RenameColumn(table=table, column=name, to=to) if (table, name) in found:
                found[table, to] = found.pop((table, name))
            case RenameTable(table=table, to=to):
                found = {(to if key[0] == table else key[0], key[1]): fate for key, fate in found.items()}
            case DropTable(table=table):
                for key in [key for key in found if key[0] == table]:
                    found[key].dropped = True
    return found


def _added(step: Step, table: str, column: Column) -> Fate:
    return Fate(
        step=step,
        new=step.is_new_column(table, column.name),
        null=column.null,
        has_default=column.default is not None,
        automatic=column.identity or column.generated is not None,
    )


def _alter(fate: Fate, step: Step, statement: AlterColumn) -> None:
    after, changed = statement.after, statement.changed
    # MySQL's MODIFY states the whole column: what it leaves out is gone.
    whole = statement.before is not None or (step.target.vendor == "mysql" and "type" in changed)
    if {"null", "default"} & changed:
        fate.step = step
    if whole or "null" in changed:
        fate.null = after.null
    if whole or "default" in changed:
        fate.has_default = after.default is not None
    fate.automatic = fate.automatic or after.identity or after.generated is not None


def find_field(step: Step, table: str, column: str, models: Models | None = None) -> tuple[ModelView, str, Any] | None:
    """The model and field behind a column, before the step or in ``models``.

    Models that the step does not touch are known as they are at the end of its migration only.
    """
    models = models or step.before
    limit = database(step.target.vendor).max_name_length
    for key in models.state.models:
        view = models.get(key)
        if view is None or not view.has_table() or view.table(limit) != table:
            continue
        for name, model_field in view.fields.items():
            if has_column(model_field) and column_name(name, model_field) == column:
                return view, name, model_field
    return None


def table_of_code(step: Step, model: str) -> str:
    """The table of a model that the facts about code name as ``app.Model``; "" where only a run can tell."""
    return deeds.table_of_code(step.before, model, database(step.target.vendor).max_name_length)


def columns_of_code(step: Step, fact: CodeFact) -> frozenset[str] | None:
    """The columns that a fact about code says are changed; None where that is not known."""
    return deeds.columns_of_code(step.before, fact)


def column_before(step: Step, statement: AlterColumn) -> Column | None:
    """The column as it was. For SQL: as the models have it, where the operation leaves the models alone."""
    if statement.before is not None:
        return statement.before
    operation = step.operation
    if not isinstance(operation, RunSQL) or operation.state_operations or step.side != "both":
        return None
    # MySQL's CHANGE renames as well.
    renamed = {item.to: item.column for item in step.statements if isinstance(item, RenameColumn)}
    found = find_field(step, statement.table, renamed.get(statement.after.name, statement.after.name))
    if found is None:
        return None
    view, name, model_field = found
    return ColumnReader(database(step.target.vendor)).column(step.before, view, name, model_field)
