"""How MariaDB and MySQL are read: queries, names, and what information_schema tells only in part."""

from __future__ import annotations

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext

from schemaguard.schema.compare import compare
from schemaguard.schema.document import to_text
from schemaguard.schema.objects import SchemaObject
from schemaguard.schema.reading import from_text
from tests.databases.mariadb_live import connected, execute, name_of, only_table, read, read_through
from tests.servers.client import DatabaseServer

pytestmark = pytest.mark.usefixtures("own_connections")


def count_queries(connection: BaseDatabaseWrapper) -> int:
    with CaptureQueriesContext(connection) as captured:
        read_through(connection)
    return len(captured)


def create(url: str, start: int, stop: int) -> None:
    execute(
        url,
        *(
            f"CREATE TABLE t{n} (id bigint PRIMARY KEY, a varchar(20) UNIQUE, b int CHECK (b > 0), p bigint, KEY (b),"
            f" FOREIGN KEY (p) REFERENCES t{n} (id))"
            for n in range(start, stop)
        ),
    )


def test_number_of_queries_does_not_depend_on_tables(either_url: str) -> None:
    with connected(either_url) as connection:
        count_queries(connection)  # Django asks the server for its version once.
        create(either_url, 0, 3)
        few = count_queries(connection)
        create(either_url, 3, 300)
        assert count_queries(connection) == few < 50
    assert len(read(either_url).all("table")) == 300


def test_empty_database(mariadb_url: str) -> None:
    snapshot = read(mariadb_url)
    assert (snapshot.objects, snapshot.gaps, snapshot.migrations) == ((), (), ())
    assert (snapshot.vendor, snapshot.flavour, snapshot.version >= (10, 11)) == ("mysql", "mariadb", True)
    assert dict(snapshot.about)["collation"] == "utf8mb4_unicode_ci"


ODD = (
    "select",
    "with space",
    'quo"te',
    "apo'strophe",
    "back`tick",
    "Größe",
    "per%cent",
    "UPPER",
    "ä" * 64,
    "back\\slash",
)


def test_odd_names(mariadb_url: str) -> None:
    for name in ODD:
        quoted = name.replace("`", "``").replace("%", "%%")
        execute(
            mariadb_url,
            f"CREATE TABLE `{quoted}` (`{quoted}` int, j json DEFAULT '%%s', CHECK (`{quoted}` > 0),"
            f" UNIQUE KEY `{quoted}` (`{quoted}`), FULLTEXT KEY words (j))".replace("%%", "%"),
        )
    execute(mariadb_url, "CREATE SEQUENCE `se``q'%s\\`")
    snapshot = read(mariadb_url)
    assert sorted(item.name for item in snapshot.all("table")) == sorted(ODD)
    assert [item.name for item in snapshot.all("sequence")] == ["se`q'%s\\"]
    for item in snapshot.all("table"):
        assert item.columns[0].name == item.uniques[0].name == item.uniques[0].columns[0] == item.name
    assert from_text(to_text({"default": snapshot}), "x")["default"] == snapshot


def test_name_of_the_database_is_in_no_text(mariadb_url: str) -> None:
    name = name_of(mariadb_url)
    execute(
        mariadb_url,
        "CREATE SEQUENCE numbers",
        f"CREATE TABLE orders (id int DEFAULT nextval(`{name}`.numbers), note varchar(90) DEFAULT '`{name}`.x')",
        "CREATE VIEW v AS SELECT id FROM orders",
        f"CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW INSERT INTO {name} . orders (id) VALUES (1)",
        f"CREATE FUNCTION f() RETURNS int RETURN (SELECT max({name}.o.id) FROM `{name}`.orders o)",
        f"CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM {name}.orders",
    )
    text = to_text({"default": read(mariadb_url)})
    assert text.count(name) == 1  # In a literal, where it means itself.
    assert "INSERT INTO orders (id)" in text
    assert "nextval(`numbers`)" in text


def test_table_that_is_called_like_the_database(either_server: DatabaseServer, either_url: str) -> None:
    """An alias and a table of this name keep it, so that the view is the same in a database of another name."""
    statements = (
        "CREATE TABLE shop (id int, shop int)",
        "CREATE VIEW v AS SELECT shop.id, shop.shop FROM shop",
        "CREATE VIEW w AS SELECT shop.id, o.shop FROM shop o JOIN shop AS shop ON o.id = shop.shop",
    )
    execute(either_url, *statements)
    execute(either_server.url, "CREATE DATABASE shop")
    shop = either_server.url.rpartition("/")[0] + "/shop"
    try:
        execute(shop, *statements)
        assert compare(read(shop), read(either_url)) == ()
    finally:
        execute(either_server.url, "DROP DATABASE shop")


def test_server_and_django_choose_names(mariadb_url: str) -> None:
    execute(
        mariadb_url,
        "CREATE TABLE a (id int PRIMARY KEY, x int UNIQUE, y int, KEY (y), KEY (y, x), CHECK (y > 0),"
        " FOREIGN KEY (y) REFERENCES a (id), CONSTRAINT mine FOREIGN KEY (x) REFERENCES a (id), KEY chosen (x, y),"
        " UNIQUE KEY a_x_y_0123abcd_uniq (x, y))",
    )
    found = only_table(read(mariadb_url))
    parts: list[SchemaObject] = [*found.uniques, *found.indexes, *found.checks, *found.foreign_keys]
    assert {part.name: part.auto_named for part in parts} == {
        "x": True,
        "a_x_y_0123abcd_uniq": True,
        "y": True,
        "y_2": True,
        "chosen": False,
        "CONSTRAINT_1": True,
        "a_ibfk_1": True,
        "mine": False,
    }


def test_tables_whose_engine_changed_are_as_new_ones(mariadb_url: str) -> None:
    execute(
        mariadb_url, "CREATE TABLE a (id int) ENGINE = Aria", "CREATE TABLE b (id int) ENGINE = MyISAM CHECKSUM = 1"
    )
    execute(mariadb_url, "ALTER TABLE a ENGINE = InnoDB", "ALTER TABLE b ENGINE = InnoDB")
    options = (("collation", "utf8mb4_unicode_ci"), ("engine", "InnoDB"))
    assert [item.options for item in read(mariadb_url).all("table")] == [options, options]


def test_system_versioned_partitions_are_told_in_full(mariadb_url: str) -> None:
    partitions = "(PARTITION p0 HISTORY, PARTITION pn CURRENT)"
    execute(
        mariadb_url,
        "CREATE TABLE a (x int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 " + partitions,
        "CREATE TABLE b (x int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH"
        " STARTS '2030-01-01 00:00:00' " + partitions,
    )
    first, second = read(mariadb_url).all("table")
    assert first.partition_by == "SYSTEM_TIME LIMIT 100 (PARTITION `p0` HISTORY, PARTITION `pn` CURRENT)"
    assert second.partition_by.startswith("SYSTEM_TIME INTERVAL 1 MONTH (PARTITION `p0`")


def test_reference_systems_of_places(mariadb_url: str) -> None:
    execute(mariadb_url, "CREATE TABLE a (here point REF_SYSTEM_ID = 101, there point)")
    assert [column.options for column in only_table(read(mariadb_url)).columns] == [(("srid", "101"),), ()]


def test_characters_that_are_lost_are_told(mariadb_url: str) -> None:
    execute(
        mariadb_url,
        "SET NAMES utf8mb4",
        "CREATE TABLE a (e enum('😀', 'y'), b varbinary(4) DEFAULT x'00ff', c enum('x'), FULLTEXT KEY (t), t text)",
        "CREATE VIEW v AS SELECT '😀' AS x",
    )
    gaps = {(gap.kind, gap.name) for gap in read(mariadb_url).gaps}
    assert gaps == {("column", "a.e"), ("column", "a.b"), ("view", "v"), ("table", "a")}


def test_view_of_what_is_gone_can_be_read(either_url: str) -> None:
    execute(either_url, "CREATE TABLE a (x int, y int)", "CREATE VIEW v AS SELECT x, y FROM a", "ALTER TABLE a DROP y")
    snapshot = read(either_url)
    assert snapshot.all("view")[0].body == "select `a`.`x` AS `x`,`a`.`y` AS `y` from `a`"
    assert snapshot.gaps == ()


def test_foreign_keys_elsewhere_and_to_nothing(either_url: str, either_server: DatabaseServer) -> None:
    with either_server.fresh() as other:
        execute(other, "CREATE TABLE b (id int PRIMARY KEY)")
        name = name_of(other)
        execute(
            either_url,
            "SET foreign_key_checks = 0",
            f"CREATE TABLE a (x int, FOREIGN KEY (x) REFERENCES `{name}`.b (id),"
            " CONSTRAINT lost FOREIGN KEY (x) REFERENCES nothing (id) ON DELETE CASCADE)",
        )
        keys = only_table(read(either_url)).foreign_keys
        execute(either_url, "DROP TABLE a")
    assert [(key.target, key.on_delete) for key in keys] == [(f"{name}.b", ""), ("nothing", "CASCADE")]


@pytest.mark.parametrize(
    ("starts", "counts"),
    [("2021-05-05 05:05:05", False), ("2021-05-05 05:05:00", True), ("2037-01-01 03:00:01", True)],
)
def test_start_of_an_event(starts: str, counts: bool, mariadb_url: str) -> None:
    """A dump says when an event was created, as if somebody had chosen that moment for it to start."""
    event = "CREATE OR REPLACE EVENT e ON SCHEDULE EVERY 1 DAY {} DO DO 1"
    execute(mariadb_url, event.format(""))
    before = read(mariadb_url)
    execute(mariadb_url, event.format(f"STARTS '{starts}'"))
    assert bool(compare(before, read(mariadb_url))) == counts


def test_history_is_parted_from_the_day_of_its_creation(mariadb_url: str) -> None:
    history = "CREATE OR REPLACE TABLE t (id int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 1 DAY {}"
    for end in ("(PARTITION p HISTORY, PARTITION c CURRENT)", "AUTO"):
        execute(mariadb_url, history.format(end))
        before = read(mariadb_url)
        execute(mariadb_url, history.format(f"STARTS '2021-01-01' {end}" + " PARTITIONS 4" * (end == "AUTO")))
        assert compare(before, read(mariadb_url)) == ()


def test_database_whose_name_differs_in_case_only(mariadb_server: DatabaseServer, mariadb_url: str) -> None:
    name = name_of(mariadb_url)
    programs = (
        "CREATE TABLE t (id int)",
        "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id = {0}",
        "CREATE FUNCTION f(a int) RETURNS int RETURN {0}",
        "CREATE EVENT e ON SCHEDULE EVERY {0} DAY DO DO 1",
    )
    execute(mariadb_url, *(text.format(1) for text in programs))
    alone = read(mariadb_url)
    execute(mariadb_server.url, f"CREATE DATABASE `{name.upper()}`")
    try:
        execute(mariadb_url.replace(name, name.upper()), *(text.format(2) for text in programs))
        assert read(mariadb_url) == alone
    finally:
        execute(mariadb_server.url, f"DROP DATABASE `{name.upper()}`")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE OR REPLACE FUNCTION f() RETURNS varchar(9) RETURN '😀?'",
        "CREATE OR REPLACE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = '😀?'",
        "CREATE OR REPLACE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT '😀?'",
    ],
)
def test_characters_beyond_three_bytes_in_programs(statement: str, mariadb_url: str) -> None:
    execute(mariadb_url, "CREATE TABLE t (a varchar(9))", "SET NAMES utf8mb4", statement)
    before = read(mariadb_url)
    execute(mariadb_url, "SET NAMES utf8mb4", statement.replace("😀", "🚀"))
    after = read(mariadb_url)
    assert len(compare(before, after)) == 1
    assert "🚀?" in to_text({"default": after})
    assert after.gaps == ()


def test_characters_beyond_three_bytes_in_conditions(mariadb_url: str) -> None:
    table = "CREATE TABLE t (a varchar(9), b varchar(9) AS (concat(a, '😀')), CONSTRAINT c CHECK (a <> '😀'))"
    execute(mariadb_url, "SET NAMES utf8mb4", table)
    assert {(gap.kind, gap.name) for gap in read(mariadb_url).gaps} == {("check", "t.c"), ("column", "t.b")}
