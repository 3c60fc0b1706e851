"""Two moments of a model, told apart as the statements that lead from one to the other.

Comparing states instead of interpreting each class of operation has three gains: the reverse
direction is the same function with the moments swapped, operations of third parties that change
the state are understood as well, and what does not reach the database yields nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import UniqueConstraint

from schemaguard.statements import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterTable,
    Column,
    Constraint,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Index,
    Reference,
    RenameColumn,
    RenameIndex,
    RenameTable,
    Statement,
)
from schemaguard.steps.columns import ColumnReader
from schemaguard.steps.indexes import columns_of, constraint_statement, index_of, together_columns
from schemaguard.steps.models import Models, ModelView, has_column, is_auto_m2m, m2m_table
from schemaguard.steps.related import Related, ends, is_altered, made_anew, renamed_end


@dataclass(frozen=True, slots=True)
class Hints:
    """What the states alone do not tell about an operation."""

    #: Old field name -> new field name.
    fields: Mapping[str, str] = field(default_factory=dict)
    #: Old index name -> new index name.
    indexes: Mapping[str, str] = field(default_factory=dict)
    #: Fields of an unnamed index, from index_together -> the name it gets (RenameIndex with old_fields).
    named: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    #: The operation's own field by name: it may carry a default that the state forgets.
    given: Mapping[str, Any] = field(default_factory=dict)
    concurrently: bool = False
    validated: bool = True

    def reversed(self) -> Hints:
        """The same operation undone."""
        return Hints(
            fields={new: old for old, new in self.fields.items()},
            indexes={new: old for old, new in self.indexes.items()},
            named=self.named,
            concurrently=self.concurrently,
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """One model at one time, and all models around it then."""

    models: Models
    model: ModelView | None

    def view(self) -> ModelView | None:
        """The model if it has a table of its own."""
        return self.model if self.model is not None and self.model.has_table() else None


class Translator:
    """Turns the difference between two moments into statements, for one dialect."""

    def __init__(self, reader: ColumnReader, flavour: str = "") -> None:
        self.reader = reader
        #: Django leaves indexes on expressions out on MariaDB: supports_expression_indexes (models.W043, W044).
        self.expressions = flavour != "mariadb"
        self.limit = reader.dialect.max_name_length

    def difference(self, before: Moment, after: Moment, hints: Hints) -> Iterator[Statement]:
        """The statements that turn ``before`` into ``after``."""
        old, new = before.view(), after.view()
        if old is None and new is not None:
            yield from self._create(after.models, new)
        elif old is not None and new is None:
            yield from self._drop(before.models, old)
        elif old is not None and new is not None:
            yield from self._rename_table(old, new)
            yield from FieldDifference(self, before.models, after.models, old, new, hints).statements()
            if old.key != new.key:
                yield from Related(self.reader, before.models, after.models).follow_rename(old, new)
            yield from self._options(old, new, hints)

    # Whole tables

    def _create(self, models: Models, model: ModelView) -> Iterator[Statement]:
        table = model.table(self.limit)
        created = list(self._options(_bare(model), model, Hints()))
        columns = self.reader.columns(models, model)
        if model.options.get("order_with_respect_to"):
            columns += (self._order_column(),)
        yield CreateTable(
            table=table,
            columns=columns,
            constraints=tuple(item.constraint for item in created if isinstance(item, AddConstraint)),
            indexes=tuple(item.index for item in created if isinstance(item, CreateIndex)),
        )
        for name, model_field in model.fields.items():
            if is_auto_m2m(model_field):
                yield self.create_m2m(models, model, name, model_field)

    def _drop(self, models: Models, model: ModelView) -> Iterator[Statement]:
        for name, model_field in model.fields.items():
            if is_auto_m2m(model_field):
                yield self.drop_m2m(models, model, name, model_field)
        columns = self.reader.columns(models, model)
        references = tuple(column.references.table for column in columns if column.references)
        yield DropTable(table=model.table(self.limit), cascade=False, references=references)

    def _rename_table(self, old: ModelView, new: ModelView) -> Iterator[Statement]:
        if old.table(self.limit) != new.table(self.limit):
            yield RenameTable(table=old.table(self.limit), to=new.table(self.limit))

    def create_m2m(self, models: Models, model: ModelView, name: str, model_field: Any) -> CreateTable:
        """The table behind a ManyToManyField."""
        target = models.referenced(model, model_field.remote_field.model)
        (near, _), (far, _) = ends(model, target)
        references = self._both_ends(models, model, model_field)
        return CreateTable(
            table=m2m_table(model, name, model_field, self.limit),
            kind="m2m",
            columns=(
                Column(name="id", null=False, primary_key=True, identity=True),
                Column(name=near, null=False, index=True, references=references[0] if references else None),
                Column(name=far, null=False, index=True, references=references[1] if references else None),
            ),
        )

    def drop_m2m(self, models: Models, model: ModelView, name: str, model_field: Any) -> DropTable:
        """The end of the table behind a ManyToManyField."""
        references = tuple(reference.table for reference in self._both_ends(models, model, model_field))
        table = m2m_table(model, name, model_field, self.limit)
        return DropTable(table=table, kind="m2m", references=tuple(dict.fromkeys(references)))

    def _both_ends(self, models: Models, model: ModelView, model_field: Any) -> tuple[Reference, ...]:
        """What the foreign keys of a table behind a ManyToManyField point to, where it has any."""
        relation = model_field.remote_field
        if not getattr(relation, "db_constraint", True):
            return ()
        target = models.referenced(model, relation.model)
        return Reference(model.table(self.limit)), Reference(models.table_of(target, self.limit))

    # Options

    def _options(self, old: ModelView, new: ModelView, hints: Hints) -> Iterator[Statement]:
        if old.options == new.options:
            return
        named = {columns_of(new, fields): name for fields, name in hints.named.items()}
        for columns, name in named.items():
            yield RenameIndex(name=", ".join(columns), to=name, table=new.table(self.limit))
        yield from (s for s in self._together(old, new) if _index_columns(s) not in named)
        yield from (s for s in self._indexes(old, new, hints) if _index_name(s) not in named.values())
        yield from self._constraints(old, new, hints)
        table = new.table(self.limit)
        if (old.options.get("db_table_comment") or "") != (new.options.get("db_table_comment") or ""):
            yield AlterTable(table=table, what="comment")
        was, now = old.options.get("order_with_respect_to"), new.options.get("order_with_respect_to")
        if now and not was:
            yield AddColumn(table=table, column=self._order_column())
        elif was and not now:
            yield DropColumn(table=table, column=self._order_column())

    def _order_column(self) -> Column:
        return Column(name="_order", type="integer", null=False, fill="constant")

    def _together(self, old: ModelView, new: ModelView) -> Iterator[Statement]:
        table = new.table(self.limit)
        for columns in sorted(together_columns(old, "unique_together") - together_columns(new, "unique_together")):
            yield DropConstraint(table=table, constraint=Constraint(kind="unique", columns=columns))
        for columns in sorted(together_columns(new, "unique_together") - together_columns(old, "unique_together")):
            yield AddConstraint(table=table, constraint=Constraint(kind="unique", columns=columns))
        for columns in sorted(together_columns(old, "index_together") - together_columns(new, "index_together")):
            yield DropIndex(table=table, index=Index(columns=columns))
        for columns in sorted(together_columns(new, "index_together") - together_columns(old, "index_together")):
            yield CreateIndex(table=table, index=Index(columns=columns))

    def _indexes(self, old: ModelView, new: ModelView, hints: Hints) -> Iterator[Statement]:
        table = new.table(self.limit)
        was, now = self._made(old, "indexes"), self._made(new, "indexes")
        for name, to in hints.indexes.items():
            if was.pop(name, None) is not None and now.pop(to, None) is not None:
                yield RenameIndex(name=name, to=to, table=table)
        for name, index in was.items():
            if name not in now or not _same(index, now[name]):
                yield DropIndex(table=table, index=index_of(old, index), concurrently=hints.concurrently)
        for name, index in now.items():
            if name not in was or not _same(index, was[name]):
                yield CreateIndex(table=table, index=index_of(new, index), concurrently=hints.concurrently)

    def _made(self, model: ModelView, option: str) -> dict[str, Any]:
        """The indexes or constraints of a model that are made there, by name."""
        items = model.options.get(option) or ()
        return {item.name: item for item in items if self.expressions or not _on_expressions(item)}

    def _constraints(self, old: ModelView, new: ModelView, hints: Hints) -> Iterator[Statement]:
        table, vendor = new.table(self.limit), self.reader.dialect.vendor
        was, now = self._made(old, "constraints"), self._made(new, "constraints")
        for name, constraint in was.items():
            if name not in now or not _same(constraint, now[name]):
                yield from constraint_statement(table, old, constraint, vendor, add=False)
        for name, constraint in now.items():
            if name not in was or not _same(constraint, was[name]):
                yield from constraint_statement(table, new, constraint, vendor, add=True, validated=hints.validated)


def _on_expressions(item: Any) -> bool:
    """Exclusion constraints have expressions as well, but MariaDB has no such constraints."""
    return bool(getattr(item, "expressions", ()))


def _index_columns(statement: Statement) -> tuple[str, ...]:
    return statement.index.columns if isinstance(statement, CreateIndex | DropIndex) else ()


def _index_name(statement: Statement) -> str:
    return statement.index.name if isinstance(statement, CreateIndex | DropIndex) else ""


def _bare(model: ModelView) -> ModelView:
    return ModelView(model.app, model.name, model.fields, {"db_table": model.options.get("db_table")})


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    # Violation messages are Python's business and never reach the database.
    return bool(_physical(one) == _physical(other))


def _physical(item: Any) -> Any:
    path, args, options = item.deconstruct()
    ignored = ("violation_error_message", "violation_error_code")
    return path, args, {key: value for key, value in options.items() if key not in ignored}


class FieldDifference:
    """What happens to the columns and M2M tables of one model."""

    def __init__(
        self, translator: Translator, before: Models, after: Models, old: ModelView, new: ModelView, hints: Hints
    ) -> None:
        self.translator, self.reader, self.limit = translator, translator.reader, translator.limit
        self.before, self.after, self.old, self.new, self.hints = before, after, old, new, hints
        self.table = new.table(self.limit)

    def statements(self) -> Iterator[Statement]:
        """Dropped, then changed, then added fields, each in the order of the model."""
        for name in self.old.fields:
            if self.hints.fields.get(name, name) not in self.new.fields:
                yield from self._removed(name)
        backwards = {new: old for old, new in self.hints.fields.items()}
        moved = self.old.name != self.new.name or self.old.table(self.limit) != self.table
        for name, now in self.new.fields.items():
            was_name = backwards.get(name, name)
            was = self.old.fields.get(was_name)
            if was is None:
                yield from self._added(name)
            elif was is not now or was_name != name or moved:
                yield from self._changed(was_name, was, name, now)

    def _removed(self, name: str) -> Iterator[Statement]:
        model_field = self.old.fields[name]
        if is_auto_m2m(model_field):
            yield self.translator.drop_m2m(self.before, self.old, name, model_field)
        elif has_column(model_field):
            column = self.reader.column(self.before, self.old, name, model_field)
            yield DropColumn(table=self.table, column=column)

    def _added(self, name: str) -> Iterator[Statement]:
        model_field = self.new.fields[name]
        if is_auto_m2m(model_field):
            yield self.translator.create_m2m(self.after, self.new, name, model_field)
        elif has_column(model_field):
            yield AddColumn(table=self.table, column=self._after(name, model_field))

    def _changed(self, was_name: str, was: Any, name: str, now: Any) -> Iterator[Statement]:
        if is_auto_m2m(was) and is_auto_m2m(now):
            yield from self._between(was_name, was, name, now)
        elif has_column(was) and has_column(now):
            before = self.reader.column(self.before, self.old, was_name, was)
            after = self._after(name, now)
            yield from self._altered(before, after, casts=self.reader.casts(before, was, after, now))
            yield from self._foreign_keys(before, after, anew=is_altered(was, self.hints.given.get(name, now)))
        else:
            yield from self._removed(was_name)
            yield from self._added(name)

    def _between(self, was_name: str, was: Any, name: str, now: Any) -> Iterator[Statement]:
        """The table of a ManyToManyField gets other names."""
        table = m2m_table(self.old, was_name, was, self.limit)
        to = m2m_table(self.new, name, now, self.limit)
        if table != to:
            yield RenameTable(table=table, to=to)
        old_target = self.before.referenced(self.old, was.remote_field.model)
        target = self.after.referenced(self.new, now.remote_field.model)
        tables = self.table, self.after.table_of(target, self.limit)
        sides = zip(ends(self.old, old_target), ends(self.new, target), tables, strict=True)
        for (old, _), (new, _), referenced in sides:
            yield from renamed_end(to, old, new, Reference(referenced))

    def _after(self, name: str, model_field: Any) -> Column:
        return self.reader.column(self.after, self.new, name, model_field, self.hints.given.get(name))

    def _altered(self, before: Column, after: Column, *, casts: bool) -> Iterator[Statement]:
        if before.name != after.name:
            yield RenameColumn(table=self.table, column=before.name, to=after.name)
        changed = frozenset(
            aspect
            for aspect in ("type", "null", "default", "default_text", "collation", "identity", "generated", "comment")
            if getattr(before, aspect) != getattr(after, aspect)
        )
        if "default_text" in changed:
            changed = changed - {"default_text"} | {"default"}
        if changed:
            using = casts and "type" in changed
            yield AlterColumn(table=self.table, before=before, after=after, changed=changed, using=using)
        if "type" in changed and (before.primary_key or before.unique) and (after.primary_key or after.unique):
            yield from Related(self.reader, self.before, self.after).follow_type(self.new.key)
        yield from self._keys(before, after)

    def _keys(self, before: Column, after: Column) -> Iterator[Statement]:
        columns = (after.name,)
        for kind, was, now in (
            ("primary_key", before.primary_key, after.primary_key),
            ("unique", before.unique and not before.primary_key, after.unique and not after.primary_key),
            ("check", before.check, after.check),
        ):
            if was and not now:
                yield DropConstraint(table=self.table, constraint=Constraint(kind=kind, columns=columns))
            elif now and not was:
                yield AddConstraint(table=self.table, constraint=Constraint(kind=kind, columns=columns))
        if before.index and not after.index:
            yield DropIndex(table=self.table, index=Index(columns=columns))
            yield from self._taken_along(after)
        elif after.index and not before.index:
            yield CreateIndex(table=self.table, index=Index(columns=columns))

    def _taken_along(self, column: Column) -> Iterator[Statement]:
        """Django finds the index of a column in the catalogue, and drops partial unique ones over it as well.

        Only the names in Meta.indexes are spared: see BaseDatabaseSchemaEditor._alter_field, "Removed an index?".
        """
        if self.reader.dialect.vendor != "postgresql":
            return
        for constraint in self.old.options.get("constraints") or ():
            partial = isinstance(constraint, UniqueConstraint) and constraint.condition is not None
            if partial and columns_of(self.old, constraint.fields) == (column.name,):
                index = Index(name=constraint.name, columns=(column.name,), unique=True, predicate=True)
                yield DropIndex(table=self.table, index=index)

    def _foreign_keys(self, before: Column, after: Column, *, anew: bool) -> Iterator[Statement]:
        was, now = before.references, after.references
        columns = (after.name,)
        if self._same_reference(was, now):
            if now is not None and (anew or (before.name, before.type) != (after.name, after.type)):
                yield from made_anew(self.table, after.name, now)
            return
        if was is not None:
            dropped = Constraint(kind="foreign_key", columns=columns, references=was)
            yield DropConstraint(table=self.table, constraint=dropped)
        if now is not None:
            added = Constraint(kind="foreign_key", columns=columns, references=now, deferrable=True)
            yield AddConstraint(table=self.table, constraint=added)

    def _same_reference(self, was: Reference | None, now: Reference | None) -> bool:
        if was is None or now is None:
            return was is now
        renamed = {self.old.table(self.limit): self.new.table(self.limit)}
        return renamed.get(was.table, was.table) == now.table
