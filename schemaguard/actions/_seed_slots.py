"""Which values the columns of a table can be given, from its types, constraints and historical model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemaguard.actions._seed_constraints import holds_json, holds_list, limits, mentioned, suggested
from schemaguard.actions._seed_fields import readable, stored, valid_first
from schemaguard.actions._seed_hints import NOTHING, Hint, Hints
from schemaguard.actions._seed_order import is_optional
from schemaguard.actions._seed_tries import Option, Slot
from schemaguard.databases.samples import samples
from schemaguard.databases.values import Accepts, Values, name_of
from schemaguard.schema.objects import Column, ForeignKey, Table

#: Rows that a foreign key can lead to.
_TARGETS = 12
#: What texts look like that people write as they like.
_FREE = ("", "email", "slug")
#: Characters that several documents have room in.
_DOCUMENT = 12


class Impossible(Exception):
    """A column for which there is no value, in words."""


@dataclass
class Slots:
    """Makes the slots of any table of one database."""

    values: Values
    tables: Mapping[str, Table]
    hints: Hints
    #: No values at any limit, and NULL only where there is nothing else.
    modest: bool = False
    #: JSON for texts, where they are free.
    documents: bool = False

    def keys(self, table: Table) -> list[ForeignKey]:
        """Foreign keys, also those that only the model knows of. Wide ones come first: they hold the narrow ones."""
        found = sorted(table.foreign_keys, key=lambda key: -len(key.columns))
        known = {name for key in found for name in key.columns}
        for name, hint in self.hints.of(name_of(table)).items():
            if hint.target is None or name in known or all(column.name != name for column in table.columns):
                continue
            target = self.tables.get(self.hints.table(hint.target))
            if target is not None and target.primary_key and len(target.primary_key[0].columns) == 1:
                found.append(ForeignKey("", (name,), name_of(target), target.primary_key[0].columns))
        return found

    def of(self, table: Table, names: Collection[str], late: Sequence[ForeignKey] = ()) -> list[Slot]:
        """For these columns. Keys that come late are empty first. Raises Impossible."""
        found: list[Slot] = []
        taken: set[str] = set()
        for key in self.keys(table):
            columns = set(key.columns)
            if columns <= set(names) and not columns & taken:
                found.append(self._provisional(table, key) if key in late else self.key(table, key))
                taken |= columns
        free = [column for column in table.columns if column.name in names and column.name not in taken]
        return found + [slot for column in free if (slot := self._column(table, column)) is not None]

    def key(self, table: Table, key: ForeignKey) -> Slot:
        """Rows that are there."""
        target, optional = self.tables.get(key.target), is_optional(table, key)
        found: list[Option] = []
        if target is not None:
            columns = key.target_columns or target.primary_key[0].columns
            rows = self.values.select(target, columns, _TARGETS)
            found = [row for row in rows if None not in row]
        if not found and not optional:
            raise Impossible(f"{key.target}, which its {', '.join(key.columns)} refers to, has no rows")
        nothing = [(None,) * len(key.columns)]
        return Slot(key.columns, found or nothing, optional and bool(found), self._without, is_key=True)

    def _provisional(self, table: Table, key: ForeignKey) -> Slot:
        """NULL, or any value where the database looks at keys in the end only."""
        if is_optional(table, key):
            return Slot(key.columns, [(None,) * len(key.columns)], is_key=True)
        columns = [column for column in table.columns if column.name in key.columns]
        lists = [self._options(table, column) for column in columns]
        return Slot(tuple(column.name for column in columns), list(zip(*lists, strict=False)))

    @property
    def _without(self) -> int:
        return -1 if self.modest else 2

    def _column(self, table: Table, column: Column) -> Slot | None:
        options = [(value,) for value in self._options(table, column)]
        if options:
            return Slot((column.name,), options, column.nullable, self._without)
        if column.nullable or column.default:
            return None
        raise Impossible(f"its column {column.name} has the type {column.type}, for which no values are known")

    def _options(self, table: Table, column: Column) -> list[Any]:
        hint, checks = self._hint(table, column), self._checks(table, column)
        accepts = self._accepts(table, column, hint, checks)
        bounded, others = accepts, self._bounds_of_partitions(table, column)
        for check in checks:
            found = [limit for limit in limits(check) if limit.column == column.name.lower()]
            for limit in found:
                bounded = limit.narrowed(bounded)
            others += [] if found else [check]
        wanted = _distinct(self._wanted(column, accepts, bounded, hint, others, table))
        if (
            accepts.family == "text"
            and not column.nullable
            and not (hint.choices or accepts.form or others or self.modest)
        ):
            wanted = [*wanted[:2], "", *(value for value in wanted[2:] if value != "")]
        wanted = valid_first(wanted, hint.validators, accepts)
        wanted = readable(wanted, hint.field, accepts, self.values.connection)
        options = [self.values.parameter(value, accepts) for value in _default_last(wanted, column, hint.default)]
        return [option for option in options if _has_room(accepts, option)] if accepts.family == "json" else options

    def _checks(self, table: Table, column: Column) -> list[str]:
        """Those that a column is in, and those of its type."""
        own = (check.expression for check in table.checks if column.name in mentioned(table, check.expression))
        return [*own, *self.values.checks(column)]

    def _accepts(self, table: Table, column: Column, hint: Hint, checks: Sequence[str]) -> Accepts:
        found = hint.narrowed(self.values.accepts(column))
        if found.family == "text" and (
            any(holds_json(check, column.name) for check in checks)
            or (self.documents and self._may_be_document(table, column, hint, found))
        ):
            found = replace(found, family="json")  # What MariaDB makes of JSON, and Django on SQLite.
        if found.family == "json" and any(holds_list(check, column.name) for check in checks):
            found = replace(found, form="list")
        return found

    def _bounds_of_partitions(self, table: Table, column: Column) -> list[str]:
        if not table.partition_by or column.name not in mentioned(table, table.partition_by):
            return []
        parts = self.values.schema.all("table")
        return [part.partition_bound for part in parts if part.partition_of == name_of(table)]

    def _may_be_document(self, table: Table, column: Column, hint: Hint, accepts: Accepts) -> bool:
        if hint.form or hint.validators or (accepts.length is not None and accepts.length < _DOCUMENT):
            return False
        return self.is_free(table, column) and isinstance(self.values.parameter({}, Accepts("json")), str)

    def is_free(self, table: Table, column: Column) -> bool:
        """Whether a column has texts that may be any. Fields of a project may know their own spellings only."""
        hint = self.hints.of(name_of(table)).get(column.name, NOTHING)
        if hint.choices or hint.family or hint.form not in _FREE or hasattr(hint.field, "from_db_value"):
            return False
        return self.values.accepts(column).family == "text"

    def _hint(self, table: Table, column: Column) -> Hint:
        hint, connection = self.hints.of(name_of(table)).get(column.name, NOTHING), self.values.connection
        choices = tuple(stored(value, hint.field, connection) for value in hint.choices)
        return replace(hint, choices=choices, default=stored(hint.default, hint.field, connection))

    def _wanted(
        self, column: Column, accepts: Accepts, bounded: Accepts, hint: Hint, others: list[str], table: Table
    ) -> Iterator[Any]:
        if accepts.family != "one of":
            yield from hint.choices
            if hint.choices:  # Other values would be no surprise to the database, and one to the project.
                yield from () if others else hint.choices
            yield from (value for value in suggested(others, accepts) if _fits(value, bounded))
        if not hint.choices or others or accepts.family == "one of":
            number = 0 if _is_object_id(column, table) else column.position
            modest = self.modest or _is_object_id(column, table)
            yield from samples(bounded, number, modest=modest)


def _is_object_id(column: Column, table: Table) -> bool:
    """Django's generic keys: a number beside a key to the table of content types."""
    return column.name.endswith("object_id") and any(key.target == "django_content_type" for key in table.foreign_keys)


def _fits(value: Any, accepts: Accepts) -> bool:
    if isinstance(value, str):
        return accepts.length is None or len(value) <= accepts.length
    return (accepts.low is None or value >= accepts.low) and (accepts.high is None or value <= accepts.high)


def _has_room(accepts: Accepts, option: Any) -> bool:
    return accepts.length is None or not isinstance(option, str) or len(option) <= accepts.length


def _distinct(values: Iterable[Any]) -> list[Any]:
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept


def _default_last(values: list[Any], column: Column, default: Any) -> list[Any]:
    """A default is what a column has anyway: it proves nothing, and is better than nothing."""
    physical = column.default.split("::")[0].strip("'")
    same = [value for value in values if value != "" and (value == default or str(value) == physical)]
    same += [value for value in values if isinstance(value, bool) and physical in (str(value).lower(), str(int(value)))]
    return [value for value in values if value not in same] + [value for value in values if value in same]
