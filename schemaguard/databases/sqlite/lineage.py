"""What became of tables, followed through the statements that ran.

Django changes a table by making a new one, copying the rows, dropping the old one and giving its name to the new one
(Django documentation, "SQLite notes"; sqlite.org, "ALTER TABLE", section 7). Pages of the file prove nothing: those of
a table that was dropped are used again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from schemaguard.databases.sqlite.normalize import folded
from schemaguard.databases.sqlite.parse import lexer, parse
from schemaguard.databases.stage import Trace
from schemaguard.statements import AddColumn, CreateIndex, DropColumn, DropTable, Insert, RenameTable, Statement

#: The first words of statements that matter here; those that triggers run come as comments.
_FIRST = re.compile(r"\s*(CREATE|DROP|ALTER|INSERT|REPLACE|WITH|VACUUM)\b", re.IGNORECASE)


#: Going forward again runs the same statements.
_parsed = lru_cache(maxsize=500)(parse)


class Lineage:
    """Follows tables by the names they had at the beginning."""

    def __init__(self, tables: Iterable[str]) -> None:
        #: By the name a table has now, folded: the name that it, or what was copied into it, had at the beginning.
        self._origin = {folded(name): name for name in tables}
        self._copies: dict[str, str] = {}
        self._trace = Trace()
        #: Tables, and the indexes that were built on them.
        self._built: list[tuple[str, str]] = []

    def saw(self, sql: str) -> None:
        """A statement is run."""
        if not _FIRST.match(sql):
            return
        for statement in _parsed(sql):
            self._saw(statement)

    def _saw(self, statement: Statement) -> None:
        match statement:
            case Insert(table=table, source="select"):
                self._copied(table, statement.sql)
            case DropTable(table=table):
                self._origin.pop(folded(table), None)
                self._copies.pop(folded(table), None)
            case RenameTable(table=table, to=to):
                self._renamed(folded(table), folded(to))
            case DropColumn(table=table):
                self._note(self._trace.rewrites, table, "drop column")
            case AddColumn(table=table, column=column) if column.check or (column.generated and not column.null):
                # sqlite.org, "ALTER TABLE", section 4: these are tested against the rows there are.
                self._note(self._trace.scans, table)
            case CreateIndex(table=table, index=index) if folded(table) in self._origin:
                self._built.append((self._origin[folded(table)], index.name))

    def _note(self, kept: list[str], table: str, way: str = "") -> None:
        """Under the name of the beginning; tables that were not there then do not matter."""
        origin = self._origin.get(folded(table))
        if origin is None:
            return
        kept.append(origin)
        if way:
            self._trace.ways[origin] = way

    def _copied(self, table: str, sql: str) -> None:
        """Rows of the table behind FROM, where it is one of the beginning; others join it or choose among its rows."""
        tokens = lexer().read(sql)
        place = next((place for place, token in enumerate(tokens) if token.word == "FROM"), len(tokens))
        after = tokens[place + 1 : place + 4]
        source = after[2] if len(after) == 3 and after[1].text == "." else after[0] if after else None
        if source is not None and folded(table) not in self._origin and folded(source.value) in self._origin:
            self._copies[folded(table)] = self._origin[folded(source.value)]

    def _renamed(self, old: str, new: str) -> None:
        copied = self._copies.pop(old, None)
        if old in self._origin:
            self._origin[new] = self._origin.pop(old)
        elif copied is not None and copied not in self._origin.values():
            # The old table is gone, so this one is in its place.
            self._origin[new] = copied
            self._trace.rewrites.append(copied)
            self._trace.ways[copied] = "rebuild"

    def found(self) -> Trace:
        """What was done to tables that were there at the beginning. A table that is made anew gets its indexes anew."""
        trace = self._trace
        built = [(table, name) for table, name in self._built if table not in trace.rewrites]
        return Trace(
            rewrites=sorted(set(trace.rewrites)),
            scans=sorted({*trace.scans, *(table for table, _ in built)}),
            index_builds=list(dict.fromkeys(name for _, name in built)),
            ways=trace.ways,
        )
