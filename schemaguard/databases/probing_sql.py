"""Questions about rows as SQL: what PostgreSQL, MySQL, MariaDB and SQLite have in common."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemaguard.databases.index_text import IndexText
from schemaguard.databases.probing import (
    EXAMPLES,
    CannotTell,
    Cell,
    Counted,
    Definition,
    Duplicates,
    Element,
    Filled,
    Misfits,
    Nulls,
    Orphans,
    Overlaps,
    Prober,
    RowQuestion,
    TooLong,
    View,
    Violations,
)
from schemaguard.schema.objects import Table
from schemaguard.schema.snapshot import SchemaSnapshot

#: So much of the time is for looking at all rows, and the rest for a part of them.
_FOR_ALL = 0.8
#: Rows that are looked at where there is no time for all.
SAMPLE = 20_000
_PARENT = "schemaguard_parent"
#: What an index or a foreign key keeps off. It belongs to one table; rows of tables that inherit from it are not in it.
_OF_INDEXES = (Duplicates, Orphans, Overlaps)
_OTHER = "schemaguard_other"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the parts of SQL."""

    where: str
    #: Rows are counted that are equal in these.
    group: tuple[str, ...] = ()
    what: str = ""
    stays: bool = False


class SqlProber(Prober):
    """Asks with SELECT."""

    #: Between names and in front of rows, as the server wants it.
    texts: IndexText

    def __init__(self, snapshot: SchemaSnapshot, seconds: float) -> None:
        self.snapshot, self.seconds = snapshot, seconds
        self.tables: dict[str, Table] = {full_name(item): item for item in snapshot.all("table")}

    # What each server does in its own way

    @abstractmethod
    def rows(self, sql: str, seconds: float) -> list[tuple[Any, ...]]:
        """The answer to one query in a read-only transaction. Raises TooLong and CannotTell."""

    @abstractmethod
    def quoted(self, name: str) -> str:
        """An identifier."""

    @abstractmethod
    def misfit(self, question: Misfits, value: str) -> Asked:
        """The condition for values that do not fit. Raises CannotTell."""

    def sampled(self, table: str, rows: str) -> str:
        """A part of a table that is read quickly, as it stands behind FROM; ``rows``: how all of them stand there."""
        return f"(SELECT * FROM {rows} LIMIT {SAMPLE})"

    def itself(self, table: str) -> str:
        """A table of today behind FROM, with no rows but its own: no index sees others."""
        return self.table(table)

    # Questions

    def count(self, question: RowQuestion) -> Counted:
        """All rows in most of the time; else a part of them in the rest."""
        asked = self.asked(question)
        deadline = time.monotonic() + self.seconds
        try:
            found = self._count(question, asked, self.seconds * _FOR_ALL, sample=False)
        except TooLong:
            return self._part(question, asked, max(0.1, deadline - time.monotonic()))
        return found

    def asked(self, question: RowQuestion) -> Asked:
        """A question in SQL. Raises CannotTell."""
        match question:
            case Nulls(view=view, column=column):
                return Asked(f"{self.value(view, column)} IS NULL")
            case Filled(view=view, column=column):
                return Asked(f"{self.value(view, column)} IS NOT NULL" if column else "")
            case Violations(condition=condition):
                return Asked(f"NOT ({condition})")
            case Duplicates(index=index):
                return self._duplicates(question.view, index)
            case Orphans():
                return self._orphans(question)
            case Overlaps():
                return self.overlaps(question)
            case Misfits(view=view, column=column):
                value = self.value(view, column)
                asked = self.misfit(question, value)
                return replace(asked, where=f"{value} IS NOT NULL AND ({asked.where})")

    def value(self, view: View, column: str) -> str:
        """A column as the plan names it. Raises CannotTell."""
        cell = view.cell(column)
        if not cell.known:
            raise CannotTell(cell.why)
        return self.quoted(column)

    def _duplicates(self, view: View, index: Definition) -> Asked:
        parts = tuple(self.element(view, element) for element in index.elements)
        conditions = [f"({index.condition})"] if index.condition else []
        if index.nulls_distinct:
            conditions += [f"{part} IS NOT NULL" for part in parts]
        return Asked(" AND ".join(conditions), parts)

    def element(self, view: View, element: Element) -> str:
        """What an index compares. Raises CannotTell."""
        if element.column and view.cell(element.column).same:
            return self.quoted(element.column)
        return self.value(view, element.column) if element.column else f"({element.text})"

    def expression(self, cell: Cell) -> str:
        """What a column holds, over the columns of today."""
        return "'schemaguard'" if cell.same else cell.sql or self.quoted(cell.column)

    def _orphans(self, question: Orphans) -> Asked:
        view, parent = question.view, question.parent
        near = [f"{self.quoted(_last(view.name))}.{self.value(view, column)}" for column in question.columns]
        same = [
            f"{_PARENT}.{self.value(parent, target)} = {mine}"
            for target, mine in zip(question.targets, near, strict=True)
        ]
        both = " AND ".join(same)
        there = f"SELECT 1 FROM {self.source(parent, ' '.join(question.targets), _PARENT, itself=True)} WHERE {both}"
        if question.full:
            return Asked(f"({' OR '.join(f'{mine} IS NOT NULL' for mine in near)}) AND NOT EXISTS ({there})")
        return Asked(" AND ".join([*(f"{mine} IS NOT NULL" for mine in near), f"NOT EXISTS ({there})"]))

    def overlaps(self, question: Overlaps) -> Asked:
        """Rows that meet another one. Raises CannotTell."""
        raise CannotTell(f"{self.snapshot.server} has no exclusion constraints")

    # Their SQL

    def source(self, view: View, used: str, alias: str = "", *, sample: bool = False, itself: bool = False) -> str:
        """A table behind FROM, with the names that the plan gives to what is ``used``."""
        alias = alias or self.quoted(_last(view.name))
        rows = self.itself(view.table) if itself else self.table(view.table)
        table = self.sampled(view.table, rows) if sample else rows
        if _plain(view, used) and all(name in view.columns for name in self.key_names(view)):
            return table if alias == table else f"{table} AS {alias}"
        keys = [name for name in self.key_names(view) if name in view.columns]
        inner = [
            f"{self.expression(cell)} AS {self.quoted(name)}"
            for name, cell in view.columns.items()
            if (cell.known or cell.same) and (_is_in(used, name) or name in keys)
        ]
        inner += [
            f"{self.quoted(column)} AS {self.quoted(name)}"
            for column, name in zip(view.key, self.key_names(view), strict=True)
            if name not in view.columns
        ]
        named = f"{table} AS {self.quoted('schemaguard_rows')}" if sample else table
        return f"(SELECT {', '.join(inner) or '1'} FROM {named}) AS {alias}"

    def table(self, name: str) -> str:
        """A table of today."""
        found = self.tables.get(name)
        if found is None or not found.schema:
            return self.quoted(name)
        return f"{self.quoted(found.schema)}.{self.quoted(found.name)}"

    def key_names(self, view: View) -> list[str]:
        """What the plan calls the columns of the key; a name of ours where it has none for them any more."""
        names = {cell.column: name for name, cell in view.columns.items() if cell.known and not cell.sql}
        return [names.get(column, f"schemaguard_key_{number}") for number, column in enumerate(view.key)]

    def keys(self, view: View) -> list[str]:
        """The columns of the key as they stand in SQL."""
        return [self.quoted(name) for name in self.key_names(view)]

    def _count(self, question: RowQuestion, asked: Asked, seconds: float, *, sample: bool) -> Counted:
        began = time.monotonic()
        used = " ".join((asked.where, *asked.group))
        itself = isinstance(question, _OF_INDEXES)
        source = self.source(question.view, used, sample=sample, itself=itself)
        where = f" WHERE {asked.where}" if asked.where else ""
        ((count, groups),) = self.rows(self._count_sql(source, where, asked), seconds)
        found = Counted(int(count or 0), groups=int(groups or 0), what=asked.what, stays=asked.stays)
        if not found.count:
            return found
        left = max(0.1, seconds - (time.monotonic() - began))
        return replace(
            found,
            examples=self._examples(question.view, source, where, asked, left),
            query=self._shown(question.view, self.source(question.view, used, itself=itself), where, asked),
        )

    def _count_sql(self, source: str, where: str, asked: Asked) -> str:
        if not asked.group:
            return f"SELECT COUNT(*), 0 FROM {source}{where}"
        group = ", ".join(asked.group)
        inner = f"SELECT COUNT(*) AS n FROM {source}{where} GROUP BY {group} HAVING COUNT(*) > 1"
        return f"SELECT SUM(n), COUNT(*) FROM ({inner}) AS schemaguard_groups"

    def _examples(self, view: View, source: str, where: str, asked: Asked, seconds: float) -> tuple[str, ...]:
        keys = self.keys(view)
        if not keys:
            return ()
        names = ", ".join(keys)
        sql = f"SELECT {names} FROM {source}{where}"
        if asked.group:
            counted = f"{names}, COUNT(*) OVER (PARTITION BY {', '.join(asked.group)}) AS schemaguard_n"
            inner = f"SELECT {counted} FROM {source}{where}"
            sql = f"SELECT {names} FROM ({inner}) AS schemaguard_groups WHERE schemaguard_n > 1"
        try:
            rows = self.rows(f"{sql} ORDER BY {names} LIMIT {EXAMPLES}", seconds)
        except TooLong:
            return ()
        return tuple(
            ", ".join(f"{name}={shown(value)}" for name, value in zip(view.key, row, strict=True)) for row in rows
        )

    def _shown(self, view: View, source: str, where: str, asked: Asked) -> str:
        if asked.group:
            group = ", ".join(asked.group)
            return f"SELECT {group}, COUNT(*) FROM {source}{where} GROUP BY {group} HAVING COUNT(*) > 1;"
        return f"SELECT {', '.join(self.keys(view)) or '*'} FROM {source}{where};"

    def _part(self, question: RowQuestion, asked: Asked, seconds: float) -> Counted:
        source = self.source(question.view, "", sample=True, itself=isinstance(question, _OF_INDEXES))
        try:
            ((looked_at,),) = self.rows(f"SELECT COUNT(*) FROM {source}", seconds)
            found = self._count(question, asked, seconds, sample=True)
        except TooLong as error:
            raise CannotTell(
                f"there was no answer in {self.seconds:g} s, not even for a part of the rows; allow more with --seconds"
            ) from error
        return replace(found, looked_at=int(looked_at))

    # Texts

    def definition(self, text: str, name: str = "", columns: Sequence[str] = ()) -> Definition:
        """A constraint or an index from its SQL."""
        return self.texts.definition(text, name, columns)

    def filled(self, cell: Cell, literal: str) -> Cell:
        """Each row has the value that it had, or the one that stands in for NULL."""
        if not cell.known:
            return cell
        return Cell(cell.column, f"COALESCE({self.expression(cell)}, {literal})")

    def recollated(self, cell: Cell, collation: str) -> Cell:
        """A collation as part of the expression."""
        return Cell(cell.column, f"({self.expression(cell)}) COLLATE {self.quoted(collation)}") if cell.known else cell

    def literal(self, value: Any) -> str:
        """As Django's schema editor writes it; it doubles % for the driver, which is not asked to replace anything."""
        try:
            quoted = str(self.editor().quote_value(value))
        except ValueError as error:
            raise CannotTell("its default cannot be written as SQL") from error
        return quoted.replace("%%", "%") if isinstance(value, str) and self.snapshot.vendor == "mysql" else quoted


def full_name(item: Table) -> str:
    """A table's name, with its schema where that is not the usual one."""
    return f"{item.schema}.{item.name}" if item.schema else item.name


def shown(value: object) -> str:
    """A key, short enough for one line."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _plain(view: View, used: str) -> bool:
    """Whether the plan has left the columns that are used, and those of the key, as they are today."""
    return all(
        cell.column == name and not cell.sql
        for name, cell in view.columns.items()
        if (cell.known or cell.same) and (_is_in(used, name) or cell.column in view.key)
    )


def _is_in(used: str, name: str) -> bool:
    """Whether a name is used, as far as that can be seen: without quotes it may be written in any case."""
    return name.lower() in used.lower()


def _last(name: str) -> str:
    return name.rpartition(".")[2]
