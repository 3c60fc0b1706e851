"""How SQLite files are read: always the same few queries, nothing changed, every name, and one line where it fails."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from schemaguard.databases import connections
from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.sqlite.catalogue import Catalogue
from schemaguard.databases.sqlite.introspect import introspect
from schemaguard.schema.compare import compare_fully
from tests.databases.sqlite import edit, many, read, refusal, settings
from tests.drift.sqlite_base import execute, make

pytestmark = pytest.mark.usefixtures("own_connections")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make(tmp_path / "shop.sqlite3", ["CREATE TABLE a (b int CHECK (b > 0))", "CREATE VIEW v AS SELECT b FROM a"])


# Queries


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the queries that are asked."""
    asked: list[str] = []
    rows = Catalogue.rows

    def counted(self: Catalogue, name: str) -> list[tuple[Any, ...]]:
        asked.append(name)
        return rows(self, name)

    monkeypatch.setattr(Catalogue, "rows", counted)
    return asked


@pytest.mark.parametrize("tables", [0, 3, 300])
def test_number_of_queries_is_constant(tables: int, tmp_path: Path, queries: list[str]) -> None:
    found = read(many(tmp_path / "many.sqlite3", tables))
    assert len(found.objects) == tables
    assert sorted(queries) == ["columns", "database", "foreign_keys", "indexes", "objects", "tables"]


def test_all_statements_are_those_queries(tmp_path: Path) -> None:
    """What SQLite itself sees: the statements within pragma functions apart, only the transaction comes on top."""
    seen: list[str] = []
    wrapper = connections.wrapper(settings(many(tmp_path / "many.sqlite3", 30)))
    wrapper.ensure_connection()
    wrapper.connection.set_trace_callback(seen.append)
    introspect(Source("shop", wrapper.settings_dict, wrapper), Wanted())
    wrapper.close()
    outer = [text for text in seen if not text.startswith(("-- PRAGMA", "-- SELECT"))]
    assert len(outer) == 8


# What is read, and what is not


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite3"
    path.touch()
    assert read(path).objects == ()


NAMES = [
    "order", "Sales Order", "sélect", "日本", 'with "quotes"', "with 'quotes'", "a`b", "[a]", "a.b", "a;b", "a\nb", "%s", "100%", "x" * 500,
    "CamelCase", "sqlitex", "a_b", "--", "/*",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_any_name(name: str, tmp_path: Path) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    table, column, index, check = (quoted(f"{name}{suffix}") for suffix in ("", " c", " i", " k"))
    path = make(
        tmp_path / "names.sqlite3",
        [
            f"CREATE TABLE {table} (id integer PRIMARY KEY, {column} int UNIQUE REFERENCES {table} ({column}),"
            f" CONSTRAINT {check} CHECK ({column} > 0))",
            f"CREATE INDEX {index} ON {table} ({column} DESC) WHERE {column} > 1",
            f"CREATE VIEW {quoted(name + ' v')} AS SELECT {column} FROM {table}",
            f"CREATE TRIGGER {quoted(name + ' t')} DELETE ON {table} BEGIN SELECT 1; END",
        ],
    )
    found = read(path)
    (read_table,) = found.all("table")
    assert found.gaps == ()
    assert read_table.name == name
    assert [column.name for column in read_table.columns] == ["id", f"{name} c"]
    assert read_table.uniques[0].columns == (f"{name} c",)
    assert (read_table.foreign_keys[0].target, read_table.foreign_keys[0].target_columns) == (name, (f"{name} c",))
    assert [check.name for check in read_table.checks] == [f"{name} k"]
    assert [index.name for index in read_table.indexes] == [f"{name} i"]
    assert [trigger.name for trigger in read_table.triggers] == [f"{name} t"]
    assert [view.name for view in found.all("view")] == [f"{name} v"]


def test_internal_and_shadow_tables_are_left_out(tmp_path: Path) -> None:
    path = make(
        tmp_path / "internal.sqlite3",
        [
            "CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT, b UNIQUE)",
            "INSERT INTO a (b) VALUES (1)",
            "ANALYZE",
            "CREATE VIRTUAL TABLE search USING fts5(title)",
            "CREATE VIRTUAL TABLE box USING rtree(id, low, high)",
        ],
    )
    found = read(path)
    assert [(table.name, table.kind) for table in found.objects] == [
        ("a", ""),
        ("box", "virtual"),
        ("search", "virtual"),
    ]
    assert found.all("table")[0].indexes == ()
    assert dict(found.all("table")[1].options) == {"module": "rtree", "arguments": "id, low, high"}


def test_attached_and_temporary_tables_are_left_out(file: Path, tmp_path: Path) -> None:
    wrapper = connections.wrapper(settings(file))
    with closing(wrapper), wrapper.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE a (other text)")
        cursor.execute(f"ATTACH '{make(tmp_path / 'b.sqlite3', ['CREATE TABLE b (c)'])}' AS other")
        found = introspect(Source("shop", wrapper.settings_dict, wrapper), Wanted())
    assert found == read(file)


def test_module_that_is_missing_here(tmp_path: Path) -> None:
    path = make(
        tmp_path / "module.sqlite3", ["CREATE VIRTUAL TABLE box USING rtree(id, low, high)", "CREATE TABLE a (b)"]
    )
    edit(path, "box", "USING rtree", "USING nowhere")
    found = read(path)
    assert dict(found.by_key())[next(key for key in found.by_key() if key[2] == "box")].options[1] == (
        "module",
        "nowhere",
    )
    assert "a" in {table.name for table in found.all("table")}


def test_broken_view_is_read(file: Path) -> None:
    before = read(file)
    edit(file, "v", "FROM a", "FROM nowhere")
    assert [change.kind for change in compare_fully(before, read(file)).changes] == ["alter_view"]


def test_text_that_is_not_understood_is_a_gap(tmp_path: Path) -> None:
    """SQLite takes a DEFERRABLE that belongs to nothing."""
    left = read(make(tmp_path / "left.sqlite3", ["CREATE TABLE a (b int DEFERRABLE CHECK (b > 0), c int)"]))
    right = read(make(tmp_path / "right.sqlite3", ["CREATE TABLE a (b int DEFERRABLE CHECK (b > 1), c text)"]))
    (gap,) = left.gaps
    assert (gap.kind, gap.name, gap.hidden) == ("table", "a", False)
    found = compare_fully(left, right)
    assert [(change.kind, change.object) for change in found.unknown] == [("alter_column", "a.c")]


def test_migrations(tmp_path: Path) -> None:
    table = "CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied datetime)"
    rows = "INSERT INTO django_migrations (app, name) VALUES ('shop', '0002_b'), ('shop', '0001_a'), ('auth', '0001_a')"
    found = read(make(tmp_path / "shop.sqlite3", [table, rows, rows]))
    assert found.migrations == (("auth", "0001_a"), ("shop", "0001_a"), ("shop", "0002_b"))


def test_migrations_in_a_table_of_another_kind(tmp_path: Path) -> None:
    (gap,) = read(make(tmp_path / "shop.sqlite3", ["CREATE TABLE django_migrations (a)"])).gaps
    assert (gap.kind, gap.name, gap.hidden) == ("other", "django_migrations", False)


def test_rows_of_migrations_that_django_did_not_write(tmp_path: Path) -> None:
    table = "CREATE TABLE django_migrations (app, name)"
    rows = "INSERT INTO django_migrations VALUES (NULL, NULL), (x'61', 1), ('a', '0001_a')"
    assert read(make(tmp_path / "shop.sqlite3", [table, rows])).migrations == (("a", "0001_a"), ("a", "1"))


def test_text_that_was_made_a_blob(file: Path) -> None:
    before = read(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = CAST(sql AS BLOB)")
        connection.commit()
    assert read(file) == before


def test_what_holds_for_the_file_is_no_difference(file: Path) -> None:
    before = read(file)
    execute(file, "PRAGMA user_version = 7")
    found = compare_fully(before, read(file))
    assert (found.changes, found.about) == ((), (("user_version", "", "7"),))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("b", "b"),
        ("[b] ASC", "b"),
        ('"c d" DESC', '"c d" DESC'),
        ("b COLLATE binary", "b"),
        ("b COLLATE nocase DESC", "b COLLATE NOCASE DESC"),
        ("e", "e"),
        ("e COLLATE binary", "e COLLATE BINARY"),
        ("Lower(b) DESC", "(lower(b)) DESC"),
        ("lower(b) COLLATE nocase ASC", "(lower(b)) COLLATE NOCASE"),
        ("(lower(b) COLLATE nocase)", "(lower(b)) COLLATE NOCASE"),
        ("coalesce(b, e, 'x, y')", "(coalesce(b, e, 'x, y'))"),
        ("CASE WHEN b THEN e END", "(case when b then e end)"),
    ],
)
def test_element_of_an_index(stated: str, expected: str, tmp_path: Path) -> None:
    table = 'CREATE TABLE a (b, "c d", e text COLLATE nocase, "end")'
    path = make(tmp_path / "a.sqlite3", [table, f"CREATE INDEX i ON a ({stated}, end)"])
    assert read(path).all("table")[0].indexes[0].elements == (expected, "end")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("a (b int NOT NULL UNIQUE CHECK (b > 0))", "a (b int CHECK ((b > 0)) UNIQUE NOT NULL)"),
        ("a (b int UNIQUE)", "a (b int, UNIQUE (b), UNIQUE (b))"),
        ("a (b int CHECK (b > 0))", "a (b int, CHECK (b > 0))"),
        ("a (b int REFERENCES z)", "a (b int, FOREIGN KEY (b) REFERENCES Z (ID) MATCH SIMPLE NOT DEFERRABLE)"),
        ("a (b integer PRIMARY KEY AUTOINCREMENT)", "a (b integer NOT NULL, PRIMARY KEY (b AUTOINCREMENT))"),
        ("a (b int CONSTRAINT c UNIQUE)", "a (b int, CONSTRAINT c UNIQUE (b) ON CONFLICT ABORT)"),
        ("a (b int CONSTRAINT c REFERENCES z)", "a (b int, CONSTRAINT c FOREIGN KEY (b) REFERENCES z (id))"),
        ("a (b int CONSTRAINT n NOT NULL DEFAULT NULL)", "a (b int NOT NULL)"),
        ("a (b, c AS (b))", "a (b, c GENERATED ALWAYS AS ((b)) VIRTUAL)"),
        ("a (b text COLLATE binary)", "a (b text)"),
        ("a (b text PRIMARY KEY) WITHOUT ROWID, STRICT", "a (b text NOT NULL PRIMARY KEY) strict, without rowid"),
    ],
)
def test_two_ways_to_state_a_table(left: str, right: str, tmp_path: Path) -> None:
    target = "CREATE TABLE z (id integer PRIMARY KEY)"
    paths = [
        make(tmp_path / str(number), [target, f"CREATE TABLE {text}"]) for number, text in enumerate((left, right))
    ]
    assert read(paths[0]) == read(paths[1])


# A connection that is given


@pytest.fixture
def wrapper() -> Iterator[Any]:
    made = connections.wrapper(settings("file:given?mode=memory", {"uri": True}))
    made.ensure_connection()
    yield made
    made.connection.close()


def test_memory(wrapper: Any) -> None:
    wrapper.connection.execute("CREATE TABLE a (b)")
    wrapper.connection.row_factory = sqlite3.Row
    assert [table.name for table in introspect(Source("shop", wrapper.settings_dict, wrapper), Wanted()).objects] == [
        "a"
    ]
    assert not wrapper.connection.in_transaction


def test_open_transaction_is_seen_and_stays_open(wrapper: Any) -> None:
    wrapper.connection.execute("CREATE TABLE kept (a)")
    wrapper.connection.execute("BEGIN")
    wrapper.connection.execute("CREATE TABLE tried (a)")
    found = introspect(Source("shop", wrapper.settings_dict, wrapper), Wanted())
    assert [table.name for table in found.objects] == ["kept", "tried"]
    wrapper.connection.execute("ROLLBACK")
    found = introspect(Source("shop", wrapper.settings_dict, wrapper), Wanted())
    assert [table.name for table in found.objects] == ["kept"]


def test_no_pragma_is_changed(wrapper: Any) -> None:
    def pragmas() -> dict[str, Any]:
        names = [row[0] for row in wrapper.connection.execute("PRAGMA pragma_list")]
        asked = [name for name in names if not re.search("check|vacuum|checkpoint|optimize|shrink|_list|_x?info", name)]
        return {name: wrapper.connection.execute(f"PRAGMA {name}").fetchall() for name in asked}

    before = pragmas()
    introspect(Source("shop", wrapper.settings_dict, wrapper), Wanted())
    assert pragmas() == before


def test_shared_memory_is_read_without_a_connection() -> None:
    name = "file:shared_by_two?mode=memory&cache=shared"
    with closing(sqlite3.connect(name, uri=True)) as connection:
        connection.execute("CREATE TABLE a (b)")
        assert [table.name for table in read(name).objects] == ["a"]


@pytest.mark.parametrize("name", [":memory:", "", None])
def test_memory_of_another_connection(name: str | None) -> None:
    assert "memory" in refusal(name)
