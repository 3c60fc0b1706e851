"""What keeps migrations inside their scratch database while they are tried, as far as a connection can.

Each database package may have a ``fence.py`` with what its server offers. Guards see what goes through Django's
connections; a driver that a migration opens by itself, with an address of its own, is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from django.db.utils import DatabaseError, OperationalError

#: Told what was refused, in words. The code that was refused may hide the error.
Told = Callable[[str], None]

#: How statements begin that can read and nothing else, and those that Django's ``atomic`` sends.
_READING = re.compile(
    r"[\s(]*(?:SELECT|WITH|VALUES|TABLE|SHOW|EXPLAIN|DESCRIBE|DESC|SAVEPOINT|RELEASE\s+SAVEPOINT|ROLLBACK\s+TO)\b",
    re.IGNORECASE,
)
#: MySQL's way to write files by reading.
_INTO_FILE = re.compile(r"\bINTO\s+(?:OUTFILE|DUMPFILE)\b", re.IGNORECASE)


class Outside(OperationalError):
    """A statement that would reach out of the scratch database."""


def text_of(sql: object, connection: Any) -> str:
    """A statement as the server gets it. Drivers also take bytes, and psycopg what ``psycopg.sql`` puts together."""
    if isinstance(sql, bytes | bytearray):
        return sql.decode(errors="surrogateescape")
    if hasattr(sql, "as_string"):
        connection.ensure_connection()
        return str(sql.as_string(connection.connection))
    return str(sql)


def only_reads(sql: str) -> bool:
    """Whether a text is one statement that reads. A semicolon inside a string counts as a second statement."""
    return bool(_READING.match(sql)) and ";" not in sql.rstrip("; \n") and not _INTO_FILE.search(sql)


@dataclass
class ReadOnly:
    """Keeps a connection reading: the server refuses to write, and nothing is sent that could talk it out of that.

    An entry of ``connection.execute_wrappers``.
    """

    connection: Any
    #: Raises, and tells whoever has to know.
    refuse: Callable[[], NoReturn]
    #: Makes the session read only; with the driver's connection.
    begin: Callable[[Any], None]
    #: Whether it still is.
    holds: Callable[[Any], bool]
    #: Whether an error says that the server has refused to write.
    is_refusal: Callable[[BaseException], bool]
    #: Django and receivers of ``connection_created`` set up a session by statements that would be refused later.
    awake: bool = False

    def install(self) -> None:
        """From the first moment of every session of this connection."""
        connect, opened = self.connection.connect, self.connection.get_new_connection

        def open_reading(parameters: Any) -> Any:
            raw = opened(parameters)
            self.begin(raw)
            return raw

        def connect_awake() -> None:
            self.awake = False
            connect()
            self.awake = True

        self.connection.get_new_connection = open_reading
        self.connection.connect = connect_awake
        self.connection.execute_wrappers.insert(0, self)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run it, or refuse."""
        if not self.awake:
            return execute(sql, params, many, context)
        with self.connection.wrap_database_errors:
            reading = only_reads(text_of(sql, self.connection)) and self.holds(self.connection.connection)
        if not reading:
            self.refuse()
        try:
            return execute(sql, params, many, context)
        except DatabaseError as error:
            if self.is_refusal(error.__cause__ or error):
                self.refuse()
            raise


@dataclass
class Inside:
    """Lets nothing through that names what is outside of a scratch database. An entry of ``execute_wrappers``."""

    #: What a statement would do outside, in words; empty where it does nothing there. Gets the connection.
    judge: Callable[[Any, str], str]
    told: Told

    def install(self, connection: Any) -> None:
        """Before any other."""
        connection.execute_wrappers.insert(0, self)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run it, or refuse."""
        connection = context["connection"]
        if what := self.judge(connection, text_of(sql, connection)):
            raise outside(self.told, what)
        return execute(sql, params, many, context)


def outside(told: Told, what: str) -> Outside:
    """The error to raise; it is told as well, since code may hide it."""
    told(what)
    return Outside(f"{what}, which is outside of the scratch database")
