"""How the server really changed tables: what InnoDB says of them before and after.

InnoDB gives a table a new number when it writes it anew, and an index one when it builds it. COPY and INPLACE both do:
COPY goes through the server row by row, which then says how many rows that were; INPLACE says none.
MySQL counts the versions of rows that ALGORITHM=INSTANT makes. Its other changes of metadata leave no trace, so that
INSTANT is not told from an INPLACE that touches no rows; in MariaDB these are always INSTANT.
MySQL 8.4 manual, "Online DDL Operations", "The INFORMATION_SCHEMA INNODB_TABLES Table"; both servers were asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.db.utils import OperationalError

from schemaguard.databases.mysql.parse import parse
from schemaguard.databases.mysql.stage_changes import Sent
from schemaguard.databases.stage import Trace
from schemaguard.statements import (
    CreateTable,
    DropIndex,
    DropTable,
    RenameIndex,
    RenameTable,
    Statement,
    TableStatement,
)

UNSEEN = (
    "Locks cannot be seen on MySQL and MariaDB: each change of a table lets go of its own before anybody can look. "
    "Every one needs the table for itself for a moment; how long others wait besides depends on the algorithm."
)
DENIED = "By which algorithm tables were changed cannot be seen: this user lacks the right PROCESS."
#: "Access denied; you need (at least one of) the PROCESS privilege(s)".
_DENIED = (1227, 1044, 1142)
_ENCODED = re.compile(r"@([0-9a-f]{4})")
#: What makes a table or ends one: no change of it.
_OTHERS = (CreateTable, DropTable)
#: Of ALTER, CREATE and DROP, what an existing table can be changed by.
_CHANGES = re.compile(r"\bALTER\b.+?\bTABLE\b|\bRENAME\b|\bINDEX\b", re.IGNORECASE | re.DOTALL)


class Inside(NamedTuple):
    """What InnoDB knows of the tables of a database."""

    #: The number of each table, or of its parts, by name.
    tables: Mapping[str, frozenset[int]]
    #: The indexes of each table, by the same numbers.
    indexes: Mapping[int, Mapping[int, str]]
    #: How often the rows of each table got another shape without being written. MySQL only.
    versions: Mapping[int, int]


def inside(connection: Any) -> Inside | None:
    """None where this user may not see it: the right PROCESS is needed."""
    kind, versions = ("SYS_", "0") if connection.mysql_is_mariadb else ("", "t.TOTAL_ROW_VERSIONS")
    sql = (
        f"SELECT t.NAME, t.TABLE_ID, {versions}, i.INDEX_ID, i.NAME FROM information_schema.INNODB_{kind}TABLES t "
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


def _inside(rows: Iterable[tuple[str, int, int, int | None, str | None]]) -> Inside:
    tables: dict[str, set[int]] = {}
    indexes: dict[int, dict[int, str]] = {}
    versions = {}
    for full, table, version, index, name in rows:
        versions[table] = version
        tables.setdefault(_table_of(full), set()).add(table)
        if index is not None and name is not None:
            indexes.setdefault(table, {})[index] = name
    return Inside({name: frozenset(ids) for name, ids in tables.items()}, indexes, versions)


def _table_of(full: str) -> str:
    """``base/table#p#part``, where MySQL writes the letters small, in the spelling of file names.

    Most of what these may not hold is ``@`` and four digits; a table whose name has an umlaut is not recognised.
    """
    name = re.split("#p#", full.partition("/")[2], maxsplit=1, flags=re.IGNORECASE)[0]
    return _ENCODED.sub(lambda found: chr(int(found[1], 16)), name)


def compare(
    trace: Trace,
    before: Inside,
    after: Inside,
    sent: Iterable[Sent],
    *,
    mariadb: bool,
    is_empty: Callable[[str], bool],
) -> None:
    """Write down what happened to the tables that were there before, under the names they had then."""
    for name, change in sorted(_changes(sent).items()):
        ids, now = before.tables.get(name), after.tables.get(change.now)
        if ids is None:
            continue
        rebuilt = now is not None and not ids & now
        built = [] if rebuilt else _indexes_only_in(after, before, ids)
        if rebuilt:
            way = "copy" if change.copied else "copy or inplace" if is_empty(change.now) else "inplace"
        elif built or (now is not None and _indexes_only_in(before, after, ids)):
            way = "nocopy" if mariadb else "inplace"
        else:
            counted = any(after.versions.get(number, 0) > before.versions.get(number, 0) for number in ids)
            way = "instant" if mariadb or counted else "instant or inplace"
        trace.ways[name] = way
        trace.rewrites += [name] if rebuilt else []
        trace.scans += [name] if built else []
        trace.index_builds += built


def _indexes_only_in(one: Inside, other: Inside, tables: Iterable[int]) -> list[str]:
    """Building one reads the table."""
    return sorted(
        name
        for number in tables
        for index, name in one.indexes.get(number, {}).items()
        if index not in other.indexes.get(number, {})
    )


class _Change:
    """What statements do to one table."""

    def __init__(self, name: str) -> None:
        self.now = name
        #: A statement says that it went through rows.
        self.copied = False


def _changes(sent: Iterable[Sent]) -> dict[str, _Change]:
    """The tables that statements change other than by their rows, by their first names. A new name is no change."""
    found: dict[str, _Change] = {}
    first: dict[str, str] = {}
    for note in sent:
        if note.verb not in ("ALTER", "CREATE", "DROP", "RENAME") or not _CHANGES.search(note.text):
            continue
        statements = parse(note.text)
        for name in dict.fromkeys(filter(None, map(_altered, statements))):
            change = found.setdefault(first.get(name, name), _Change(name))
            change.copied |= note.rows > 0
        for item in statements:
            if isinstance(item, RenameTable):
                first[item.to] = first.pop(item.table, item.table)
    for name, origin in first.items():
        if origin in found:
            found[origin].now = name
    return found


def _altered(item: Statement) -> str | None:
    """The table that a statement changes."""
    if isinstance(item, TableStatement | DropIndex | RenameIndex) and not isinstance(item, (*_OTHERS, RenameTable)):
        return item.table
    return None
