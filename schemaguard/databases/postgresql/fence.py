"""Keeps PostgreSQL sessions reading, or inside their database."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from django.db import transaction

from schemaguard.databases.fence import Inside, ReadOnly, Told, outside, text_of
from schemaguard.databases.postgresql.catalogue import query

#: The server's code for writing in a transaction that only reads (manual, "PostgreSQL Error Codes").
_READ_ONLY = "25006"
_NAME = r"(?:\"(?:[^\"]|\"\")*\"|[\w$]+)"
#: What belongs to all databases of a server, or to its files. A mapping of a user belongs to one database.
_SHARED = re.compile(
    r"\b(?P<verb>CREATE|ALTER|DROP|COMMENT\s+ON|REASSIGN|SECURITY\s+LABEL\b[^;]*?\bON)\s+"
    r"(?P<kind>ROLE|USER(?!\s+MAPPING)|GROUP|TABLESPACE|SYSTEM|SUBSCRIPTION|DATABASE)\b(?:\s+IF(?:\s+NOT)?\s+EXISTS)?"
    rf"\s*(?P<name>{_NAME})?",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"\b(?P<verb>GRANT|REVOKE)\b[^;]*?\bON\s+(?P<kind>DATABASE|TABLESPACE|PARAMETER)\s+"
    rf"(?P<name>{_NAME}(?:\s*,\s*{_NAME})*)",
    re.IGNORECASE,
)
#: Of a role everywhere: rights and databases, too.
_OWNED = re.compile(r"\b(?P<verb>REASSIGN|DROP)\s+(?P<kind>OWNED)\s+BY\b", re.IGNORECASE)
#: Statements that may do more to the server than their words say, and what in them cannot run in a transaction.
_BLOCK = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:DO|GRANT|REVOKE)\b", re.IGNORECASE | re.DOTALL)
_ENDS = re.compile(r"\b(?:COMMIT|ROLLBACK)\b", re.IGNORECASE)
_FILES = re.compile(r"\bCOPY\b[^;]*?\b(?:TO|FROM)\s+(?:PROGRAM\s+)?'", re.IGNORECASE)
_IGNORED = re.compile(r"--[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'(?=\s*(?:[;,)]|$))", re.DOTALL)


def read_only(connection: Any, refuse: Callable[[], NoReturn]) -> None:
    """Sessions that only read."""
    ReadOnly(connection, refuse, _begin, _holds, _is_refusal).install()


def fence(connection: Any, told: Told) -> None:
    """Nothing of the whole server is changed, whether words say so or a commit would."""
    _Inside(_outside, told).install(connection)
    connection.told_of_outside = told
    commit, opened = connection._commit, connection.get_new_connection

    def commit_inside() -> None:
        # A stage has just looked.
        if not vars(connection).pop("known_inside", False) and connection.connection is not None:
            stay_inside(connection, _written(connection))
        commit()

    def open_inside(parameters: Any) -> Any:
        raw = opened(parameters)
        raw.cursor_factory = _staying_inside(raw.cursor_factory, connection, told)
        return raw

    connection._commit, connection.get_new_connection = commit_inside, open_inside


def _staying_inside(usual: Any, connection: Any, told: Told) -> Any:
    """A class of the driver's cursors that looks at what Django does not see: COPY, and what commits by itself."""

    def refuse(what: str) -> None:
        if what:
            raise outside(told, what)

    class Cursor(usual):  # type: ignore[misc]
        def execute(self, query: Any, *more: Any, **options: Any) -> Any:
            if not self.connection.autocommit or self.connection.info.transaction_status != _IDLE:
                return super().execute(query, *more, **options)
            text = text_of(query, connection)
            refuse(_outside(connection, text))
            if _BLOCK.match(text):
                if not _ENDS.search(text):
                    with transaction.atomic(using=connection.alias):  # So that it can be looked at before it commits.
                        return super().execute(query, *more, **options)
                refuse(_shared(connection, text))
            return super().execute(query, *more, **options)

        if hasattr(usual, "copy"):

            def copy(self, statement: Any, *more: Any, **options: Any) -> Any:
                refuse(_outside(connection, text_of(statement, connection)))
                return super().copy(statement, *more, **options)

    return Cursor


class _Inside(Inside):
    """The same, for everything that Django sees."""

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run it, or refuse."""
        context["connection"].known_inside = False
        return super().__call__(execute, sql, params, many, context)


def _written(connection: Any) -> list[str]:
    """What a transaction has changed of the whole server. One that has failed changes nothing, and cannot be asked."""
    raw = connection.connection
    if raw.info.transaction_status == _FAILED:
        return []
    with connection.wrap_database_errors, raw.cursor() as cursor:
        cursor.execute(query("outside"))
        return [name for (name,) in cursor.fetchall()]


def stay_inside(connection: Any, names: Sequence[str]) -> None:
    """Refuse to commit what a function or a DO block has changed of the whole server: rows of these catalogues."""
    told: Told | None = getattr(connection, "told_of_outside", None)
    connection.known_inside = not names
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


#: PQTRANS_IDLE and PQTRANS_INERROR (libpq).
_IDLE, _FAILED = 0, 3


def _is_refusal(error: BaseException) -> bool:
    return (getattr(error, "sqlstate", "") or getattr(error, "pgcode", "")) == _READ_ONLY


def _outside(connection: Any, sql: str) -> str:
    """Texts and bodies of programs are not looked into: what they do is seen at the end of the transaction."""
    if _FILES.search(sql):
        return "it copies to or from a file of the server"
    return _shared(connection, _IGNORED.sub(" ", sql))


def _shared(connection: Any, text: str) -> str:
    own = connection.settings_dict["NAME"]
    for pattern in (_SHARED, _RIGHTS, _OWNED):
        for found in pattern.finditer(text):
            kind, name = found["kind"].upper(), (found.groupdict().get("name") or "").strip('"').replace('""', '"')
            if kind != "DATABASE" or name != own:
                return f"{' '.join(found['verb'].upper().split())} {kind} changes the whole server"
    return ""
