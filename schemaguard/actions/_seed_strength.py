"""Values of generated rows, kept while the rows are made weaker, and given back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.utils import DatabaseError

from schemaguard.actions._seed_tries import Slot, is_null
from schemaguard.databases.values import Values
from schemaguard.schema.objects import Table

Key = tuple[Any, ...]
#: By key the values of columns.
Rows = Mapping[Key, Mapping[str, Any]]

#: Rows of one table that are read.
_MANY = 10_000


def at(table: Table, key: Key) -> dict[str, Any]:
    """The columns of the primary key with their values."""
    return dict(zip(table.primary_key[0].columns, key, strict=True))


def rows_of(values: Values, table: Table, own: Collection[Key]) -> Rows:
    """All that stands in the rows with these keys."""
    key, names = table.primary_key[0].columns, [column.name for column in table.columns if not column.generated]
    rows = values.select(table, [*key, *names], _MANY, key)
    found = {row[: len(key)]: dict(zip(names, row[len(key) :], strict=True)) for row in rows}
    return {key: found[key] for key in own if key in found}


def give_back(values: Values, table: Table, now: Rows, weak: Rows, strong: Rows) -> None:
    """Strong values for those that are still the weak ones: what a migration has written stays."""
    for key, row in now.items():
        made, old = weak.get(key, {}), strong.get(key, {})
        changes = {
            name: old[name]
            for name, value in row.items()
            if name in made and name in old and made[name] == value != old[name]
        }
        if changes:
            _update(values, table, at(table, key), changes)


def _update(values: Values, table: Table, where: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """All together, or each that is taken."""
    for some in (changes, *({name: value} for name, value in changes.items())):
        try:
            with values.attempt():
                values.update(table, where, some)
        except DatabaseError:
            continue
        if some is changes:
            return


def prefer(slots: Sequence[Slot], rows: Sequence[Mapping[str, Any]]) -> None:
    """Let these rows have these values first, as far as they have any."""
    for slot in slots:
        for number, row in enumerate(rows):
            if all(name in row for name in slot.columns):
                option = tuple(row[name] for name in slot.columns)
                if not slot.is_key or option in slot.options or (slot.nullable and is_null(option)):
                    slot.preferred.setdefault(number, option)
