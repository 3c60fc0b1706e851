"""information_schema of one database: each kind of row is read once, by a query in ``sql/``.

MySQL 8.4 manual, "INFORMATION_SCHEMA Tables"; MariaDB documentation, "Information Schema Tables". What the two
spell differently has a query for each: ``indexes.mariadb.sql``, ``indexes.mysql.sql``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.db.utils import OperationalError, ProgrammingError

from schemaguard.databases.mysql.rows import (
    ActionRow,
    AttributeRow,
    CheckRow,
    ColumnRow,
    DatabaseRow,
    EventRow,
    ForeignKeyRow,
    LibraryRow,
    ParameterRow,
    PartRow,
    RoutineRow,
    SpatialRow,
    TableRow,
    TriggerRow,
    ViewRow,
)
from schemaguard.databases.rows import by_table

_QUERIES = Path(__file__).parent / "sql"
#: A view that refers to something that is gone. Its definition can be read all the same.
_INVALID_VIEW = 1356
#: Why SHOW CREATE TABLE is refused: "command denied", and "doesn't exist".
_UNDEFINED = {1142: "grant SELECT on it", 1146: "it was changed while it was read"}
#: Why SHOW CREATE is refused for a program: no right, or it is gone by now.
_NO_PROGRAM = (1044, 1142, 1227, 1305, 1360, 1370, 1539)

#: Where a query takes the names of tables.
_NAMES = re.compile(r"= %s /\* ([\w.]+) \*/")
_GEOMETRY = frozenset(
    """geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection geomcollection
    """.split()
)

#: What MySQL shows for a character that needs four bytes.
_LOST = "?"
#: SHOW CREATE VIEW. Before AS there may be names of columns; WITH … CHECK OPTION stands in a column of its own.
_NAME = r"`(?:[^`]|``)+`"
_VIEW = re.compile(
    rf"CREATE ALGORITHM=(\w+) (MATERIALIZED )?.*?VIEW {_NAME}(?: \({_NAME}(?:,{_NAME})*\))? AS "
    r"(.*?)(?: WITH (?:LOCAL|CASCADED) CHECK OPTION)?\Z",
    re.DOTALL,
)

Row = tuple[Any, ...]


class Catalogue:
    """Everything that information_schema says about one database."""

    def __init__(self, cursor: Any, database: DatabaseRow, only: Collection[str] | None = None) -> None:
        self._cursor = cursor
        #: The tables to read about, and nothing else; None: everything.
        self._only = only
        self.name = database.name or ""
        self.database = database
        self.flavour = "mariadb" if "mariadb" in database.version.lower() else "mysql"
        #: What the server had to say while it answered.
        self.warnings: list[str] = []
        #: Tables of which SHOW CREATE TABLE said nothing, and why.
        self.undefined: dict[str, str] = {}
        #: Views of which SHOW CREATE VIEW said nothing.
        self.partly_shown: set[str] = set()
        self._read_tables()
        self.triggers: dict[str, list[TriggerRow]] = {}
        if only is None:
            self._read_programs()

    def _read_tables(self) -> None:
        self.tables = {row[0]: TableRow(*row) for row in self._rows("tables")}
        self.columns = by_table(ColumnRow(*row) for row in self._rows("columns"))
        self.parts = by_table(PartRow(*row) for row in self._rows("indexes"))
        self.foreign_keys = by_table(ForeignKeyRow(*row) for row in self._rows("foreign_keys"))
        self.actions = {row[:2]: ActionRow(*row) for row in self._rows("actions")}
        self.checks = by_table(CheckRow(*row) for row in self._rows("checks"))
        # MariaDB opens the tables of all databases for this one.
        has_places = any(row.data_type in _GEOMETRY for rows in self.columns.values() for row in rows)
        self.srids = {row[:2]: SpatialRow(*row) for row in self._rows("spatial")} if has_places else {}
        attributes = self._rows("attributes") if self.flavour == "mysql" else []
        self.attributes = {row[:2]: AttributeRow(*row) for row in attributes}
        # MySQL does not say so in CREATE_OPTIONS for PARTITION BY KEY () without columns; 9.7 was asked.
        self.partitioned = {
            *(row[0] for row in (self._rows("partitions") if self.flavour == "mysql" else ())),
            *(name for name, row in self.tables.items() if "partitioned" in row.create_options),
        }

    def _read_programs(self) -> None:
        self.views = [self._in_full(ViewRow(*row)) for row in self._rows("views")]
        triggers = [TriggerRow(*row) for row in self._rows("triggers")]
        self.triggers = by_table(row._replace(body=self._whole(row.body, "TRIGGER", row.name)) for row in triggers)
        routines = [RoutineRow(*row) for row in self._rows("routines")]
        self.routines = [row._replace(body=self._whole(row.body, row.type, row.name)) for row in routines]
        self.parameters: dict[tuple[str, str], list[ParameterRow]] = defaultdict(list)
        for row in self._rows("parameters"):
            self.parameters[row[:2]].append(ParameterRow(*row))
        self.libraries: list[LibraryRow] = []
        #: The libraries that a routine or a library imports.
        self.imports: dict[tuple[str, str], list[str]] = defaultdict(list)
        if self.has_libraries():
            self.libraries = [LibraryRow(*row) for row in self._rows("libraries")]
            for name, kind, library in self._rows("imports"):
                self.imports[name, kind].append(library)
        events = [EventRow(*row) for row in self._rows("events")]
        self.events = [row._replace(body=self._whole(row.body, "EVENT", row.name) or "") for row in events]

    def _rows(self, name: str) -> list[Row]:
        """All rows of a query about this database."""
        text = query(name, self.flavour)
        if self._only is not None:
            return run(self._cursor, *_limited(text, self.name, self._only))
        found = run(self._cursor, text, [self.name] * text.count("%s"))
        for _level, code, message in run(self._cursor, "SHOW WARNINGS"):
            if code != _INVALID_VIEW:
                self.warnings.append(message)
        return found

    def _in_full(self, view: ViewRow) -> ViewRow:
        """MySQL has neither the algorithm of a view nor four bytes of UTF-8 in information_schema; 9.7 was asked."""
        if self.flavour != "mysql" or not view.body:
            return view
        try:
            ((_name, text, *_rest),) = run(self._cursor, f"SHOW CREATE VIEW {quoted(view.name)}")
        except (OperationalError, ProgrammingError) as error:
            if error.args[0] not in _UNDEFINED:
                raise
            text = ""
        found = _VIEW.match(text)
        if found is None:
            self.partly_shown.add(view.name)
            return view
        algorithm, materialized, body = found.groups()
        body = body if _LOST in view.body else view.body
        return view._replace(algorithm=algorithm, materialized=bool(materialized), body=body)

    def has_libraries(self) -> bool:
        """MySQL manual 9.2, "CREATE LIBRARY Statement"."""
        return self.flavour == "mysql" and self.database.release >= (9, 2)

    def is_own(self, database: str) -> bool:
        """Whether it is the name of this database; case matters where the server says so."""
        if self.database.lower_case_table_names == 0:
            return database == self.name
        return database.casefold() == self.name.casefold()

    def definition(self, table: str) -> str:
        """What SHOW CREATE TABLE says, for the few tables that have what information_schema does not tell."""
        try:
            ((_name, text, *_rest),) = run(self._cursor, f"SHOW CREATE TABLE {quoted(table)}")
        except UnicodeDecodeError:
            self.undefined[table] = "a binary default is no text"
            return ""
        except (OperationalError, ProgrammingError) as error:
            if error.args[0] not in _UNDEFINED:
                raise
            self.undefined[table] = _UNDEFINED[error.args[0]]
            return ""
        return str(text)

    def _whole(self, body: str | None, kind: str, name: str) -> str | None:
        """A body with the characters for which information_schema, with three bytes for each, has question marks.

        SHOW CREATE has them, and ends with the body.
        """
        if not body or "?" not in body:
            return body
        try:
            ((*shown,),) = run(self._cursor, f"SHOW CREATE {kind} {quoted(name)}")
        except (OperationalError, ProgrammingError) as error:
            if error.args[0] not in _NO_PROGRAM:
                raise
            return body
        end = str(shown[3 if kind == "EVENT" else 2] or "")[-len(body) :]
        is_it = len(end) == len(body) and all(old in (new, "?") for old, new in zip(body, end, strict=True))
        return end if is_it else body

    def select(self, sql: str) -> list[Row]:
        """The rows of any other query."""
        return run(self._cursor, sql)


def _limited(text: str, database: str, tables: Collection[str]) -> tuple[str, list[str]]:
    """A query about some tables: a comment in it says which column has their names."""
    places = ", ".join(["%s"] * len(tables))
    text, count = _NAMES.subn(rf"= %s AND \1 IN ({places})", text)
    return text, [database, *tables] * count


def run(cursor: Any, sql: str, parameters: Iterable[str] = ()) -> list[Row]:
    """All rows of a query. Long texts come as bytes from some servers and drivers."""
    cursor.execute(sql, list(parameters) or None)
    return [tuple(map(_decoded, row)) for row in cursor.fetchall()]


def _decoded(value: Any) -> Any:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def quoted(name: str) -> str:
    """A name as it stands in SQL."""
    return "`" + name.replace("`", "``") + "`"


@cache
def query(name: str, flavour: str = "") -> str:
    """The text of a query, as this kind of server understands it."""
    special = _QUERIES / f"{name}.{flavour}.sql"
    path = special if special.exists() else _QUERIES / f"{name}.sql"
    return path.read_text(encoding="utf-8")
