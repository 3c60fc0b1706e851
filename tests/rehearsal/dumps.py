"""What a database holds, read by the plainest means there are: drivers, pg_dump, SHOW CREATE. Nothing of schemaguard."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.accuracy.pg_dump import dump as pg_dump
from tests.accuracy.pg_dump import statements
from tests.servers.mariadb import connect
from tests.servers.postgres import POSTGRESQL, Postgres

Row = dict[str, Any]

#: Columns that virtual tables have beside those that SELECT * gives (SQLite documentation, "PRAGMA table_xinfo").
_OF_VIRTUAL = 1


@dataclass(frozen=True)
class Rows:
    """The rows of a table, and what tells them apart."""

    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def by_key(self) -> dict[Any, Row]:
        """Those of a table without a key are told apart by all they hold."""
        names = self.key or tuple(sorted(self.columns))
        return {tuple(str(row[name]) for name in names): row for row in self.rows}


@dataclass(frozen=True)
class Dump:
    """A moment of a database."""

    schema: Counter[str]
    tables: Mapping[str, Rows]
    counters: Mapping[str, Any] = field(default_factory=dict)


def dump(engine: str, url: str, server: Postgres = POSTGRESQL) -> Dump:
    """Everything but the table of applied migrations. ``server``: whose pg_dump is asked."""
    return _postgresql(url, server) if engine == "postgresql" else _DUMPS[engine](url)


def _rows(ask: Callable[[str], list[Row]], name: str, key: list[str], columns: list[str], quote: str) -> Rows:
    found = [
        {column: _value(cell) for column, cell in row.items()} for row in ask(f"SELECT * FROM {quote}{name}{quote}")
    ]
    return Rows(tuple(key), tuple(columns), tuple(found))


def _value(cell: Any) -> Any:
    """JSON that a database keeps as text, in one spelling."""
    if isinstance(cell, str) and cell.startswith(("{", "[")):
        with suppress(ValueError):
            return json.loads(cell)
    return cell


def _sqlite(path: str) -> Dump:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row

        def ask(sql: str) -> list[Row]:
            return [dict(row) for row in connection.execute(sql)]

        lines, tables = Counter[str](), {}
        for row in ask("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
            name = row["name"]
            if name in ("django_migrations", "sqlite_sequence"):
                continue
            if row["type"] != "table":
                lines[row["sql"]] += 1
                continue
            lines.update(f"table {name}: {part}" for part in _parts(row["sql"]))
            columns = [column for column in ask(f'PRAGMA table_xinfo("{name}")') if column["hidden"] != _OF_VIRTUAL]
            key = [column["name"] for column in columns if column["pk"]]
            tables[name] = _rows(ask, name, key, [column["name"] for column in columns], '"')
        known = ask("SELECT name FROM sqlite_master WHERE name = 'sqlite_sequence'")
        counters = {row["name"]: row["seq"] for row in ask("SELECT * FROM sqlite_sequence")} if known else {}
        counters.pop("django_migrations", None)
    return Dump(lines, tables, counters)


def _parts(sql: str) -> Iterator[str]:
    """What stands between the brackets of CREATE TABLE, one by one."""
    head, _, rest = sql.partition("(")
    depth, part = 0, ""
    for letter in rest:
        if letter == "," and not depth:
            yield part.strip()
            part = ""
            continue
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            break
        part += letter
    yield part.strip()
    yield head.strip()


def _postgresql(url: str, server: Postgres) -> Dump:
    import psycopg
    from psycopg.rows import dict_row

    lines = Counter(
        {text: n for text, n in statements(pg_dump(server, url)).items() if "django_migrations" not in text}
    )
    with psycopg.connect(url, row_factory=dict_row, autocommit=True) as connection:
        counters = connection.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE sequencename !~ '^django_migrations'"
        ).fetchall()
    return Dump(lines, postgresql_tables(url), {row["sequencename"]: row["last_value"] for row in counters})


def postgresql_tables(url: str) -> dict[str, Rows]:
    """All rows, without asking pg_dump."""
    import psycopg
    from psycopg.rows import dict_row

    with psycopg.connect(url, row_factory=dict_row, autocommit=True) as connection:

        def ask(sql: str) -> list[Row]:
            return connection.execute(sql.encode()).fetchall()

        found: dict[str, list[Row]] = {}
        for row in ask(
            "SELECT relname, attname, COALESCE(attnum = ANY(indkey), false) AS key FROM pg_class"
            " LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped"
            " LEFT JOIN pg_index ON indrelid = attrelid AND indisprimary"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'django_migrations'"
            " ORDER BY pg_class.oid, attnum"
        ):
            found.setdefault(row["relname"], []).append(row)
        tables = {}
        for name, rows in found.items():
            columns = [row["attname"] for row in rows if row["attname"]]
            tables[name] = _rows(ask, name, [row["attname"] for row in rows if row["key"]], columns, '"')
    return tables


def _mariadb(url: str) -> Dump:
    from MySQLdb.cursors import DictCursor

    with closing(connect(url)) as connection, closing(connection.cursor(DictCursor)) as cursor:

        def ask(sql: str) -> list[Row]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        lines, tables, counters = Counter[str](), {}, {}
        here = "= DATABASE()"
        for row in ask(
            f"SELECT * FROM information_schema.tables WHERE table_schema {here} AND table_name <> 'django_migrations'"
        ):
            name, kind = row["TABLE_NAME"], row["TABLE_TYPE"]
            made = next(
                text for head, text in ask(f"SHOW CREATE TABLE `{name}`")[0].items() if head.startswith("Create ")
            )
            text = [line.strip().rstrip(",") for line in made.splitlines()]
            lines.update(f"table {name}: {_without_counter(line)}" for line in text)
            if kind != "BASE TABLE":
                continue
            columns = [column["Field"] for column in ask(f"SHOW COLUMNS FROM `{name}`")]
            key = [index["Column_name"] for index in ask(f"SHOW INDEX FROM `{name}` WHERE Key_name = 'PRIMARY'")]
            tables[name] = _rows(ask, name, key, columns, "`")
            counters[name] = row["AUTO_INCREMENT"]
        for row in ask("SHOW TRIGGERS"):
            lines[f"trigger {row['Trigger']} {row['Timing']} {row['Event']} {row['Table']} {row['Statement']}"] += 1
        for row in ask(f"SELECT * FROM information_schema.routines WHERE routine_schema {here}"):
            lines[f"routine {row['ROUTINE_NAME']} {row['ROUTINE_DEFINITION']}"] += 1
    return Dump(lines, tables, counters)


def _without_counter(line: str) -> str:
    return " ".join(word for word in line.split(" ") if not word.startswith("AUTO_INCREMENT="))


def _mongodb(url: str) -> Dump:
    from bson import json_util
    from pymongo import MongoClient

    client: Any
    with MongoClient(url) as client:
        database = client.get_default_database()
        lines, tables = Counter[str](), {}
        for found in database.list_collections(filter={"name": {"$ne": "django_migrations"}}):
            name = found["name"]
            found.get("info", {}).pop("uuid", None)
            lines[f"collection {json_util.dumps(found, sort_keys=True)}"] += 1
            for index in database[name].list_indexes():
                lines[f"index {name}: {json_util.dumps(index)}"] += 1
            rows = list(database[name].find())
            columns = tuple(dict.fromkeys(field for row in rows for field in row))
            tables[name] = Rows(("_id",), columns, tuple(rows))
    return Dump(lines, tables)


_DUMPS: Mapping[str, Callable[[str], Dump]] = {
    "sqlite": _sqlite,
    "mariadb": _mariadb,
    "mongodb": _mongodb,
}
