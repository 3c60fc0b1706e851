"""How the server really changed tables: what InnoDB says of them before and after.

InnoDB gives a table a new number when it writes it anew, and an index one when it builds it. COPY and INPLACE both do:
COPY goes through the server row by row, which then says how many rows that were; INPLACE says none.
MySQL 8.4 manual, "Online DDL Operations", "The INFORMATION_SCHEMA INNODB_TABLES Table"; both servers were asked.
Locks on metadata cannot be seen this way: each ALTER TABLE releases its own before anybody can look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.utils import OperationalError

from schemaguard.databases.mysql.parse import parse
from schemaguard.databases.mysql.stage_changes import Sent
from schemaguard.databases.stage import Trace
from schemaguard.statements import CreateTable, DropIndex, DropTable, RenameTable, TableStatement

#: "Access denied; you need (at least one of) the PROCESS privilege(s)".
_DENIED = (1227, 1044, 1142)
_ENCODED = re.compile(r"@([0-9a-f]{4})")
#: What makes a table, ends one, or gives one another name: no change of it.
_OTHERS = (CreateTable, DropTable, RenameTable)
#: Of ALTER, CREATE and DROP, what an existing table can be changed by.
_CHANGES = re.compile(r"\bALTER\b.+?\bTABLE\b|\bINDEX\b", re.IGNORECASE | re.DOTALL)


class Inside(NamedTuple):
    """What InnoDB knows of the tables of a database."""

    #: The number of each table, or of its parts, by name.
    tables: Mapping[str, frozenset[int]]
    #: The indexes of each table, by the same numbers.
    indexes: Mapping[int, Mapping[int, str]]


def inside(connection: Any) -> Inside | None:
    """None where this user may not see it: the right PROCESS is needed."""
    kind = "SYS_" if connection.mysql_is_mariadb else ""
    sql = (
        f"SELECT t.NAME, t.TABLE_ID, i.INDEX_ID, i.NAME FROM information_schema.INNODB_{kind}TABLES t "
        f"LEFT JOIN information_schema.INNODB_{kind}INDEXES i ON i.TABLE_ID = t.TABLE_ID WHERE t.NAME LIKE %s"
    )
    name = str(connection.settings_dict["NAME"]).replace("_", r"\_").replace("%", r"\%")
    with connection.cursor() as cursor:
        try:
            cursor.execute(sql, [f"{name}/%"])
        except OperationalError as error:
            if error.args[0] not in _DENIED:
                raise
            return None
        return _inside(cursor.fetchall())


def _inside(rows: Iterable[tuple[str, int, int | None, str | None]]) -> Inside:
    tables: dict[str, set[int]] = {}
    indexes: dict[int, dict[int, str]] = {}
    for full, table, index, name in rows:
        tables.setdefault(_table_of(full), set()).add(table)
        if index is not None and name is not None:
            indexes.setdefault(table, {})[index] = name
    return Inside({name: frozenset(ids) for name, ids in tables.items()}, indexes)


def _table_of(full: str) -> str:
    """``base/table#p#part``, where MySQL writes the letters small, in the spelling of file names.

    Most of what these may not hold is ``@`` and four digits; a table whose name has an umlaut is not recognised.
    """
    name = re.split("#p#", full.partition("/")[2], maxsplit=1, flags=re.IGNORECASE)[0]
    return _ENCODED.sub(lambda found: chr(int(found[1], 16)), name)


def compare(trace: Trace, before: Inside, after: Inside, sent: Iterable[Sent], *, mariadb: bool) -> None:
    """Write down what happened to the tables that were there before."""
    copied: dict[str, bool] = {}
    for note in sent:
        for name in _altered(note):
            copied[name] = copied.get(name, False) or note.rows > 0
    for name, with_rows in sorted(copied.items()):
        ids = before.tables.get(name)
        if ids is None:
            continue
        rebuilt = name in after.tables and not ids & after.tables[name]
        built = [] if rebuilt else _new_indexes(ids, before, after)
        trace.ways[name] = _word(rebuilt, with_rows, bool(built), mariadb)
        trace.rewrites += [name] if rebuilt else []
        trace.index_builds += built


def _new_indexes(ids: Iterable[int], before: Inside, after: Inside) -> list[str]:
    found = {
        name
        for number in ids
        for index, name in after.indexes.get(number, {}).items()
        if index not in before.indexes.get(number, {})
    }
    return sorted(found)


def _word(rebuilt: bool, with_rows: bool, built: bool, mariadb: bool) -> str:
    """The server's own word. An empty table that is written anew does not tell how."""
    if rebuilt:
        return "copy" if with_rows else "inplace"
    if built:
        return "nocopy" if mariadb else "inplace"
    return "instant"


def _altered(note: Sent) -> set[str]:
    """The tables that a statement changes, other than by their rows."""
    if note.verb not in ("ALTER", "CREATE", "DROP") or not _CHANGES.search(note.text):
        return set()
    return {
        item.table
        for item in parse(note.text)
        if isinstance(item, TableStatement | DropIndex) and not isinstance(item, _OTHERS) and item.table
    }
