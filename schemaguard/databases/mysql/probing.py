"""What ``preflight`` asks of a live MySQL or MariaDB database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.utils import Error

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import opened, reason
from schemaguard.databases.index_text import IndexText, with_prefix
from schemaguard.databases.mysql import probing_casts, probing_server
from schemaguard.databases.mysql.parse_grammar import PATTERNS
from schemaguard.databases.mysql.session import TOO_LONG, reading
from schemaguard.databases.probing import (
    CannotTell,
    Counter,
    Disk,
    Element,
    Misfits,
    Prober,
    Replica,
    Session,
    Size,
    TooLong,
    Versions,
    View,
)
from schemaguard.databases.probing_sql import Asked, SqlProber
from schemaguard.databases.tokens import Lexer
from schemaguard.exceptions import BadInput
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.target import Target

#: Errors about values, which they quote: "Incorrect … value", "Data truncated", "Out of range" and the like.
_ABOUT_VALUES = frozenset({1264, 1265, 1292, 1365, 1366, 1406, 1411, 1690, 3140, 3141})


@contextmanager
def prober(source: Source, snapshot: SchemaSnapshot, seconds: float) -> Iterator[Prober]:
    """Asks on a connection of its own, or on the one of the source."""
    with opened(source) as connection:
        yield MySQLProber(source, connection, snapshot, seconds, modes=_modes(connection))


def _modes(connection: Any) -> frozenset[str]:
    """Of a migration's session: which values it refuses. Asked first: to read, another mode is set."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@SESSION.sql_mode")
        ((mode,),) = cursor.fetchall()
    return frozenset(str(mode).split(","))


class MySQLProber(SqlProber):
    """Each query has a read-only transaction of its own."""

    texts = IndexText(Lexer(PATTERNS, backslash=True), with_prefix)

    def __init__(
        self, source: Source, connection: Any, snapshot: SchemaSnapshot, seconds: float, *, modes: frozenset[str]
    ) -> None:
        super().__init__(snapshot, seconds)
        self.origin, self.connection, self.modes = source, connection, modes

    def rows(self, sql: str, seconds: float) -> list[tuple[Any, ...]]:
        """The answer to one query."""
        try:
            with reading(self.connection, self.origin, Wanted(timeout=seconds)) as cursor:
                try:
                    cursor.execute(sql)
                    return [tuple(row) for row in cursor.fetchall()]
                finally:
                    if self.origin.connection is None:
                        cursor.execute("ROLLBACK")
        except BadInput as error:
            raise TooLong("It took too long.") from error
        except Error as error:
            number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
            if number in TOO_LONG:
                raise TooLong("It took too long.") from error
            if number in _ABOUT_VALUES:
                raise CannotTell(f"a value of a row makes the query fail (error {number})") from error
            said = reason(error, self.connection.settings_dict).rstrip(".")
            raise CannotTell(f"the server says: {said}") from error

    def quoted(self, name: str) -> str:
        """In backticks, which hold in every mode."""
        doubled = name.replace("`", "``")
        return f"`{doubled}`"

    def editor(self) -> Any:
        """Asked for texts only."""
        return self.connection.SchemaEditorClass(self.connection, collect_sql=True)

    def element(self, view: View, element: Element) -> str:
        """An index may hold the beginning of a value only."""
        found = super().element(view, element)
        return f"LEFT({found}, {element.prefix})" if element.prefix else found

    def misfit(self, question: Misfits, value: str) -> Asked:
        """By length, range and form: see probing_casts."""
        return probing_casts.misfit(question, value, self.modes, self.target())

    def size(self, table: str) -> Size:
        """The server's own estimate."""
        found = self.tables[table]
        schema = f"'{found.schema}'" if found.schema else "DATABASE()"
        name = self.literal(found.name)
        ((rows, data, indexes),) = self.rows(
            "SELECT table_rows, data_length, index_length FROM information_schema.tables"
            f" WHERE table_schema = {schema} AND table_name = {name}",
            self.seconds,
        )
        return Size(int(rows or 0), int(data or 0), int(indexes or 0))

    def partition(self, table: str, partition: str) -> Size:
        """Rows are counted."""
        ((rows,),) = self.rows(
            f"SELECT COUNT(*) FROM {self.table(table)} PARTITION ({self.quoted(partition)})", self.seconds
        )
        ((data, indexes),) = self.rows(
            "SELECT data_length, index_length FROM information_schema.partitions WHERE table_schema = DATABASE()"
            f" AND table_name = {self.literal(table)} AND partition_name = {self.literal(partition)}",
            self.seconds,
        )
        return Size(int(rows), int(data or 0), int(indexes or 0), exact=True)

    def sessions(self, tables: Sequence[str]) -> tuple[Session, ...]:
        """Transactions of InnoDB, prepared ones too."""
        return probing_server.sessions(self, tables)

    def replicas(self) -> tuple[Replica, ...]:
        """Only a replica itself knows how far behind it is."""
        return probing_server.replicas(self)

    def counters(self) -> tuple[Counter, ...]:
        """AUTO_INCREMENT against the type of its column."""
        return probing_server.counters(self)

    def disk(self) -> Disk | None:
        """MariaDB tells with a plugin, MySQL does not."""
        return probing_server.disk(self)

    def versions(self) -> Versions:
        """MariaDB says who it is in its version."""
        ((text,),) = self.rows("SELECT VERSION()", self.seconds)
        numbers = tuple(int(part) for part in text.partition("-")[0].split(".") if part.isdigit())
        oldest = tuple(self.connection.features.minimum_database_version or ())
        name = "MariaDB" if self.snapshot.flavour == "mariadb" else "MySQL"
        return Versions(Target("mysql", self.snapshot.flavour, numbers), f"{name} {text}", oldest)
