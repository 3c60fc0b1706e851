"""Rows from one database to another: over this process, and never to its disk.

Up to a number of rows of each table, those with the smallest and the largest keys; then what these refer to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.utils import DataError, Error, IntegrityError

from schemaguard.databases.base import Portion
from schemaguard.databases.connections import reason
from schemaguard.databases.obstacles import while_copying
from schemaguard.databases.postgresql.catalogue import query
from schemaguard.databases.postgresql.quoting import literal, quoted
from schemaguard.exceptions import BadInput

#: Others are told apart by what is in these; Django makes what it misses there.
WHOLE = frozenset({"django_migrations", "django_content_type", "auth_permission"})
#: Keys that are fetched at once.
_BATCH = 5000


class CopiedTable(NamedTuple):
    """A row of ``copy_tables.sql``."""

    oid: int
    schema: str
    name: str
    partitioned: bool
    columns: list[str]
    key: list[str]
    binary: bool

    @property
    def full(self) -> str:
        """The name as it stands in SQL."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"

    @property
    def read(self) -> str:
        """The rows of this table, with those of its partitions, and without those of its children."""
        return self.full if self.partitioned else f"ONLY {self.full}"


class CopiedKey(NamedTuple):
    """A row of ``copy_keys.sql``."""

    table: int
    columns: list[str]
    target: int
    target_columns: list[str]
    types: list[str]


class Rows:
    """Copies the rows of all tables."""

    def __init__(self, old: Any, new: Any, reading: Any, writing: Any, own: str, portion: Portion) -> None:
        self.old, self.new = old, new
        self.reading, self.writing = reading, writing
        #: The schema whose tables are called by their bare name.
        self.own = own
        self.portion = portion
        #: Columns of keys by the oid of their table: they are never masked, or foreign keys would not hold.
        self.fixed: dict[int, set[str]] = {}
        self.unmasked: set[str] = set()

    def copied(self, major: int) -> Iterator[str]:
        """Copy; sentences about what may not be read."""
        self.reading.execute(query("copy_tables", major))
        tables = {row[0]: CopiedTable._make(row) for row in self.reading.fetchall()}
        self.reading.execute(query("copy_keys", major))
        keys = [key for row in self.reading.fetchall() if (key := CopiedKey._make(row)).table in tables]
        for table in tables.values():
            self.fixed[table.oid] = set(table.key)
        for key in keys:
            self.fixed[key.table] |= set(key.columns)
            self.fixed.setdefault(key.target, set()).update(key.target_columns)
        unread = set()
        for table in tables.values():
            try:
                self._copy(table, self._chosen(table))
            except Error as error:
                why = reason(error, self.old.settings_dict)
                if isinstance(error, DataError | IntegrityError) and self.portion.mask_of(self._called(table)):
                    raise BadInput(f"A masked value does not fit into {self._called(table)}: {why}") from error
                if while_copying(error):
                    raise BadInput(f"The rows of {self._called(table)} cannot be copied: {why}") from error
                unread.add(table.oid)
                yield f"The rows of {self._called(table)} could not be copied: {why}"
        if self.portion.rows is not None:
            self._complete(tables, [key for key in keys if key.target in tables and key.target not in unread])
        yield from self._counted()
        for name in sorted(self.unmasked):
            yield f"The values of {name} are part of a key and are not masked."

    def _called(self, table: CopiedTable) -> str:
        return table.name if table.schema == self.own else f"{table.schema}.{table.name}"

    def _chosen(self, table: CopiedTable) -> str:
        columns = ", ".join(map(quoted, table.columns))
        rows = self.portion.rows
        if rows is None or table.name in WHOLE:
            return f"SELECT {columns} FROM {table.read}"  # noqa: S608 - names are quoted, here and below.
        if not table.key:
            return f"SELECT {columns} FROM {table.read} LIMIT {rows}"  # noqa: S608
        key = ", ".join(map(quoted, table.key))
        down = ", ".join(f"{quoted(column)} DESC" for column in table.key)
        ends = (
            f"(SELECT {key} FROM {table.read} ORDER BY {key} LIMIT {rows - rows // 2})"  # noqa: S608
            f" UNION (SELECT {key} FROM {table.read} ORDER BY {down} LIMIT {rows // 2})"
        )
        return f"SELECT {columns} FROM {table.read} JOIN ({ends}) chosen USING ({key})"  # noqa: S608

    def _copy(self, table: CopiedTable, select: str) -> int:
        """How many rows were copied."""
        if not table.columns:
            return 0
        into = f"COPY {table.full} ({', '.join(map(quoted, table.columns))}) FROM STDIN"
        self.reading.execute("SAVEPOINT rows")
        try:
            with self.old.wrap_database_errors, self.new.wrap_database_errors:
                count = self._send(table, select, into)
        except Error:
            if not self.old.connection.closed:
                self.reading.execute("ROLLBACK TO SAVEPOINT rows; RELEASE SAVEPOINT rows")
            raise
        self.reading.execute("RELEASE SAVEPOINT rows")
        return count

    def _send(self, table: CopiedTable, select: str, into: str) -> int:
        mask = self.portion.mask_of(self._called(table))
        form = " (FORMAT binary)" if table.binary and mask is None else ""
        with self.old.connection.cursor() as reading, self.new.connection.cursor() as writing:
            with reading.copy(f"COPY ({select}) TO STDOUT{form}") as out, writing.copy(into + form) as sink:
                if mask is None:
                    for block in out:
                        sink.write(block)
                else:
                    for row in out.rows():
                        sink.write_row(self._masked(table, row))
            return int(writing.rowcount)

    def _masked(self, table: CopiedTable, row: Sequence[Any]) -> list[Any]:
        """Values are texts, as the server writes them."""
        name, mask, fixed = self._called(table), self.portion.mask, self.fixed[table.oid]
        found = []
        for column, value in zip(table.columns, row, strict=True):
            new = mask(name, column, value) if mask is not None else value
            if column in fixed and new != value:
                self.unmasked.add(f"{name}.{column}")
                new = value
            found.append(new if new is None else str(new))
        return found

    def _complete(self, tables: dict[int, CopiedTable], keys: list[CopiedKey]) -> None:
        """Fetch what foreign keys lead to, until nothing is missing. What the original lacks as well stays so."""
        hopeless: set[int] = set()
        missing = True
        while missing:
            missing = False
            for number, key in enumerate(keys):
                if number in hopeless:
                    continue
                orphans = self._orphans(tables, key)
                if not orphans:
                    continue
                if self._copy(tables[key.target], _with_keys(tables[key.target], key, orphans)):
                    missing = True
                else:
                    hopeless.add(number)

    def _orphans(self, tables: dict[int, CopiedTable], key: CopiedKey) -> list[tuple[str, ...]]:
        columns = ", ".join(f"c.{quoted(column)}::text" for column in key.columns)
        given = " AND ".join(f"c.{quoted(column)} IS NOT NULL" for column in key.columns)
        same = " AND ".join(
            f"p.{quoted(there)} = c.{quoted(here)}" for here, there in zip(key.columns, key.target_columns, strict=True)
        )
        self.writing.execute(
            f"SELECT DISTINCT {columns} FROM {tables[key.table].read} c WHERE {given}"  # noqa: S608 - names are quoted.
            f" AND NOT EXISTS (SELECT FROM {tables[key.target].full} p WHERE {same}) ORDER BY 1 LIMIT {_BATCH}"
        )
        found: list[tuple[str, ...]] = self.writing.fetchall()
        return found

    def _counted(self) -> Iterator[str]:
        """Sequences go on where they stand; those that may not be read, after the last key of their column."""
        self.reading.execute(
            "SELECT s.seqrelid::regclass::text,"
            " (SELECT format('SELECT max(%I) FROM %s', a.attname, d.refobjid::regclass) FROM pg_depend d"
            " JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid"
            " WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.refobjsubid > 0"
            " AND d.deptype IN ('a', 'i') LIMIT 1), has_sequence_privilege(s.seqrelid, 'USAGE, SELECT'),"
            " CASE WHEN has_sequence_privilege(s.seqrelid, 'USAGE, SELECT') THEN pg_sequence_last_value(s.seqrelid) END"
            " FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid WHERE c.relpersistence <> 't'"
        )
        for name, last_key, readable, value in self.reading.fetchall():
            if not readable:
                yield f"The sequence {name} may not be read: in the copy it goes on after the last key that is there."
            try:
                if not readable and last_key:
                    self.writing.execute(f"SELECT setval(%s, last) FROM ({last_key}) found(last)", [name])  # noqa: S608 - quoted
                elif value is not None:
                    self.writing.execute("SELECT setval(%s, %s)", [name, value])
            except Error as error:
                if while_copying(error):
                    raise
                yield f"The sequence {name} starts anew in the copy: {reason(error, {})}"


def _with_keys(table: CopiedTable, key: CopiedKey, orphans: list[tuple[str, ...]]) -> str:
    lists = ", ".join(
        f"ARRAY[{', '.join(literal(row[place]) for row in orphans)}]::text[]::{type_name}[]"
        for place, type_name in enumerate(key.types)
    )
    columns, wanted = ", ".join(map(quoted, table.columns)), ", ".join(map(quoted, key.target_columns))
    return f"SELECT {columns} FROM {table.read} WHERE ({wanted}) IN (SELECT * FROM unnest({lists}))"  # noqa: S608
