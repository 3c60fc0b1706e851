"""What the columns of a table will hold after a statement, as far as that can be told before it runs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.migrations import AlterField
from django.db.models import NOT_PROVIDED

from schemaguard.databases.base import Database
from schemaguard.databases.probing import CannotTell, Cell, Prober
from schemaguard.probes._live import Live
from schemaguard.probes._texts import field_of, model_of, rendered
from schemaguard.statements import AddColumn, AlterColumn, Column, Statement
from schemaguard.steps.deeds import deeds
from schemaguard.steps.models import Models
from schemaguard.steps.step import Step


def follow(live: Live, step: Step, statement: Statement, prober: Prober, kind: Database) -> None:
    """Take a statement in: names, values and who writes."""
    where = f"{step.file.app}.{step.file.name}"
    live.note(deeds(statement, step.before, kind), where)
    live.see(statement)
    mongodb = prober.snapshot.vendor == "mongodb"
    if isinstance(statement, AddColumn):
        column = statement.column
        cell = new_document_cell(column) if mongodb else new_cell(step, statement.table, column, prober, kind)
        live.set(statement.table, column.name, cell)
    elif isinstance(statement, AlterColumn) and not mongodb:
        found = live.column(statement.table, statement.after.name)
        if found is not None:
            live.set(statement.table, statement.after.name, altered(step, statement, found[1], prober, kind))


def new_document_cell(column: Column) -> Cell:
    """django-mongodb-backend writes the same value into every document, also over one that is there."""
    if column.fill is None:
        return Cell(sql="NULL")
    return Cell(why=f"the plan writes {column.name} anew into every document", same=True)


def new_cell(step: Step, table: str, column: Column, prober: Prober, kind: Database) -> Cell:
    """What a new column holds in the rows that are there."""
    if column.generated or column.identity:
        return Cell(why=f"the server makes the values of {column.name} itself")
    if column.default is not None:
        return _database_default(step, table, column, prober, kind)
    if column.fill is None:
        return Cell(sql="NULL")
    if column.fill == "callable":
        return Cell(why=f"the default of {column.name} is known when it runs", same=True)
    try:
        return Cell(sql=_literal(step, table, column.name, prober, kind))
    except CannotTell as error:
        return Cell(why=str(error), same=True)


def altered(step: Step, statement: AlterColumn, cell: Cell, prober: Prober, kind: Database) -> Cell:
    """What a column holds when it was changed."""
    before, after, changed = statement.before, statement.after, statement.changed
    if "null" in changed and not after.null and is_filled(step, statement):
        try:
            cell = prober.filled(cell, _literal(step, statement.table, after.name, prober, kind))
        except CannotTell as error:
            cell = Cell(cell.column, why=str(error))
    if "type" in changed:
        change = kind.type_change(before.type if before else None, after.type, prober.target())
        if change.narrows != "":
            cell = prober.converted(cell, after, f"{step.file.app}.{step.file.name}")
    if "collation" in changed and after.collation:
        cell = prober.recollated(cell, after.collation)
    return cell


def is_filled(step: Step, statement: AlterColumn) -> bool:
    """Whether Django replaces NULLs on the way to NOT NULL.

    BaseDatabaseSchemaEditor._alter_field updates rows only for a ``default`` or a ``db_default``; SQLite, which makes
    the table anew, also for the value that an empty field gets.
    """
    operation = step.operation
    if not isinstance(operation, AlterField):
        return False
    if statement.after.default:
        return True
    given = operation.field.has_default() or step.target.vendor == "sqlite"
    return bool(given and statement.after.fill)


def _literal(step: Step, table: str, column: str, prober: Prober, kind: Database) -> str:
    """The value that Django writes into rows that have none. Raises CannotTell."""
    model_field = _field(step, table, column, kind)
    if model_field is None:
        raise CannotTell(f"the default of {column} was not found")
    value: Any = model_field.default
    if value is NOT_PROVIDED:
        value = b"" if model_field.get_internal_type() == "BinaryField" else ""
    if callable(value):
        raise CannotTell(f"the default of {column} is known when it runs")
    if model_field.is_relation:
        model_field = _bound(step, table, column, kind)
    try:
        prepared = model_field.get_db_prep_save(value, prober.connection)
    except (TypeError, ValueError, ValidationError) as error:
        raise CannotTell(f"the default of {column} cannot be written ({type(error).__name__})") from error
    return prober.literal(prepared)


def _bound(step: Step, table: str, column: str, kind: Database) -> Any:
    """The field of a relation, which has to know the model that it points to."""
    view = model_of(step, table, kind.max_name_length)
    found = field_of(view, column) if view is not None else None
    if view is None or found is None:
        raise CannotTell(f"the default of {column} was not found")
    return rendered(step.after, view)._meta.get_field(found[0])


def field_behind(models: Models, table: str, column: str, kind: Database) -> Any | None:
    """The field of a column at one moment; of a model that the operation touches."""
    for view in models.overrides.values():
        if view is not None and view.has_table() and view.table(kind.max_name_length) == table:
            found = field_of(view, column)
            return found[1] if found is not None else None
    return None


def _field(step: Step, table: str, column: str, kind: Database) -> Any | None:
    """The field; the operation's own carries a default that the state may forget."""
    own = getattr(step.operation, "field", None)
    view = model_of(step, table, kind.max_name_length)
    found = field_of(view, column) if view is not None else None
    if own is not None and (found is None or found[0] == getattr(step.operation, "name", "")):
        return own
    return found[1] if found is not None else None


def _database_default(step: Step, table: str, column: Column, prober: Prober, kind: Database) -> Cell:
    model_field = _field(step, table, column.name, kind)
    if getattr(model_field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED:
        try:
            sql, params = prober.editor().db_default_sql(model_field)
            return Cell(sql=sql % tuple(prober.literal(value) for value in params) if params else sql)
        except (CannotTell, AttributeError, TypeError, ValueError):
            return _untold(column)
    if column.default_text and column.default != "unknown":
        return Cell(sql=column.default_text)
    return _untold(column)


def _untold(column: Column) -> Cell:
    same = column.default in ("constant", "stable")
    return Cell(why=f"the database's default of {column.name} cannot be told", same=same)
