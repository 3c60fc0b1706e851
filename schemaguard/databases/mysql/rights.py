"""What the current user may see. information_schema is silent about all else, so SHOW GRANTS must be asked.

MySQL 8.4 manual, "SHOW GRANTS Statement" and "INFORMATION_SCHEMA Introduction"; MariaDB 10.11 was measured.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

_NAME = r"(\*|`(?:[^`]|``)*`)"
_LINE = re.compile(rf"(GRANT|REVOKE) (.+?) ON (?:TABLE )?{_NAME}\.{_NAME} (?:TO|FROM) ")
_COLUMNS = re.compile(r"\s*\([^)]*\)")

#: Each of these on a table or a database shows the table; LOCK TABLES and EXECUTE do not.
TABLE = frozenset(
    {"SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "REFERENCES", "INDEX", "ALTER", "TRIGGER"}
    | {"CREATE VIEW", "SHOW VIEW", "DELETE HISTORY"}
)
#: Each of these shows the columns.
COLUMN = frozenset({"SELECT", "INSERT", "UPDATE", "REFERENCES"})
#: Each of these shows routines.
ROUTINE = frozenset({"EXECUTE", "CREATE ROUTINE", "ALTER ROUTINE"})
_ALL = "ALL PRIVILEGES"


@dataclass
class Rights:
    """The rights of the current user and the active roles in one database."""

    #: On everything in the database.
    everywhere: set[str] = field(default_factory=set)
    #: Further ones, by table. Rights on columns only are not among them.
    tables: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    #: On the whole server.
    globally: set[str] = field(default_factory=set)

    def has(self, wanted: Iterable[str], table: str = "") -> bool:
        """Whether there is one of these rights: on a table, or on the whole database."""
        return self._any(self.everywhere, wanted) or self._any(self.tables.get(table, set()), wanted)

    def has_globally(self, wanted: Iterable[str]) -> bool:
        """Whether there is one of these rights on the whole server."""
        return self._any(self.globally, wanted)

    @staticmethod
    def _any(found: set[str], wanted: Iterable[str]) -> bool:
        return _ALL in found or not found.isdisjoint(wanted)


def rights(grants: Iterable[str], database: str) -> Rights:
    """Read the lines of SHOW GRANTS. A line that is not understood grants nothing."""
    found = Rights()
    for line in grants:
        if match := _LINE.match(line):
            verb, privileges, where, what = match.groups()
            _note(found, verb, _split(privileges), (_pattern(where), _plain(what)), database)
    return found


def _note(found: Rights, verb: str, privileges: set[str], place: tuple[str, str], database: str) -> None:
    where, what = place
    if where != "*" and not re.fullmatch(where, database, re.DOTALL):
        return
    holders = [found.tables[what]] if what != "*" else [found.everywhere]
    if where == "*":
        holders.append(found.globally)
    for holder in holders:
        if verb == "GRANT":
            holder.update(privileges)
        elif _ALL in holder or _ALL in privileges:
            holder.clear()  # Part of everything was taken away: be careful.
        else:
            holder.difference_update(privileges)


def _split(text: str) -> set[str]:
    """Privileges that hold for some columns only are left out."""
    marked = _COLUMNS.sub(" *", text)
    return {word.strip() for word in marked.split(",") if "*" not in word}


def _plain(name: str) -> str:
    return name if name == "*" else name[1:-1].replace("``", "`")


def _pattern(name: str) -> str:
    """The name of a database in a grant may hold ``%`` and ``_``, with a backslash before one that is meant."""
    if name == "*":
        return name
    pieces = re.findall(r"\\.|.", _plain(name), re.DOTALL)
    wild = {"%": ".*", "_": "."}
    return "".join(wild.get(piece) or re.escape(piece[-1]) for piece in pieces)
