"""What ``preflight`` asks of a live PostgreSQL database. PostgreSQL manual, "Monitoring Database Activity"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import opened, reason
from schemaguard.databases.index_text import IndexText, with_operators
from schemaguard.databases.postgresql import probing_casts, probing_server, session
from schemaguard.databases.postgresql.quoting import literal, quoted
from schemaguard.databases.probing import (
    Broken,
    CannotTell,
    Cell,
    Counted,
    Counter,
    Disk,
    Element,
    Misfits,
    Overlaps,
    Prober,
    Replica,
    RowQuestion,
    Session,
    Size,
    TooLong,
    Versions,
    View,
)
from schemaguard.databases.probing_sql import SAMPLE, Asked, SqlProber, full_name
from schemaguard.databases.tokens import Lexer
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.statements import Column
from schemaguard.target import Target

_TEXTS = IndexText(
    Lexer(
        {
            "comment": r"--[^\n]*|/\*.*?(?:\*/|\Z)",
            "string": r"[eE]'(?:[^'\\]|\\.|'')*+'|(?:[xXbBnN]|[uU]&)?'(?:[^']|'')*+'|\$(\w*)\$.*?\$\1\$",
            "number": r"(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w)",
            "word": r"[a-zA-Z_\u0080-\uffff][\w$]*",
        },
        backslash=False,
    ),
    with_operators,
    lowers=True,
)
#: Operator classes that find the same values equal as the usual ones.
_SAME_EQUALITY = ("_pattern_ops",)
_CANCELLED, _LOCKED, _FORBIDDEN = "57014", "55P03", "42501"


@contextmanager
def prober(source: Source, snapshot: SchemaSnapshot, seconds: float) -> Iterator[Prober]:
    """Asks on a connection of its own, or on the one of the source."""
    with opened(source) as connection:
        yield PostgreSQLProber(connection, snapshot, seconds)


class PostgreSQLProber(SqlProber):
    """Each query has a transaction of its own: a long one would keep dead rows alive."""

    texts = _TEXTS

    def __init__(self, connection: BaseDatabaseWrapper, snapshot: SchemaSnapshot, seconds: float) -> None:
        super().__init__(snapshot, seconds)
        self.connection = connection

    def rows(self, sql: str | tuple[str, ...], seconds: float) -> list[tuple[Any, ...]]:
        """The answer to one query, and to the last of several."""
        try:
            with session.transaction(self.connection, Wanted(timeout=seconds)) as cursor:
                for part in sql if isinstance(sql, tuple) else (sql,):
                    cursor.execute(part)
                return list(cursor.fetchall())
        except Error as error:
            code = str(getattr(error.__cause__, "sqlstate", None) or getattr(error.__cause__, "pgcode", ""))
            if code == _CANCELLED:
                raise TooLong("It took too long.") from error
            raise CannotTell(self._said(error, code)) from error

    def _said(self, error: Exception, code: str) -> str:
        """Why the server refuses a query, without values of rows: those stand in errors about data."""
        if code == _LOCKED:
            return "the table is locked by somebody who changes it; try again"
        if code.startswith("22"):
            return f"a value of a row makes the query fail ({type(error.__cause__).__name__})"
        said = getattr(getattr(error.__cause__, "diag", None), "message_primary", None)
        way_out = ". Grant SELECT on it" if code == _FORBIDDEN else ""
        text = str(said or reason(error, self.connection.settings_dict)).rstrip(".")
        return f"the server says: {text}{way_out}"

    def quoted(self, name: str) -> str:
        """In double quotes."""
        return quoted(name)

    def editor(self) -> Any:
        """Asked for texts only."""
        return self.connection.SchemaEditorClass(self.connection, collect_sql=True)

    def itself(self, table: str) -> str:
        """Without the rows of tables that inherit from it. Partitions are not listed there."""
        name, found = self.table(table), self.tables.get(table)
        has_heirs = found is not None and not found.kind and table in self._parents
        return f"ONLY {name}" if has_heirs else name

    @cached_property
    def _parents(self) -> frozenset[str]:
        return frozenset(parent for item in self.tables.values() for parent in item.inherits)

    def sampled(self, table: str, rows: str) -> str:
        """Some blocks from anywhere: the first rows of a table are its oldest ones."""
        estimate = self._estimates.get(table, 0)
        if estimate <= 0 or self.tables[table].kind:
            return super().sampled(table, rows)
        percent = min(100.0, max(0.001, 100 * SAMPLE / estimate))
        return f"(SELECT * FROM {rows} TABLESAMPLE SYSTEM ({percent:.4g}) LIMIT {SAMPLE})"

    @cached_property
    def _estimates(self) -> dict[str, int]:
        rows = self.rows(
            "SELECT n.nspname, c.relname, c.reltuples::bigint, current_schema() FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')",
            self.seconds,
        )
        found = {(schema, name): int(count) for schema, name, count, _ in rows}
        own = rows[0][3] if rows else ""
        tables = self.snapshot.all("table")
        return {full_name(item): found.get((item.schema or own, item.name), 0) for item in tables}

    def element(self, view: View, element: Element) -> str:
        """An operator class may have another idea of what is equal."""
        if element.operator_class and not element.operator_class.endswith(_SAME_EQUALITY):
            raise CannotTell(f"the operator class {element.operator_class} may compare in a way of its own")
        return super().element(view, element)

    def overlaps(self, question: Overlaps) -> Asked:
        """Each pair is found from both sides, and so is each row that must go or change."""
        view, constraint = question.view, question.constraint
        if not view.key:
            raise CannotTell("the table has no primary key that tells its rows apart")
        names = self.key_names(view)
        parts = [
            (self.value(view, item.column) if item.column else f"({item.text})", item) for item in constraint.elements
        ]
        used = " ".join((*(text for text, _ in parts), constraint.condition, *names))
        mine = self.quoted(view.name.rpartition(".")[2])
        inner = ", ".join(f"{text} AS e{number}" for number, (text, _) in enumerate(parts))
        condition = f" WHERE {constraint.condition}" if constraint.condition else ""
        keys = ", ".join(self.quoted(name) for name in names)
        others = f"SELECT {keys}, {inner} FROM {self.source(view, used, itself=True)}{condition}"
        different = ", ".join(f"o.{self.quoted(name)}" for name in names)
        own = ", ".join(f"{mine}.{self.quoted(name)}" for name in names)
        same = " AND ".join(
            f"{text} OPERATOR({_operator(item.operator)}) o.e{number}" for number, (text, item) in enumerate(parts)
        )
        there = f"EXISTS (SELECT 1 FROM ({others}) AS o WHERE ({different}) <> ({own}) AND {same})"
        return Asked(f"({constraint.condition}) AND {there}" if constraint.condition else there)

    def count(self, question: RowQuestion) -> Counted:
        """Casts are tried by the server itself where no condition says which ones fail."""
        if isinstance(question, Misfits):
            value = self.value(question.view, question.column)
            if probing_casts.misfit(question, value, self.snapshot.version) is None:
                return probing_casts.tried(self, question)
        return super().count(question)

    def misfit(self, question: Misfits, value: str) -> Asked:
        """Lengths and ranges."""
        found = probing_casts.misfit(question, value, self.snapshot.version)
        if found is None:
            raise CannotTell("only the cast itself can tell")
        return found

    def size(self, table: str) -> Size:
        """Rows as the last VACUUM or ANALYZE counted them; with all partitions, or tables that inherit from it.

        A partitioned table has no rows itself, though ANALYZE writes down those of its partitions.
        """
        name = literal(self.table(table))
        ((rows, size, indexes),) = self.rows(
            f"WITH RECURSIVE tree(oid) AS (SELECT {name}::regclass::oid"
            " UNION SELECT i.inhrelid FROM pg_inherits i JOIN tree ON i.inhparent = tree.oid)"
            " SELECT sum(greatest(c.reltuples, 0))::bigint, sum(pg_table_size(c.oid)), sum(pg_indexes_size(c.oid))"
            " FROM tree JOIN pg_class c ON c.oid = tree.oid WHERE c.relkind <> 'p'",
            self.seconds,
        )
        return Size(int(rows or 0), int(size or 0), int(indexes or 0))

    def sessions(self, tables: Sequence[str]) -> tuple[Session, ...]:
        """Transactions, prepared ones too."""
        return probing_server.sessions(self, tables)

    def replicas(self) -> tuple[Replica, ...]:
        """Who follows, and replication slots that nobody reads."""
        return probing_server.replicas(self)

    def counters(self) -> tuple[Counter, ...]:
        """Sequences that belong to columns, and free ones."""
        return probing_server.counters(self)

    def broken(self) -> tuple[Broken, ...]:
        """Invalid indexes and constraints that were never validated."""
        return probing_server.broken(self)

    def disk(self) -> Disk | None:
        """No function of the server tells what is free."""
        raise CannotTell("PostgreSQL has no function that says how much room is free; look on the server: df")

    def versions(self) -> Versions:
        """As the server says."""
        ((number, text),) = self.rows(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version')", self.seconds
        )
        oldest = self.connection.features.minimum_database_version or ()
        found = Target("postgresql", "postgresql", (number // 10000, number % 10000))
        return Versions(found, f"PostgreSQL {text}", tuple(oldest))

    def converted(self, cell: Cell, after: Column, who: str) -> Cell:
        """As Django's USING does it."""
        if not cell.known or after.type is None:
            return super().converted(cell, after, who)
        return Cell(cell.column, f"({self.expression(cell)})::{after.type}")


def _operator(text: str) -> str:
    return text if "(" not in text else text.partition("(")[2].rstrip(")")
