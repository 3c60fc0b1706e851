"""Rows of one database in another: the smallest and the largest keys, and whatever these rows refer to.

On the same server one statement takes rows from one database to the other, and nothing leaves it. Rows are fetched and
sent where the databases are on two servers, or where values are masked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from django.db.utils import DataError, IntegrityError, OperationalError, ProgrammingError

from schemaguard.databases.base import Portion, Source
from schemaguard.databases.mysql.catalogue import quoted, run
from schemaguard.databases.mysql.copy_fetch import Fetching
from schemaguard.databases.mysql.copy_structure import equal, orphans, said, stored_columns
from schemaguard.databases.mysql.session import TOO_LONG, limited
from schemaguard.databases.mysql.stage_rows import key_of
from schemaguard.exceptions import BadInput
from schemaguard.schema.objects import ForeignKey, Table

#: Tables that mean nothing in part.
IN_FULL = frozenset({"django_migrations", "django_content_type", "auth_permission"})
#: "command denied", for a table and for a column.
_DENIED = (1142, 1143)


class Way(Protocol):
    """How rows come over."""

    def take(self, table: Table, chosen: str) -> int:
        """The rows that the end of a query chooses, which calls the table ``s``. How many."""

    def missing(self, child: Table, key: ForeignKey, parent: Table) -> int:
        """The rows of the parent that those of the child refer to, and that are not there yet."""

    def remarks(self) -> Iterator[str]:
        """What there is to say of it."""


def copy_rows(source: Source, live: Any, target: Any, portion: Portion, tables: Sequence[Table]) -> Iterator[str]:
    """The rows of these tables, which both databases have. Gives sentences about what is not as it was."""
    database = str(source.settings["NAME"])
    with target.cursor() as cursor, limited(target, cursor, portion.timeout):
        way: Way = Fetching(source, live, cursor, portion, tables)
        if _server(live) == _server(target):
            way = Within(cursor, database, portion, way)
        try:
            copied: dict[str, int] = {}
            for table in tables:
                if "system_versioning" in dict(table.options):
                    yield f"Of the table {table.name} the rows of today are copied, and not their history."
                try:
                    copied[table.name] = way.take(table, _chosen(database, table, portion.rows))
                except (OperationalError, ProgrammingError) as error:
                    if error.args[0] not in _DENIED:
                        raise
                    yield f"The rows of {table.name} are not copied: {said(error)}"
            yield from _complete(cursor, way, [table for table in tables if table.name in copied], copied)
        except OperationalError as error:
            if error.args[0] in TOO_LONG:
                raise BadInput(
                    f"{source.name} cannot be copied: a statement took longer than {portion.timeout:g} seconds. "
                    "Rehearse when nobody locks its tables, allow more with --timeout, or ask for fewer --rows."
                ) from error
            raise
        except (IntegrityError, DataError) as error:
            raise BadInput(f"The rows of {source.name} do not fit into the copy: {said(error)}") from error
        yield from way.remarks()


def _server(connection: Any) -> Any:
    """What tells a server from all others."""
    identity = (
        "@@server_uid" if connection.mysql_is_mariadb and connection.mysql_version >= (10, 11, 9) else "@@datadir"
    )
    with connection.cursor() as cursor:
        return run(cursor, f"SELECT @@hostname, @@port, @@datadir, {identity}, VERSION()")


def _chosen(database: str, table: Table, limit: int | None) -> str:
    """The end of a query that chooses rows by the smallest and the largest keys; without a key, the first ones."""
    if limit is None or table.name in IN_FULL:
        return ""
    key = key_of(table)
    if not key:
        return f"LIMIT {limit}"
    columns, source = ", ".join(map(quoted, key)), f"{quoted(database)}.{quoted(table.name)}"
    ends = [
        f"SELECT * FROM (SELECT {columns} FROM {source} ORDER BY {order} LIMIT {count}) e{number}"
        for number, (order, count) in enumerate(
            [(columns, limit - limit // 2), (", ".join(f"{quoted(name)} DESC" for name in key), limit // 2)]
        )
    ]
    return f"JOIN ({' UNION '.join(ends)}) chosen ON {equal('s', key, 'chosen', key)}"


class Within:
    """Both databases are on one server. Only tables with masked values go another way."""

    def __init__(self, cursor: Any, database: str, portion: Portion, masking: Way) -> None:
        self._cursor, self._database, self._portion, self._masking = cursor, database, portion, masking

    def take(self, table: Table, chosen: str) -> int:
        """As one statement."""
        if self._portion.mask_of(table.name) is not None:
            return self._masking.take(table, chosen)
        columns = stored_columns(table)
        picked = ", ".join(f"s.{quoted(column.name)}" for column in table.columns if not column.generated)
        source = f"{quoted(self._database)}.{quoted(table.name)}"
        self._cursor.execute(f"INSERT INTO {quoted(table.name)} ({columns}) SELECT {picked} FROM {source} s {chosen}")
        return int(self._cursor.rowcount)

    def missing(self, child: Table, key: ForeignKey, parent: Table) -> int:
        """The server finds them."""
        if self._portion.mask_of(parent.name) is not None:
            return self._masking.missing(child, key, parent)
        wanted = [f"c.{quoted(name)} AS k{number}" for number, name in enumerate(key.columns)]
        names = [f"k{number}" for number in range(len(key.columns))]
        lost = f"SELECT DISTINCT {', '.join(wanted)} FROM {orphans(child, key, parent)}"
        return self.take(parent, f"JOIN ({lost}) m ON {equal('s', key.target_columns, 'm', names)}")

    def remarks(self) -> Iterator[str]:
        """Those of tables with masked values."""
        return self._masking.remarks()


def _complete(cursor: Any, way: Way, tables: Sequence[Table], copied: dict[str, int]) -> Iterator[str]:
    """Take what rows refer to, and what these refer to, until nothing is missing; leave out what refers to nothing."""
    by_name = {table.name: table for table in tables}
    links = [
        (table, key, by_name[key.target]) for table in tables for key in table.foreign_keys if key.target in by_name
    ]
    while sum(_fetched(way, link, copied) for link in links):
        pass
    refuse_lost(cursor, copied)
    gone: dict[tuple[str, str], int] = {}
    while sum(_cut(cursor, link, gone) for link in links):
        pass
    for (child, parent), count in gone.items():
        yield f"{count} rows of {child} are not copied: they refer to rows of {parent} that are not there."


def _fetched(way: Way, link: tuple[Table, ForeignKey, Table], copied: dict[str, int]) -> int:
    count = way.missing(*link)
    copied[link[2].name] += count
    return count


def refuse_lost(cursor: Any, copied: Mapping[str, int]) -> None:
    """Raise BadInput where rows are not there that were written, and of which no error was told.

    MariaDB 10.11 fills an empty table through a temporary file; where there is no room for that, it says so in its log.
    """
    for name, count in copied.items():
        ((there,),) = run(cursor, f"SELECT COUNT(*) FROM {quoted(name)}")
        if there < count:
            raise BadInput(
                f"Of {count} rows of {name} only {there} have arrived in the copy. Look into the log of the server: "
                "there may be no room left on its disk."
            )


def _cut(cursor: Any, link: tuple[Table, ForeignKey, Table], gone: dict[tuple[str, str], int]) -> int:
    child, _, parent = link
    cursor.execute(f"DELETE c FROM {orphans(*link)}")
    count = int(cursor.rowcount)
    if count:
        gone[child.name, parent.name] = gone.get((child.name, parent.name), 0) + count
    return count
