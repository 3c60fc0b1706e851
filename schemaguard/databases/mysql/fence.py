"""Keeps sessions of MySQL and MariaDB reading, or inside their database.

A user who may make scratch databases often may write to every database of the server, and a statement can name any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, NoReturn

from schemaguard.databases.fence import Inside, ReadOnly, Told, outside, text_of
from schemaguard.databases.scratch_names import is_scratch

#: ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION.
_READ_ONLY = 1792
_NAME = r"(?:`(?P<quoted>(?:[^`]|``)+)`|(?P<plain>[\w$]+))"
_SPACE = r"(?:\s+|(?=`))"
#: A table with the name of its database: these words stand before tables, and never before columns.
_QUALIFIED = re.compile(
    r"\b(?:FROM|JOIN|INTO|UPDATE|TABLES?|EXISTS|REFERENCES|VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT|SEQUENCE|CALL|LIKE|"
    r"INSERT|REPLACE|IGNORE|DELAYED|LOW_PRIORITY|HIGH_PRIORITY|QUICK|HANDLER|RENAME|TRUNCATE|TO)"
    rf"{_SPACE}{_NAME}\s*\.",
    re.IGNORECASE,
)
#: The same in statements that have no columns before tables.
_ALSO_QUALIFIED = re.compile(
    r"^\s*(?:CREATE|DROP|LOCK|RENAME)\b[^;]*?(?:\bINDEX\b[^;]*?\bON\s+|\bTRIGGER\b[^;]*?\bON\s+|,\s*)"
    + _NAME
    + r"\s*\.",
    re.IGNORECASE,
)
#: Several tables in a row, and one of them.
_LISTS = re.compile(
    rf"\b(?:FROM|UPDATE|USING|TABLES?){_SPACE}[^;()]*?"
    r"(?=\b(?:WHERE|SET|ON|GROUP|ORDER|HAVING|LIMIT|PROCEDURE|FOR|LOCK|INTO|UNION|WINDOW|VALUES|SELECT)\b|[;()]|$)",
    re.IGNORECASE,
)
_IN_LIST = re.compile(rf",\s*{_NAME}\s*\.")
_DATABASE = re.compile(
    r"(?:\b(?:CREATE(?:\s+OR\s+REPLACE)?|ALTER|DROP)\s+(?:DATABASE|SCHEMA)\b(?:\s+IF(?:\s+NOT)?\s+EXISTS)?|^\s*USE\b)\s*"
    r"(?!(?:DEFAULT\s+)?(?:CHARACTER|CHARSET|COLLATE|ENCRYPTION|READ|COMMENT)\b)" + _NAME,
    re.IGNORECASE,
)
_SERVER = re.compile(
    r"^\s*(?:(?:CREATE|ALTER|DROP|RENAME)(?:\s+OR\s+REPLACE)?\s+(?:USER|ROLE|SERVER|TABLESPACE|RESOURCE|LOGFILE)\b"
    r"|GRANT\b|REVOKE\b|SET\s+(?:PASSWORD|DEFAULT\s+ROLE)\b|SET\b(?:[^;]*,)?\s*(?:@@)?(?:GLOBAL|PERSIST|PERSIST_ONLY)\b|FLUSH\b"
    r"|(?:UN)?INSTALL\b|SHUTDOWN\b|RESET\b|PURGE\b|KILL\b|CHANGE\s+(?:MASTER|REPLICATION)\b"
    r"|(?:START|STOP)\s+(?:SLAVE|REPLICA|GROUP_REPLICATION|ALL)\b)",
    re.IGNORECASE,
)
_FILES = re.compile(r"\bINTO\s+(?:OUTFILE|DUMPFILE)\b", re.IGNORECASE)
#: Comments, and texts.
_IGNORED = re.compile(r"/\*(?!!).*?\*/|(?:--\s|#)[^\n]*|(?P<text>'(?:[^'\\]|''|\\.)*')", re.DOTALL)
#: Statements whose text is a statement.
_PREPARED = re.compile(r"\s*(?:PREPARE|EXECUTE\s+IMMEDIATE)\b", re.IGNORECASE)
#: Databases that belong to the server and hold nobody's rows.
_READABLE = frozenset({"information_schema", "performance_schema", "sys"})


def read_only(connection: Any, refuse: Callable[[], NoReturn]) -> None:
    """Sessions that only read."""
    ReadOnly(connection, refuse, _begin, _holds, _is_refusal).install()


def fence(connection: Any, told: Told) -> None:
    """No other database is named, and nothing of the whole server is changed, by the driver's own cursors either."""
    judge, opened = _Judge(), connection.get_new_connection

    def open_inside(parameters: Any) -> Any:
        raw = opened(parameters)

        class Cursor(raw.cursorclass):  # type: ignore[misc, name-defined]
            def execute(self, query: Any, args: Any = None) -> Any:
                if what := judge(connection, text_of(query, connection)):
                    raise outside(told, what)
                return super().execute(query, args)

        raw.cursorclass = Cursor
        return raw

    connection.get_new_connection = open_inside
    Inside(judge, told).install(connection)


def _begin(raw: Any) -> None:
    with closing(raw.cursor()) as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")


def _holds(raw: Any) -> bool:
    """MariaDB calls it tx_read_only, and since 11.1 as MySQL does."""
    with closing(raw.cursor()) as cursor:
        cursor.execute("SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_read_only', 'transaction_read_only')")
        return all(value == "ON" for _, value in cursor.fetchall())


def _is_refusal(error: BaseException) -> bool:
    return bool(error.args) and error.args[0] == _READ_ONLY


class _Judge:
    """Names that look like a database count where the server has one."""

    def __init__(self) -> None:
        self._others: frozenset[str] | None = None

    def __call__(self, connection: Any, sql: str) -> str:
        text = _IGNORED.sub(_blank, sql)
        if _PREPARED.match(text):
            return next(filter(None, (self(connection, inner[1:-1]) for inner in _texts(sql))), "")
        if found := _SERVER.match(text):
            return f"{' '.join(found[0].upper().split())} changes the whole server"
        if _FILES.search(text):
            return "it writes to a file of the server"
        own = str(connection.settings_dict["NAME"]).casefold()
        for found in _DATABASE.finditer(text):
            if _named(found).casefold() != own and not is_scratch(_named(found)):
                return f"it has to do with the database {_named(found)}"
        lists = (named for some in _LISTS.finditer(text) for named in _IN_LIST.finditer(some[0]))
        for found in (*_QUALIFIED.finditer(text), *_ALSO_QUALIFIED.finditer(text), *lists):
            name = _named(found).casefold()
            if name != own and not is_scratch(name) and name in self._databases(connection):
                return f"it names a table of the database {_named(found)}"
        return ""

    def _databases(self, connection: Any) -> frozenset[str]:
        """Asked once, past all wrappers."""
        if self._others is None:
            connection.ensure_connection()
            with closing(connection.connection.cursor()) as cursor:
                cursor.execute("SHOW DATABASES")
                self._others = frozenset(str(name).casefold() for (name,) in cursor.fetchall()) - _READABLE
        return self._others


def _blank(found: re.Match[str]) -> str:
    return "''" if found["text"] else " "


def _texts(sql: str) -> Iterator[str]:
    return (found["text"] for found in _IGNORED.finditer(sql) if found["text"])


def _named(found: re.Match[str]) -> str:
    return found["plain"] or found["quoted"].replace("``", "`")
