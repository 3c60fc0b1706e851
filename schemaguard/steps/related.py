"""What an operation changes beyond its own table: keys that point to it, and the tables between many-to-many models.

Django drops a foreign key and adds it again when its column, its type or the table it points to changes, and it lets
every key follow the type of the primary key it points to. See ``BaseDatabaseSchemaEditor._alter_field`` and
``RenameModel.database_forwards``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import models

from schemaguard.statements import (
    AddConstraint,
    AlterColumn,
    Column,
    Constraint,
    DropConstraint,
    Reference,
    RenameColumn,
    Statement,
)
from schemaguard.steps.columns import ColumnReader
from schemaguard.steps.models import Key, Models, ModelView, is_auto_m2m, m2m_table

#: What the two columns of a table between are, as fields: (column, foreign key).
Ends = tuple[tuple[str, Any], tuple[str, Any]]


def is_altered(was: Any, now: Any) -> bool:
    """Whether Django runs statements for a foreign key that keeps its column and its target.

    See BaseDatabaseSchemaEditor._field_should_be_altered; where the key points to is compared as tables elsewhere.
    """
    return bool(_physical(was) != _physical(now))


def _physical(model_field: Any) -> Any:
    _, path, args, options = model_field.deconstruct()
    ignored = {*model_field.non_db_attrs, "db_comment", "to", "to_field"}
    return path, args, {key: value for key, value in options.items() if key not in ignored}


def made_anew(table: str, column: str, reference: Reference) -> tuple[DropConstraint, AddConstraint]:
    """A foreign key is dropped, and added again with the same meaning: every row is looked up again."""
    dropped = Constraint(kind="foreign_key", columns=(column,), references=reference)
    return (
        DropConstraint(table=table, constraint=dropped),
        AddConstraint(table=table, constraint=replace(dropped, deferrable=True)),
    )


def ends(model: ModelView, target: Key) -> Ends:
    """The columns of the table that Django makes for a ManyToManyField, near side first."""
    near, far = model.key[1], target[1]
    if model.key == target:
        near, far = f"from_{near}", f"to_{far}"
    return (
        (f"{near}_id", models.ForeignKey(f"{model.app}.{model.name}", models.CASCADE)),
        (f"{far}_id", models.ForeignKey(".".join(target), models.CASCADE)),
    )


@dataclass(frozen=True, slots=True)
class Pointing:
    """One key that points to a model: a field, or one side of a table between."""

    model: ModelView
    table: str
    column: str
    field: Any
    #: Whether it stands in a table between.
    between: bool = False


class Related:
    """The statements on other tables when one model changes."""

    def __init__(self, reader: ColumnReader, before: Models, after: Models) -> None:
        self.reader, self.before, self.after = reader, before, after
        self.limit = reader.dialect.max_name_length

    def follow_type(self, key: Key) -> Iterator[Statement]:
        """Keys take the new type of what they point to, and so do the keys that point to them."""
        for found in self._pointing({key}):
            before, after = self._column(self.before, found), self._column(self.after, found)
            if before.type == after.type:
                continue
            anew = made_anew(found.table, found.column, after.references) if after.references else ()
            yield from anew[:1]
            yield AlterColumn(table=found.table, before=before, after=after, changed=frozenset({"type"}))
            yield from anew[1:]
            if found.field.primary_key:
                yield from self.follow_type(found.model.key)

    def follow_rename(self, old: ModelView, new: ModelView) -> Iterator[Statement]:
        """The keys that point to a renamed model; the tables between change the name of a column as well."""
        moved = old.table(self.limit) != new.table(self.limit)
        reference = Reference(new.table(self.limit), self._primary_key(new))
        for found in self._pointing({old.key, new.key}):
            if found.between:
                if new.key != found.model.key:  # Its own are changed with its fields.
                    yield from renamed_end(found.table, f"{old.key[1]}_id", f"{new.key[1]}_id", reference)
            elif moved and found.field.db_constraint and not _is_hidden(found.field):
                yield from made_anew(found.table, found.column, reference)

    def _primary_key(self, model: ModelView) -> tuple[str, ...]:
        return tuple(column.name for column in self.reader.columns(self.after, model) if column.primary_key)

    def _column(self, state: Models, found: Pointing) -> Column:
        column = self.reader.column(state, found.model, found.column, found.field)
        return replace(column, name=found.column, null=found.field.null)

    def _pointing(self, keys: set[Key]) -> Iterator[Pointing]:
        for key in {**self.after.state.models, **self.after.overrides}:
            model = self.after.get(key)
            if model is None or not model.has_table():
                continue
            for name, model_field in model.fields.items():
                if is_auto_m2m(model_field):
                    yield from self._between(model, name, model_field, keys)
                elif isinstance(model_field, models.ForeignKey) and self._target(model, model_field) in keys:
                    column = self.reader.column(self.after, model, name, model_field).name
                    yield Pointing(model, model.table(self.limit), column, model_field)

    def _between(self, model: ModelView, name: str, model_field: Any, keys: set[Key]) -> Iterator[Pointing]:
        table = m2m_table(model, name, model_field, self.limit)
        target = self._target(model, model_field)
        for side, (column, end) in zip((model.key, target), ends(model, target), strict=True):
            if side in keys:
                yield Pointing(model, table, column, end, between=True)

    def _target(self, model: ModelView, model_field: Any) -> Key:
        return self.after.referenced(model, model_field.remote_field.model)


def _is_hidden(model_field: Any) -> bool:
    """RenameModel looks at Options.related_objects, which leaves out keys without a name for the way back."""
    return (model_field.remote_field.related_name or "").endswith("+")


def renamed_end(table: str, old: str, new: str, reference: Reference) -> Iterator[Statement]:
    """A column of a table between gets another name, and its foreign key is made anew."""
    if old == new:
        return
    yield RenameColumn(table=table, column=old, to=new)
    yield from made_anew(table, new, reference)
