"""Keeps PostgreSQL sessions reading, or inside their database."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from schemaguard.databases.fence import Inside, ReadOnly, Told, outside

#: The server's code for writing in a transaction that only reads (manual, "PostgreSQL Error Codes").
_READ_ONLY = "25006"
#: What belongs to all databases of a server, or to its files. A mapping of a user belongs to one database.
_SHARED = re.compile(
    r"\b(?P<verb>CREATE|ALTER|DROP|COMMENT\s+ON|REASSIGN|SECURITY\s+LABEL\b[^;]*?\bON)\s+"
    r"(?P<kind>ROLE|USER(?!\s+MAPPING)|GROUP|TABLESPACE|SYSTEM|SUBSCRIPTION|DATABASE)\b(?:\s+IF(?:\s+NOT)?\s+EXISTS)?"
    r"\s*(?P<name>\"(?:[^\"]|\"\")*\"|[\w$]+)?",
    re.IGNORECASE,
)
_FILES = re.compile(r"\bCOPY\b[^;]*?\b(?:TO|FROM)\s+(?:PROGRAM\s+)?'", re.IGNORECASE)
_IGNORED = re.compile(r"--[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'(?=\s*(?:[;,)]|$))", re.DOTALL)


def read_only(connection: Any, refuse: Callable[[], NoReturn]) -> None:
    """Sessions that only read."""
    ReadOnly(connection, refuse, _begin, _holds, _is_refusal).install()


def fence(connection: Any, told: Told) -> None:
    """Nothing of the whole server is changed."""
    Inside(_outside, told).install(connection)
    connection.told_of_outside = told


def stay_inside(connection: Any, names: Sequence[str]) -> None:
    """Refuse to commit what a function or a DO block has changed of the whole server: rows of these catalogues."""
    told: Told | None = getattr(connection, "told_of_outside", None)
    if told is not None and names:
        raise outside(told, f"it changes {', '.join(names)} of the whole server")


def _begin(raw: Any) -> None:
    with raw.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    if not raw.autocommit:
        raw.commit()


def _holds(raw: Any) -> bool:
    """What a function has set is seen before the next statement. In a failed transaction nothing can be asked."""
    if raw.info.transaction_status == _FAILED:
        return True
    with raw.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        return bool(cursor.fetchone()[0] == "on")


#: PQTRANS_INERROR (libpq).
_FAILED = 3


def _is_refusal(error: BaseException) -> bool:
    return (getattr(error, "sqlstate", "") or getattr(error, "pgcode", "")) == _READ_ONLY


def _outside(connection: Any, sql: str) -> str:
    """Texts and bodies of programs are not looked into: what they do is seen at the end of the transaction."""
    if _FILES.search(sql):
        return "it copies to or from a file of the server"
    for found in _SHARED.finditer(_IGNORED.sub(" ", sql)):
        kind, name = found["kind"].upper(), (found["name"] or "").strip('"').replace('""', '"')
        if kind != "DATABASE" or name != connection.settings_dict["NAME"]:
            return f"{' '.join(found['verb'].upper().split())} {kind} changes the whole server"
    return ""
