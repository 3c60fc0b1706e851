"""Copies of SQLite databases: the whole of one, or rows for which foreign keys hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from schemaguard.databases.base import Mask, Portion, Source
from schemaguard.databases.connections import wrapper
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from tests.databases.sqlite import settings
from tests.drift.sqlite_base import execute, make

pytestmark = pytest.mark.usefixtures("own_connections")

SHOP = (
    "CREATE TABLE django_migrations (id integer PRIMARY KEY AUTOINCREMENT, app text, name text)",
    *(f"INSERT INTO django_migrations (app, name) VALUES ('shop', '{number:04}')" for number in range(30)),
    "CREATE TABLE area (code text PRIMARY KEY, above text REFERENCES area (code)) WITHOUT ROWID",
    "CREATE TABLE customer (id integer PRIMARY KEY AUTOINCREMENT, email text UNIQUE, area text REFERENCES area, "
    "loud text GENERATED ALWAYS AS (upper(email)) VIRTUAL, seen integer DEFAULT 0)",
    'CREATE TABLE "order" (number text PRIMARY KEY, customer_id bigint REFERENCES customer, total decimal)',
    'CREATE INDEX order_total ON "order" (total) WHERE total > 5',
    "CREATE TABLE loose (a, b)",
    "CREATE TABLE log (x)",
    "CREATE VIRTUAL TABLE search USING fts5(title)",
    "CREATE VIRTUAL TABLE about USING fts5(email, content='customer', content_rowid='id')",
    "CREATE VIRTUAL TABLE place USING rtree(id, x0, x1)",
    'CREATE VIEW rich AS SELECT * FROM "order" WHERE total > 100',
    "INSERT INTO area VALUES ('a0', NULL)",
    *(f"INSERT INTO area VALUES ('a{number}', 'a{number - 1}')" for number in range(1, 20)),
    *(f"INSERT INTO customer (email, area) VALUES ('c{number}@x', 'a{(number * 7) % 20}')" for number in range(40)),
    *(f"INSERT INTO \"order\" VALUES ('n{number}', {40 - number}, {number}.5)" for number in range(40)),
    *(f"INSERT INTO loose VALUES ({number}, x'00ff')" for number in range(40)),
    *(f"INSERT INTO search VALUES ('word{number}')" for number in range(10)),
    *(f"INSERT INTO place VALUES ({number}, 0, 1)" for number in range(10)),
    "INSERT INTO about(about) VALUES ('rebuild')",
    "CREATE TRIGGER seen AFTER INSERT ON customer BEGIN INSERT INTO log VALUES (NEW.id); END",
    "PRAGMA user_version = 7",
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make(tmp_path / "shop.sqlite3", SHOP)


@pytest.fixture(params=["memory", "file"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source]:
    live = Source("live", settings(tmp_path / "copy.sqlite3"))
    if request.param == "file":
        yield live
        return
    with database("sqlite").scratch(live) as entry:
        yield Source("scratch", entry)


def copied(source: Source, target: Source, rows: int | None = None, mask: Mask | None = None) -> tuple[str, ...]:
    return database("sqlite").copy(source, target, Portion(rows, mask))


def ask(target: Source, sql: str) -> list[Any]:
    connection: Any = wrapper(target.settings)
    connection.ensure_connection()
    with closing(connection.connection) as raw:
        return list(raw.execute(sql).fetchall())


@pytest.mark.parametrize("journal", ["delete", "wal"])
@pytest.mark.parametrize("page", [1024, 4096])
def test_the_whole_is_copied(journal: str, page: int, target: Source, tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite3"
    execute(path, f"PRAGMA page_size = {page}", "CREATE TABLE first (a)", f"PRAGMA journal_mode = {journal}", *SHOP)
    before = path.read_bytes()
    assert copied(Source("shop", settings(path)), target) == ()
    assert path.read_bytes() == before
    assert ask(target, 'SELECT count(*), sum(total) FROM "order"') == [(40, 800.0)]
    assert ask(target, "SELECT count(*) FROM log") == [(0,)]


def test_rows_in_the_log_are_copied(shop: Path, target: Source) -> None:
    with closing(sqlite3.connect(shop, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = wal")
        writer.execute("INSERT INTO loose VALUES ('fresh', NULL)")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO loose VALUES ('not yet', NULL)")
        copied(Source("shop", settings(shop)), target)
    assert ask(target, "SELECT a FROM loose WHERE b IS NULL") == [("fresh",)]


@pytest.mark.parametrize("rows", [None, 3])
def test_a_writer_is_waited_for_and_then_named(rows: int | None, shop: Path, target: Source) -> None:
    with closing(sqlite3.connect(shop, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BadInput, match=r"shop cannot be read: database is locked\. Another program is writing\."):
            copied(Source("shop", settings(shop, {"timeout": 0.1})), target, rows)


def test_a_part_has_the_ends_and_what_they_refer_to(shop: Path, target: Source) -> None:
    assert copied(Source("shop", settings(shop)), target, rows=3) == ()
    numbers = {number for (number,) in ask(target, 'SELECT number FROM "order"')}
    assert numbers == {"n0", "n1", "n39"}
    customers = [found for (found,) in ask(target, "SELECT id FROM customer ORDER BY id")]
    assert customers == [1, 2, 39, 40], "the ends 1, 2, 40, and 40, 39, 1 that orders refer to"
    areas = {code for (code,) in ask(target, "SELECT code FROM area")}
    assert areas >= {f"a{number}" for number in range(max(int(code[1:]) for code in areas))}, "up to the top"
    assert ask(target, "PRAGMA foreign_key_check") == []
    assert ask(target, "SELECT count(*) FROM django_migrations") == [(30,)]
    assert ask(target, "SELECT rowid, a, hex(b) FROM loose ORDER BY 1") == [
        (1, 0, "00FF"),
        (2, 1, "00FF"),
        (40, 39, "00FF"),
    ]
    assert ask(target, "SELECT count(*) FROM log") == [(0,)], "triggers come after the rows"
    assert ask(target, "SELECT title FROM search ORDER BY rowid") == [("word0",), ("word1",), ("word9",)]
    assert ask(target, "SELECT rowid FROM about WHERE about MATCH 'c39'") == [(40,)]
    assert ask(target, "SELECT id FROM place ORDER BY id") == [(0,), (1,), (9,)]
    assert ask(target, "SELECT seq FROM sqlite_sequence WHERE name = 'customer'") == [(40,)]
    assert ask(target, "PRAGMA user_version") == [(7,)]


def test_a_part_is_the_same_each_time(shop: Path, tmp_path: Path) -> None:
    dumps = []
    for name in ("one", "two"):
        path = Source(name, settings(tmp_path / name))
        copied(Source("shop", settings(shop)), path, rows=5)
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            dumps.append(list(connection.iterdump()))
    assert dumps[0] == dumps[1]


@pytest.mark.parametrize("rows", [None, 5])
def test_masks(rows: int | None, shop: Path, target: Source) -> None:
    def mask(table: str, column: str, value: Any) -> Any:
        return f"{len(value)}{value[:2]}" if (table, column) == ("customer", "email") else value

    execute(shop, "DROP TABLE about", "INSERT INTO customer (id, email) VALUES (100, NULL)")
    execute(shop, "DELETE FROM customer WHERE id NOT IN (1, 100)", 'DELETE FROM "order" WHERE customer_id <> 1')
    assert copied(Source("shop", settings(shop)), target, rows, mask) == ()
    assert ask(target, "SELECT id, email, loud FROM customer") == [(1, "4c0", "4C0"), (100, None, None)]


@pytest.mark.parametrize("rows", [None, 50])
def test_rows_that_refer_to_nothing_are_left_out_and_said(rows: int | None, shop: Path, target: Source) -> None:
    execute(shop, "PRAGMA foreign_keys = OFF", "DELETE FROM customer WHERE id IN (3, 4)")
    (line,) = copied(Source("shop", settings(shop)), target, rows)
    assert line.startswith("Left out: 2 of order, for example rowid 37, which refer to rows of customer that do not")
    assert ask(target, 'SELECT count(*) FROM "order"') == [(38,)]


def test_text_that_is_no_utf_8_keeps_its_bytes(shop: Path, target: Source) -> None:
    execute(shop, "INSERT INTO loose VALUES (CAST(x'61ff62' AS TEXT), 'a' || char(0) || 'b')")
    copied(Source("shop", settings(shop)), target, rows=3)
    assert ask(target, "SELECT typeof(a), hex(a), hex(b) FROM loose WHERE rowid = 41") == [("text", "61FF62", "610062")]


def test_a_database_in_the_memory_of_this_process(tmp_path: Path, target: Source) -> None:
    with closing(wrapper(settings("file:of_a_test?mode=memory&cache=shared"))) as live:
        live.ensure_connection()
        raw: sqlite3.Connection = live.connection
        with closing(raw):
            for statement in SHOP:
                raw.execute(statement)
            raw.execute("BEGIN")
            raw.execute("INSERT INTO loose VALUES ('uncommitted', 1)")
            assert copied(Source("test", live.settings_dict, live), target, rows=1000) == ()
            assert raw.in_transaction
    assert ask(target, "SELECT b FROM loose WHERE a = 'uncommitted'") == [(1,)]
