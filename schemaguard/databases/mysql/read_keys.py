"""Indexes and constraints.

An index and a unique constraint are one thing here. A plain unique index is a Unique; one with a prefix, an
expression or a descending part is an Index, since it means more than a list of columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from schemaguard.databases.mysql import normalize
from schemaguard.databases.mysql.catalogue import Catalogue
from schemaguard.databases.mysql.definitions import Definition
from schemaguard.databases.mysql.rows import CheckRow, ForeignKeyRow, PartRow
from schemaguard.databases.mysql.texts import Texts
from schemaguard.schema.objects import Check, ForeignKey, Index, Options, PrimaryKey, Unique


class Keys(NamedTuple):
    """The indexes of one table."""

    primary_key: tuple[PrimaryKey, ...]
    uniques: tuple[Unique, ...]
    indexes: tuple[Index, ...]


class KeyReader:
    """Makes indexes and constraints of rows."""

    def __init__(self, catalogue: Catalogue, texts: Texts) -> None:
        self._catalogue = catalogue
        self._texts = texts
        self._keys = {
            table: {name: list(rows) for name, rows in groupby(found, attrgetter("name"))}
            for table, found in catalogue.foreign_keys.items()
        }

    def keys(self, table: str, definition: Definition) -> Keys:
        """The primary key, unique constraints and indexes of a table."""
        found = Keys((), (), ())
        for name, group in groupby(self._catalogue.parts.get(table, ()), attrgetter("name")):
            parts = list(group)
            if name == "PRIMARY":
                found = found._replace(primary_key=(self._primary_key(parts, definition),))
            elif not parts[0].non_unique and all(map(_is_plain, parts)):
                found = found._replace(uniques=(*found.uniques, self._unique(parts, definition)))
            else:
                found = found._replace(indexes=(*found.indexes, self._index(parts, definition)))
        return found

    def _primary_key(self, parts: Sequence[PartRow], definition: Definition) -> PrimaryKey:
        options = dict(_method(parts))
        if not all(map(_is_plain, parts)):
            options["parts"] = ", ".join(map(self._element, parts))
        if period := definition.without_overlaps.get("PRIMARY"):
            options["without_overlaps"] = period
        return PrimaryKey(
            "PRIMARY",
            tuple(part.column or "" for part in parts),
            options=tuple(sorted(options.items())),
            comment=parts[0].comment,
            auto_named=True,
        )

    def _unique(self, parts: Sequence[PartRow], definition: Definition) -> Unique:
        first = parts[0]
        period = definition.without_overlaps.get(first.name, "")
        columns = [part.column or "" for part in parts]
        options = dict(_method(parts))
        if period:
            columns = columns[:-2]  # The server adds both ends of the period.
            options["without_overlaps"] = period
        if not first.visible:
            options["visible"] = "no"
        return Unique(
            first.name,
            tuple(columns),
            options=tuple(sorted(options.items())),
            comment=first.comment,
            auto_named=self._is_chosen(first),
        )

    def _index(self, parts: Sequence[PartRow], definition: Definition) -> Index:
        first = parts[0]
        parser = definition.parsers.get(first.name, "")
        return Index(
            first.name,
            tuple(map(self._element, parts)),
            unique=not first.non_unique,
            method=first.method.lower(),
            visible=bool(first.visible),
            options=(("parser", parser),) if parser else (),
            comment=first.comment,
            auto_named=self._is_chosen(first),
        )

    def _is_chosen(self, first: PartRow) -> bool:
        """InnoDB names the index that it needs for a foreign key after that, and keeps it when the key is dropped."""
        of_key = first.name in self._keys.get(first.table, {}) or normalize.chosen_foreign_key(first.name)
        return of_key or normalize.chosen_index(first.name, first.column)

    def _element(self, part: PartRow) -> str:
        if part.column is None:
            text = normalize.unescaped(part.expression or "", self._catalogue.flavour)
            name = f"({self._texts.expression(text)})"
        else:
            name = part.column
        prefix = f"({part.prefix})" if _has_prefix(part) else ""
        return f"{name}{prefix}{' DESC' if part.order == 'D' else ''}"

    def foreign_keys(self, table: str) -> tuple[ForeignKey, ...]:
        """The foreign keys of a table."""
        return tuple(self._foreign_key(rows) for rows in self._keys.get(table, {}).values())

    def _foreign_key(self, rows: Sequence[ForeignKeyRow]) -> ForeignKey:
        first = rows[0]
        elsewhere = not self._catalogue.is_own(first.target_database)
        rule = self._catalogue.actions.get((first.table, first.name))
        return ForeignKey(
            first.name,
            tuple(row.column for row in rows),
            f"{first.target_database}.{first.target}" if elsewhere else first.target,
            tuple(row.target_column for row in rows),
            normalize.action(rule.on_delete) if rule else "",
            normalize.action(rule.on_update) if rule else "",
            auto_named=normalize.chosen_foreign_key(first.name),
        )

    def checks(self, table: str, definition: Definition) -> tuple[Check, ...]:
        """The checks of a table, without those that are only the means of a period."""
        rows = self._catalogue.checks.get(table, ())
        return tuple(self._checks([row for row in rows if row.name not in definition.periods]))

    def _checks(self, rows: Sequence[CheckRow]) -> Iterator[Check]:
        """A check in the definition of a column refuses the same rows as one of the table."""
        counted: dict[str, int] = defaultdict(int)
        for row in rows:
            counted[row.name] += 1
            text = normalize.unescaped(row.clause, self._catalogue.flavour)
            yield Check(
                # A column and the table may each have a check of this name.
                row.name if counted[row.name] == 1 else f"{row.name} ({counted[row.name]})",
                self._texts.expression(text),
                options=() if row.enforced else (("enforced", "no"),),
                auto_named=normalize.chosen_check(row.name, of_column=bool(row.of_column)),
            )


def _is_plain(part: PartRow) -> bool:
    return part.column is not None and not _has_prefix(part) and part.order != "D"


def _has_prefix(part: PartRow) -> bool:
    """A spatial index has a prefix by nature."""
    return part.prefix is not None and part.method != "SPATIAL"


def _method(parts: Sequence[PartRow]) -> Options:
    return () if parts[0].method == "BTREE" else (("method", parts[0].method.lower()),)
