"""How MySQL is read where it is not like MariaDB."""

from __future__ import annotations

from contextlib import closing

import pytest

from schemaguard.schema.compare import compare
from schemaguard.schema.document import to_text
from schemaguard.schema.objects import SchemaObject
from schemaguard.schema.reading import from_text
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.databases.mariadb_live import connected, execute, name_of, only_table, read, read_through
from tests.databases.test_mysql_introspect import ODD
from tests.servers.client import DatabaseServer

pytestmark = pytest.mark.usefixtures("own_connections")


def defaults(snapshot: SchemaSnapshot) -> dict[str, str]:
    return {column.name: column.default for column in only_table(snapshot).columns}


def test_empty_database(mysql_url: str) -> None:
    snapshot = read(mysql_url)
    assert (snapshot.objects, snapshot.gaps, snapshot.migrations) == ((), (), ())
    assert (snapshot.vendor, snapshot.flavour, snapshot.version >= (8, 4)) == ("mysql", "mysql", True)


def test_odd_names(mysql_url: str) -> None:
    for name in ODD:
        quoted = name.replace("`", "``")
        execute(
            mysql_url,
            f"CREATE TABLE `{quoted}` (`{quoted}` int, t text, b binary(2) DEFAULT 0x00ff,"
            f" CONSTRAINT `{quoted[:60]} chk` CHECK (`{quoted}` > 0),"
            f" g int AS (`{quoted}` + 1), UNIQUE KEY `{quoted}` (`{quoted}`), FULLTEXT KEY words (t))",
            f"CREATE VIEW `v {quoted[:62]}` (`{quoted}`) AS SELECT `{quoted}` FROM `{quoted}` WITH CHECK OPTION",
        )
    snapshot = read(mysql_url)
    assert sorted(item.name for item in snapshot.all("table")) == sorted(ODD)
    for item in snapshot.all("table"):
        assert item.columns[0].name == item.uniques[0].name == item.uniques[0].columns[0] == item.name
        assert item.columns[2].default == "0x00FF"
        quoted = item.name.replace("`", "``")
        assert item.columns[3].generated == f"virtual `{quoted}` + 1"
        assert item.checks[0].expression == f"`{quoted}` > 0"
    assert from_text(to_text({"default": snapshot}), "x")["default"] == snapshot


def test_name_of_the_database_is_in_no_text(mysql_url: str) -> None:
    name = name_of(mysql_url)
    execute(
        mysql_url,
        f"CREATE TABLE orders (id int, note varchar(90) DEFAULT '`{name}`.x')",
        "CREATE VIEW v AS SELECT id FROM orders",
        f"CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW INSERT INTO {name} . orders (id) VALUES (1)",
        f"CREATE FUNCTION f() RETURNS int READS SQL DATA RETURN (SELECT max({name}.o.id) FROM `{name}`.orders o)",
        f"CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM {name}.orders",
    )
    text = to_text({"default": read(mysql_url)})
    assert text.count(name) == 1  # In a literal, where it means itself.
    assert "INSERT INTO orders (id)" in text


def test_server_and_django_choose_names(mysql_url: str) -> None:
    execute(
        mysql_url,
        "CREATE TABLE a (id int PRIMARY KEY, x int UNIQUE, y int, KEY (y), KEY (y, x), KEY ((x + y)), CHECK (y > 0),"
        " FOREIGN KEY (y) REFERENCES a (id), CONSTRAINT mine FOREIGN KEY (x) REFERENCES a (id), KEY chosen (x, y),"
        " CONSTRAINT positive CHECK (x > 0), UNIQUE KEY a_x_y_0123abcd_uniq (x, y))",
    )
    found = only_table(read(mysql_url))
    parts: list[SchemaObject] = [*found.uniques, *found.indexes, *found.checks, *found.foreign_keys]
    assert {part.name: part.auto_named for part in parts} == {
        "x": True,
        "a_x_y_0123abcd_uniq": True,
        "y": True,
        "y_2": True,
        "functional_index": True,
        "chosen": False,
        "a_chk_1": True,
        "positive": False,
        "a_ibfk_1": True,
        "mine": False,
    }


def test_defaults(mysql_url: str) -> None:
    execute(
        mysql_url,
        "SET NAMES utf8mb4",
        "CREATE TABLE a (none varbinary(4), blank varbinary(4) DEFAULT '', zero varbinary(4) DEFAULT 0x00ff,"
        " padded binary(3) DEFAULT 'a', called varchar(9) DEFAULT 'now()', moment datetime DEFAULT now(),"
        " quoted varchar(9) DEFAULT (concat('it''s', \"\\\\\")), smile varchar(9) DEFAULT '\U0001f600',"
        " computed varchar(9) DEFAULT (concat('\U0001f600')), what varchar(9) DEFAULT 'a?')",
    )
    assert defaults(read(mysql_url)) == {
        "none": "",
        "blank": "''",
        "zero": "0x00FF",
        "padded": r"'a\0\0'",
        "called": "'now()'",
        "moment": "CURRENT_TIMESTAMP",
        "quoted": r"concat('it\'s','\\')",
        "smile": "0xF09F9880",
        "computed": "concat('\U0001f600')",
        "what": "'a?'",
    }


def test_character_set_of_who_created_it_means_nothing(mysql_url: str, mysql_server: DatabaseServer) -> None:
    table = "CREATE TABLE a (x varchar(9), y varchar(9) AS (concat(x, 'it''s')), CHECK (x <> 'it''s'), KEY ((concat(x, 'it''s'))))"
    execute(mysql_url, "SET NAMES utf8mb4", table)
    with mysql_server.fresh() as other:
        execute(other, "SET NAMES utf8mb3", table)
        assert compare(read(mysql_url), read(other)) == ()


def test_characters_that_are_lost_are_told(mysql_url: str) -> None:
    execute(mysql_url, "SET NAMES utf8mb4", "CREATE TABLE a (e enum('\U0001f600', 'y'))")
    assert {(gap.kind, gap.name) for gap in read(mysql_url).gaps} == {("column", "a.e")}


def test_view_in_full(mysql_url: str) -> None:
    execute(
        mysql_url,
        "SET NAMES utf8mb4",
        "CREATE TABLE a (x varchar(9))",
        "CREATE ALGORITHM = MERGE VIEW `v AS ``s` (`p AS q`, r) AS SELECT x, '\U0001f600 AS ?' FROM a WHERE x <> 'y'"
        " WITH LOCAL CHECK OPTION",
    )
    (view,) = read(mysql_url).all("view")
    assert view.name == "v AS `s"
    assert view.body == "select `a`.`x` AS `x`,'\U0001f600 AS ?' AS `? AS ?` from `a` where (`a`.`x` <> 'y')"
    assert view.options == (("algorithm", "merge"), ("check_option", "local"))


def test_primary_keys_that_the_session_hides(mysql_url: str) -> None:
    execute(mysql_url, "SET sql_generate_invisible_primary_key = ON", "CREATE TABLE a (x int)")
    hidden = {"init_command": "SET show_gipk_in_create_table_and_information_schema = OFF, sql_quote_show_create = OFF"}
    assert len(only_table(read(mysql_url)).columns) == 2
    assert read(mysql_url, OPTIONS=hidden) == read(mysql_url)


def test_names_without_quotes_in_definitions(mysql_url: str) -> None:
    execute(mysql_url, "CREATE TABLE a (x int, t text, FULLTEXT KEY w (t) WITH PARSER ngram) ROW_FORMAT = DYNAMIC")
    with connected(mysql_url) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("SET sql_quote_show_create = OFF")
        assert read_through(connection) == read(mysql_url)
        cursor.execute("SELECT @@sql_quote_show_create")
        assert cursor.fetchone() == (0,)


def test_partitions_of_every_kind_are_found(mysql_url: str) -> None:
    kinds = ("KEY ()", "KEY (x)", "HASH (x)", "LINEAR HASH (x)", "LINEAR KEY ALGORITHM = 1 ()")
    for number, kind in enumerate(kinds):
        execute(mysql_url, f"CREATE TABLE t{number} (x int PRIMARY KEY) PARTITION BY {kind} PARTITIONS 2")
    found = [table.partition_by for table in read(mysql_url).all("table")]
    assert all("PARTITIONS 2" in text for text in found)
    assert len(set(found)) == len(kinds)


def test_code_of_libraries_that_is_not_shown_is_told(mysql_url: str) -> None:
    if read(mysql_url).version < (9, 2):
        pytest.skip("MySQL before 9.2 has no libraries")
    execute(mysql_url, "CREATE LIBRARY compiled LANGUAGE WASM AS x'0061736d01000000'")
    assert {(gap.kind, gap.name) for gap in read(mysql_url).gaps} == {("other", "compiled")}
