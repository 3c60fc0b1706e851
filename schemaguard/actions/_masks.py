"""What stands in a copy for values of people: ``SCHEMAGUARD["REHEARSAL"]["MASK"]``, and the columns it is for.

Values are replaced while they are copied, so that they never are in a scratch database. What would break the copy, a
value that comes twice where it must not, ends it in one line that does not quote the value.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db.migrations import AlterModelTable, RenameField, RenameModel
from django.utils.module_loading import import_string

from schemaguard.actions._rehearsal_parts import Part
from schemaguard.actions._seed_constraints import holds_json
from schemaguard.conf import HASH, nearest
from schemaguard.databases.base import Portion
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from schemaguard.schema.kinds import full_name
from schemaguard.schema.objects import Column, Table

Replace = Callable[[Any], Any]

_RECORDER = "django_migrations"
_LENGTH = re.compile(r"\bchar(?:acter)?(?: varying)?\((\d+)\)|varchar\((\d+)\)", re.IGNORECASE)
_LARGEST = {"smallint": 2**15 - 1, "tinyint": 2**7 - 1, "mediumint": 2**23 - 1}
#: The number of hexadecimal digits of a hash. So many make a UUID as well.
_DIGITS = 32


@dataclass
class Masked:
    """A column, and what stands for its values."""

    where: str
    replace: Replace
    column: Column
    unique: bool = False
    #: Hashes of values that were given, and of what for.
    given: dict[int, int] = field(default_factory=dict)

    def __call__(self, value: Any) -> Any:
        """The new value; NULL is nobody's. Raises BadInput."""
        if value is None:
            return None
        try:
            found = self.replace(value)
        except Exception as error:
            # Whatever the function says may quote the value.
            raise BadInput(f"{self.where}: the function fails with {type(error).__name__}.") from error
        self._check(value, found)
        return found

    def _check(self, value: Any, found: Any) -> None:
        length = length_of(self.column.type)
        if found is None and not self.column.nullable:
            raise BadInput(f"{self.where}: the function gives None, and the column takes no NULL.")
        if length is not None and isinstance(found, str) and len(found) > length:
            raise BadInput(f"{self.where}: the function gives {len(found)} characters, and the column takes {length}.")
        if self.unique and found is not None and self.given.setdefault(_key(found), _key(value)) != _key(value):
            raise BadInput(f"{self.where}: the function gives one value for two, and the column is unique.")


def _key(value: Any) -> int:
    return hash(repr(value))


def length_of(type_name: str) -> int | None:
    """How many characters a type takes; None: that is not limited."""
    found = _LENGTH.search(type_name)
    return int(found[1] or found[2]) if found else None


class Masks:
    """The masks of one rehearsal. Raises BadInput where one of them is for nothing that is copied."""

    def __init__(self, rules: Mapping[str, str | None], parts: Iterable[Part]) -> None:
        self._salt = secrets.token_bytes(16)
        self._parts = [part for part in parts if part.origin is not None and part.found is not None]
        self._columns: dict[str, dict[str, dict[str, Masked]]] = {part.alias: {} for part in self._parts}
        #: Fields that were met, by database and table.
        self._seen: dict[tuple[str, str], set[str]] = {}
        self._rules = rules
        self._functions = {key: _function(key, rule) for key, rule in rules.items() if rule not in (None, HASH)}
        if self._parts:
            for key, rule in rules.items():
                self._place(key, rule)

    def portion(self, alias: str, portion: Portion) -> Portion:
        """The same, with what stands for the values of this database."""
        columns = self._columns.get(alias)
        if not columns:
            return portion

        seen = {table: self._seen.setdefault((alias, table), set()) for table in columns}

        def mask(table: str, column: str, value: Any) -> Any:
            seen[table].add(column)
            found = columns[table].get(column)
            return value if found is None else found(value)

        return replace(portion, mask=mask, masked=frozenset(columns))

    def refuse_missed(self, alias: str) -> None:
        """Refuse names that no document has, after the copy: nobody else knows which there are. Raises BadInput."""
        for table, masked in self._columns.get(alias, {}).items():
            names = sorted(self._seen.get((alias, table), ()))
            for name, item in masked.items():
                if names and name not in names and _field_of(f"{table}.{name}") is None:
                    raise BadInput(
                        f"{item.where}: no document of {table} has the field {name!r}.{nearest(name, names)}"
                    )

    def _place(self, key: str, rule: str | None) -> None:
        found = [place for part in self._parts for place in self._places(part, key, rule)]
        if not found:
            if _field_of(key) is None:
                raise BadInput(f"{_where(key)}: {self._unknown(key)}")
            for old in self._former(key):
                if old not in self._rules:
                    raise BadInput(f"{_where(key)}: a pending migration makes this of {old}. Mask that as well.")
        for alias, table, masked in found:
            self._columns[alias].setdefault(table, {})[masked.column.name] = masked

    def _places(self, part: Part, key: str, rule: str | None) -> Iterator[tuple[str, str, Masked]]:
        """Where a mask belongs in one database: a column, and those that inherit it."""
        assert part.found is not None  # noqa: S101 - see __init__
        name, _, column_name = key.rpartition(".")
        if part.found.vendor == "mongodb":
            if any(item.name == name for item in part.found.all("collection")) and name != _RECORDER:
                known = _field_of(key)
                if column_name == "_id" or (known is not None and (known.primary_key or known.is_relation)):
                    raise BadInput(_a_key(key))
                column = Column(column_name, "")
                yield part.alias, name, Masked(_where(key), self._replace(key, rule, column, "text"), column)
            return
        tables = {full_name(table): table for table in part.found.all("table") if isinstance(table, Table)}
        portable = database(part.found.vendor).portable(part.found)
        families = {full_name(table): table for table in portable.all("table") if isinstance(table, Table)}
        for table in _with_heirs(tables, name):
            known = next((column for column in table.columns if column.name == column_name), None)
            if known is None or full_name(table) == _RECORDER:
                continue
            reduced = families.get(full_name(table))
            family = next((item.type for item in reduced.columns if item.name == column_name), "") if reduced else ""
            _refuse(key, rule, table, known, tables.values())
            unique = reduced is not None and any(item.columns == (column_name,) for item in reduced.uniques)
            made = self._replace(key, rule, known, "json" if _holds_json(table, known) else family)
            yield part.alias, full_name(table), Masked(_where(key), made, known, unique)

    def _replace(self, key: str, rule: str | None, column: Column, family: str) -> Replace:
        if rule is None:
            return lambda value: None
        if rule != HASH:
            return self._functions[key]
        if column.type == "uuid" or family == "text":
            return lambda value: self._digest(value)[: length_of(column.type) or _DIGITS]
        if family == "integer":
            most = next((most for name, most in _LARGEST.items() if column.type.startswith(name)), 2**31 - 1)
            return lambda value: int(self._digest(value), 16) % most + 1
        raise BadInput(f"{_where(key)}: a hash is a text or a whole number, and no {column.type}. Name a function.")

    def _digest(self, value: Any) -> str:
        """With salt, or names and numbers could be looked up."""
        text = value if isinstance(value, str) else repr(value)
        return hashlib.blake2b(
            text.encode(errors="surrogateescape"), digest_size=_DIGITS // 2, key=self._salt
        ).hexdigest()

    def _former(self, key: str) -> list[str]:
        """What a column is called in the copy, if pending migrations give it the name that is asked for."""
        table, _, column = key.rpartition(".")
        tables, columns = {table}, {column}
        for part in self._parts:
            for migration in reversed(part.plan.pending):
                for one in _flat(reversed(migration.operations)):
                    if isinstance(one, RenameModel) and f"{migration.app_label}_{one.new_name_lower}" in tables:
                        tables.add(f"{migration.app_label}_{one.old_name_lower}")
                    if isinstance(one, AlterModelTable) and one.table in tables:
                        tables.add(f"{migration.app_label}_{one.name_lower}")
                    if isinstance(one, RenameField):
                        ends = [end for end in ("", "_id") if f"{one.new_name}{end}" in columns]
                        columns.update(f"{one.old_name}{end}" for end in ends)
        known = self._known()
        return sorted(f"{old}.{name}" for old in tables for name in columns if name in known.get(old, ()))

    def _known(self) -> dict[str, list[str]]:
        """The columns of all tables that are copied; of a collection none."""
        known: dict[str, list[str]] = {}
        for part in self._parts:
            for item in part.found.all("collection") if part.found is not None else ():
                known[item.name] = []
            for table in part.found.all("table") if part.found is not None else ():
                known[full_name(table)] = [column.name for column in table.columns]
        return known

    def _unknown(self, key: str) -> str:
        table, _, column = key.rpartition(".")
        known = self._known()
        where = " and ".join(part.origin.name for part in self._parts if part.origin is not None)
        if table in known:
            return f"{table} has no column {column!r} on {where}.{nearest(column, known[table])}"
        return f"{where} has no table {table!r}.{nearest(table, sorted(known))}"


def _refuse(key: str, rule: str | None, table: Table, column: Column, tables: Iterable[Table]) -> None:
    """What no mask can stand for."""
    where, name = _where(key), full_name(table)
    if column.generated:
        raise BadInput(f"{where}: the database computes this column from others. Mask those.")
    if rule is None and not column.nullable:
        raise BadInput(f"{where} is None, and the column takes no NULL. Say {HASH!r}, or name a function.")
    own = any(column.name in key.columns for key in table.primary_key)
    leads = any(column.name in key.columns for key in table.foreign_keys)
    led = any(key.target == name and column.name in key.target_columns for item in tables for key in item.foreign_keys)
    if own or leads or led:
        raise BadInput(_a_key(key))


def _a_key(key: str) -> str:
    return f"{_where(key)}: the column is part of a key, by which rows are known or refer to others. It stays as it is."


def _with_heirs(tables: Mapping[str, Table], name: str) -> Iterator[Table]:
    """A table and those that inherit its columns."""
    if name in tables:
        yield tables[name]
        for other, table in tables.items():
            if name in table.inherits and other != name:
                yield from _with_heirs(tables, other)


def _holds_json(table: Table, column: Column) -> bool:
    return "json" in column.type or any(holds_json(check.expression, column.name) for check in table.checks)


def _field_of(key: str) -> Any:
    """The field of a model behind a column: this database may not have it yet, or another one has it. None: none."""
    table, _, column = key.rpartition(".")
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table]
    fields = (item for model in models for item in model._meta.fields)
    return next((item for item in fields if item.column == column), None)


def _flat(operations: Iterable[Any]) -> Iterator[Any]:
    for one in operations:
        yield one
        yield from _flat([*getattr(one, "state_operations", ()), *getattr(one, "database_operations", ())])


def _function(key: str, path: str | None) -> Replace:
    try:
        found = import_string(str(path))
    except Exception as error:  # A module may raise anything while it is imported.
        raise BadInput(f"{_where(key)}: {path!r} cannot be imported: {type(error).__name__}: {error}.") from error
    if not callable(found):
        raise BadInput(f"{_where(key)}: {path!r} is no function.")
    return found  # type: ignore[no-any-return]


def _where(key: str) -> str:
    return f"SCHEMAGUARD['REHEARSAL']['MASK'][{key!r}]"
