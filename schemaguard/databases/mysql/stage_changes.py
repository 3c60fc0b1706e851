"""Which tables can have changed since the last look: what was sent to the server, proven by the server's own count.

A statement changes the tables that it names, and those that foreign keys change with them. Whatever else writes,
a trigger, a routine, a cursor of the driver's own, is counted by the server (``Com_insert`` and its like, also inside
programs: MariaDB 10.11 and MySQL 9.7 were asked). Where its count is not ours, everything can have changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from schemaguard.schema.objects import Table
from schemaguard.schema.snapshot import SchemaSnapshot

_PLAIN = frozenset("INSERT UPDATE DELETE REPLACE ALTER CREATE DROP RENAME TRUNCATE".split())
_SCHEMA = frozenset("ALTER CREATE DROP RENAME".split())
_HARMLESS = frozenset("SELECT SHOW SET START BEGIN COMMIT ROLLBACK SAVEPOINT RELEASE USE DESCRIBE EXPLAIN".split())
_HARMLESS_COUNTS = re.compile(
    r"Com_(?:select|set_option|begin|commit|rollback|rollback_to_savepoint|release_savepoint|savepoint|show_.*"
    r"|change_db|admin_commands|explain_other|help|stmt_(?:prepare|close|fetch|reset|reprepare|send_long_data))"
)
_FIRST = re.compile(r"(?:[\s(]+|--[^\n]*\n|#[^\n]*\n|/\*(?!!).*?\*/)*([A-Za-z]+)", re.DOTALL)
_WORD = re.compile(r"[\w$]+")


@dataclass
class Sent:
    """A statement that changes something."""

    text: str
    verb: str
    #: Rows that the server says it has touched; -1: unknown.
    rows: int = -1


@dataclass
class Watch:
    """Sees each statement of a connection before it runs; an entry of ``connection.execute_wrappers``."""

    sent: list[Sent] = field(default_factory=list)
    #: Whether something ran of which nobody can tell what it does.
    unsure: bool = True
    _counted: int = 0
    _session: object = None

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note it, and run it."""
        found = _FIRST.match(sql)
        verb = found[1].upper() if found else ""
        if verb in _HARMLESS and not many:
            return execute(sql, params, many, context)
        self.unsure |= many or verb not in _PLAIN
        note = Sent(sql, verb)
        self.sent.append(note)
        try:
            result = execute(sql, params, many, context)
        except BaseException:
            self.unsure = True  # Was it counted, was it carried out?
            raise
        note.rows = context["cursor"].rowcount
        return result

    def since(self, connection: Any, cursor: Any) -> tuple[list[Sent], bool]:
        """What was sent since the last call, and whether that is certainly all that has changed anything."""
        counted = _count(cursor)
        same_session = self._session is connection.connection
        certain = same_session and not self.unsure and counted - self._counted == len(self.sent)
        sent, self.sent = self.sent, []
        self._counted, self._session, self.unsure = counted, connection.connection, False
        return sent, certain


def _count(cursor: Any) -> int:
    """Statements of this session that can change something."""
    cursor.execute(r"SHOW SESSION STATUS LIKE 'Com\_%'")
    return sum(int(number) for name, number in cursor.fetchall() if not _HARMLESS_COUNTS.fullmatch(name))


def changes_schema(sent: Iterable[Sent]) -> bool:
    """Whether one of them can have changed more than rows."""
    return any(note.verb in _SCHEMA for note in sent)


def touched(sent: Iterable[Sent], *schemas: SchemaSnapshot) -> set[str] | None:
    """The names of the tables that can have changed; None: all of them."""
    text = "\n".join(note.text for note in sent).casefold()
    words = set(_WORD.findall(text))
    found: set[str] = set()
    for schema in schemas:
        if any(_named(view.name, words, text) for view in schema.all("view")):
            return None
        tables = [table for table in schema.all("table") if isinstance(table, Table)]
        found |= {table.name for table in tables if _named(table.name, words, text)}
        found = _with_cascades(found, tables)
    return found


def _named(name: str, words: set[str], text: str) -> bool:
    folded = name.casefold()
    return folded in words if _WORD.fullmatch(folded) else folded.replace("`", "``") in text


def _with_cascades(found: set[str], tables: Iterable[Table]) -> set[str]:
    """Foreign keys change rows inside InnoDB, and nobody counts that."""
    reached = {
        (key.target, table.name) for table in tables for key in table.foreign_keys if key.on_delete or key.on_update
    }
    while more := {child for parent, child in reached if parent in found} - found:
        found = found | more
    return found
