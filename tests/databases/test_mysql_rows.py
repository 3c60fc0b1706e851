"""What MySQL answers otherwise than MariaDB, where there is no MySQL server; ``tests/drift/test_mysql.py`` asks one.

Manual 8.4, chapter "INFORMATION_SCHEMA Tables": STATISTICS (EXPRESSION, IS_VISIBLE), COLUMNS (COLUMN_DEFAULT, EXTRA,
GENERATION_EXPRESSION), TABLE_CONSTRAINTS (ENFORCED), ST_GEOMETRY_COLUMNS (SRS_ID), ROUTINES (EXTERNAL_LANGUAGE).
"""

from __future__ import annotations

from typing import Any

import pytest

from schemaguard.databases.mysql import normalize
from schemaguard.databases.mysql.catalogue import Catalogue, query
from schemaguard.databases.mysql.introspect import _objects
from schemaguard.databases.mysql.read_tables import read_tables
from schemaguard.databases.mysql.rights import COLUMN, ROUTINE, TABLE, rights
from schemaguard.databases.mysql.rows import DatabaseRow
from schemaguard.databases.mysql.texts import Texts
from schemaguard.schema.objects import Column, Index, SchemaObject, Table, Unique

DATABASE = DatabaseRow("shop", "8.4.3", "utf8mb4_0900_ai_ci", 0, "InnoDB", "")
TEXTS = Texts("shop", {"orders", "shop"})


class Answers:
    """A cursor that gives fixed rows for queries of ``sql/``, and none for the others."""

    def __init__(self, **rows: list[tuple[Any, ...]]) -> None:
        self._rows = {query(name, "mysql"): found for name, found in rows.items()}
        self._found: list[tuple[Any, ...]] = []

    def execute(self, sql: str, parameters: list[str] | None = None) -> None:
        self._found = self._rows.get(sql, [])

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._found


def column(name: str, kind: str, default: str | None = None, extra: str = "", generation: str = "") -> tuple[Any, ...]:
    data_type = kind.partition("(")[0].partition(" ")[0]
    collation = "utf8mb4_0900_ai_ci" if data_type in ("varchar", "longtext") else ""
    return ("orders", name, 1, default, "YES", data_type, kind, collation, extra, "", generation, "select")


def objects(**rows: list[tuple[Any, ...]]) -> list[SchemaObject]:
    rows.setdefault("tables", [("orders", "BASE TABLE", "InnoDB", "Dynamic", "utf8mb4_0900_ai_ci", "", "")])
    return list(_objects(Catalogue(Answers(**rows), DATABASE)))


def orders(**rows: list[tuple[Any, ...]]) -> Table:
    found: Table = next(item for item in objects(**rows) if isinstance(item, Table))
    return found


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (column("a", "int", "0"), Column("a", "int", default="0")),
        (column("a", "bigint unsigned"), Column("a", "bigint unsigned")),
        (column("a", "tinyint(1)", "1"), Column("a", "tinyint(1)", default="1")),
        (column("a", "decimal(8,2)", "1.50"), Column("a", "decimal(8,2)", default="1.50")),
        (column("a", "varchar(9)", "it's"), Column("a", "varchar(9)", default="'it''s'")),
        (column("a", "varchar(9)", ""), Column("a", "varchar(9)", default="''")),
        (column("a", "varchar(9)", "NULL"), Column("a", "varchar(9)", default="'NULL'")),
        (column("a", "varchar(9)", "back\\slash\n"), Column("a", "varchar(9)", default="'back\\\\slash\\n'")),
        (column("a", "varchar(9)", "upper(_utf8mb4\\'x\\')", "DEFAULT_GENERATED"), Column("a", "varchar(9)", default="upper('x')")),
        (
            column("a", "varchar(9)", "upper(_utf8mb4\\'it\\\\\\'s\\')", "DEFAULT_GENERATED"),
            Column("a", "varchar(9)", default="upper('it\\'s')"),
        ),
        (column("a", "varchar(9)", "now()"), Column("a", "varchar(9)", default="'now()'")),
        (column("a", "bit(8)", "b'101'"), Column("a", "bit(8)", default="b'101'")),
        (column("a", "date", "2030-01-01"), Column("a", "date", default="'2030-01-01'")),
        (
            column("a", "datetime(6)", "CURRENT_TIMESTAMP(6)", "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(6)"),
            Column("a", "datetime(6)", default="CURRENT_TIMESTAMP(6)", options=(("on_update", "CURRENT_TIMESTAMP(6)"),)),
        ),
        (column("a", "int", None, "INVISIBLE"), Column("a", "int", options=(("invisible", "yes"),))),
        (column("a", "int", None, "VIRTUAL GENERATED", "(`b` + 1)"), Column("a", "int", generated="virtual `b` + 1")),
        (
            column("a", "varchar(9)", None, "STORED GENERATED", "concat(`b`,_utf8mb4\\'x\\')"),
            Column("a", "varchar(9)", generated="stored concat(`b`,'x')"),
        ),
        (column("a", "geomcollection"), Column("a", "geometrycollection")),
        (column("a", "year"), Column("a", "year")),
        (column("a", "bigint", None, "auto_increment"), Column("a", "bigint", identity="auto_increment")),
    ],
    ids=lambda value: None if isinstance(value, Column) else " ".join(map(str, value[3:9])),
)  # fmt: skip
def test_columns(row: tuple[Any, ...], expected: Column) -> None:
    assert orders(columns=[row]).columns == (expected._replace(position=1),)


@pytest.mark.parametrize(
    ("mariadb", "mysql"),
    [
        ("int(11)", "int"),
        ("bigint(20) unsigned", "bigint unsigned"),
        ("year(4)", "year"),
        ("tinyint(1)", "tinyint(1)"),
        ("int(5) unsigned zerofill", "int(5) unsigned zerofill"),
        ("enum('int(11)')", "enum('int(11)')"),
        ("longtext /*M!100301 COMPRESSED*/", "longtext"),
        ("datetime /* mariadb-5.3 */", "datetime"),
    ],
)
def test_types_are_the_same(mariadb: str, mysql: str) -> None:
    assert normalize.column_type(mariadb) == normalize.column_type(mysql) == mysql


def part(index: str, column: str | None, expression: str | None = None, **other: Any) -> tuple[Any, ...]:
    row = {"unique": 0, "order": "A", "prefix": None, "method": "BTREE", "visible": 1, **other}
    non_unique = 1 - row["unique"]
    return (
        "orders",
        index,
        non_unique,
        column,
        expression,
        row["order"],
        row["prefix"],
        row["method"],
        "",
        row["visible"],
    )


def test_indexes() -> None:
    found = orders(
        indexes=[
            part("by_lower", None, "lower(`name`)"),
            part("functional_index", None, "(`a` + `b`)", unique=1),
            part("hidden", "a", visible=0),
            part("one", "a", unique=1, visible=0),
        ]
    )
    assert found.indexes == (
        Index("by_lower", ("(lower(`name`))",), method="btree"),
        Index("functional_index", ("(`a` + `b`)",), unique=True, method="btree", auto_named=True),
        Index("hidden", ("a",), method="btree", visible=False),
    )
    assert found.uniques == (Unique("one", ("a",), options=(("visible", "no"),)),)


def test_checks_that_are_not_enforced_are_told() -> None:
    found = orders(
        checks=[("orders", "orders_chk_1", "(`a` <> _utf8mb4\\'x\\')", 0, 1), ("orders", "b", "(`b` > 0)", 0, 0)]
    )
    assert [(item.expression, item.options, item.auto_named) for item in found.checks] == [
        ("`a` <> 'x'", (), True),
        ("`b` > 0", (("enforced", "no"),), False),
    ]


def test_what_only_mysql_has() -> None:
    found = orders(
        columns=[column("place", "point")],
        spatial=[("orders", "place", 4326)],
        attributes=[("orders", "", '{"a": 1}', None), ("orders", "place", None, '{"b": 2}')],
    )
    assert dict(found.options)["engine_attribute"] == '{"a": 1}'
    assert found.columns[0].options == (("secondary_engine_attribute", '{"b": 2}'), ("srid", "4326"))


def test_both_actions_that_refuse_are_one() -> None:
    key = ("orders", "k", "a", "shop", "customers", "id")
    for rule in ("NO ACTION", "RESTRICT"):
        found = orders(foreign_keys=[key], actions=[("orders", "k", rule, "CASCADE")]).foreign_keys[0]
        assert (found.on_delete, found.on_update, found.target) == ("", "CASCADE", "customers")


def test_partitions_stand_in_a_comment_of_mysql(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "CREATE TABLE `orders` (\n  `a` int NOT NULL COMMENT 'x PARTITION BY y'\n) ENGINE=InnoDB\n"
        "/*!50100 PARTITION BY RANGE (`a`)\n(PARTITION p0 VALUES LESS THAN (10) DATA DIRECTORY = '/x y' ENGINE = InnoDB,\n"
        " PARTITION p1 VALUES LESS THAN MAXVALUE TABLESPACE = `t` ENGINE = InnoDB) */"
    )
    row = ("orders", "BASE TABLE", "InnoDB", "Dynamic", "utf8mb4_bin", "partitioned", "")
    catalogue = Catalogue(Answers(tables=[row]), DATABASE)
    monkeypatch.setattr(catalogue, "definition", lambda name: text)
    (found,) = read_tables(catalogue, TEXTS)
    assert (
        found.partition_by == "RANGE (`a`) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)"
    )
    assert found.kind == "partitioned"


def test_sql_is_no_language_worth_naming() -> None:
    row = ("f", "FUNCTION", "int", "", "SQL", "RETURN 1", "NO", "CONTAINS SQL", "DEFINER", "", "")
    (found,) = (item for item in objects(routines=[row]) if not isinstance(item, Table))
    assert (found.language, found.body, found.options) == ("", "RETURN 1", ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select  `shop`.`orders`.`id`\n\tfrom `shop`.`orders`", "select `orders`.`id` from `orders`"),
        ("SELECT id FROM shop . orders -- all of them\n WHERE x = 'shop.orders  -- '", "SELECT id FROM orders WHERE x = 'shop.orders  -- '"),
        ("SELECT other.shop.id, 'it''s', \"a  b\"", "SELECT other.shop.id, 'it''s', \"a  b\""),
        ("select `shop`.`id` from `shop`.`orders` `shop`", "select `shop`.`id` from `orders` `shop`"),
        ("SELECT shop.id FROM orders AS shop", "SELECT shop.id FROM orders AS shop"),
        ("SET NEW.x = 1 /* why */ ;", "SET NEW.x = 1 ;"),
        ("a/*!50000 b */c", "a b c"),
        ("", ""),
    ],
)  # fmt: skip
def test_bodies(text: str, expected: str) -> None:
    assert TEXTS.body(text) == expected
    assert TEXTS.body(expected) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("((`a` > 0))", "`a` > 0"),
        ("(`a` > 0) and (`b` > 0)", "(`a` > 0) and (`b` > 0)"),
        ("(`a` > 0", "(`a` > 0"),
        ("_utf8mb4'x'", "'x'"),
        ("_latin1'x'", "_latin1'x'"),
        ("'('", "'('"),
        ("nextval(`shop`.`numbers`)", "nextval(`numbers`)"),
        ("()", "()"),
    ],
)
def test_expressions(text: str, expected: str) -> None:
    assert TEXTS.expression(text) == expected


def test_case_of_the_own_name_matters_where_the_server_says_so() -> None:
    assert Texts("shop").body("SELECT Shop.f()") == "SELECT Shop.f()"
    assert Texts("shop", exact=False).body("SELECT Shop.f()") == "SELECT f()"
    assert Texts("shop").body('SELECT "shop".f()', "ANSI_QUOTES") == "SELECT f()"
    assert Texts("shop").body('SELECT "shop".f()') == 'SELECT "shop".f()'


def test_options_of_tables() -> None:
    text = "row_format=COMPRESSED key_block_size=8 `page_compressed`='1' ENCRYPTION=\"Y\" max_rows=5 connection='mysql://u:secret@h'"
    assert dict(normalize.create_options(text, "InnoDB")) == {
        "row_format": "COMPRESSED",
        "key_block_size": "8",
        "page_compressed": "1",
        "encryption": "Y",
    }
    assert "max_rows" in dict(normalize.create_options(text, "MyISAM"))


GRANTS: list[tuple[list[str], str]] = [
    (["GRANT USAGE ON *.* TO `u`@`%`"], ""),
    (["GRANT ALL PRIVILEGES ON *.* TO `u`@`%` WITH GRANT OPTION"], "table column routine global"),
    (["GRANT SELECT, INSERT ON `shop`.* TO `u`@`%`"], "table column"),
    (["GRANT SELECT ON `sho_`.* TO `u`@`%`"], "table column"),
    (["GRANT SELECT ON `s%`.* TO `u`@`%`"], "table column"),
    (["GRANT SELECT ON `sho\\_`.* TO `u`@`%`"], ""),
    (["GRANT SELECT ON `other`.* TO `u`@`%`"], ""),
    (["GRANT SHOW VIEW, EXECUTE ON `shop`.* TO `u`@`%`"], "table routine"),
    (["GRANT EXECUTE ON FUNCTION `shop`.`f` TO `u`@`%`"], ""),
    (["GRANT SELECT (`a`, `b`), LOCK TABLES ON `shop`.* TO `u`@`%`"], ""),
    (["GRANT `reader`@`%` TO `u`@`%`", "GRANT SHOW_ROUTINE ON *.* TO `u`@`%`"], "global"),
    (["GRANT SELECT, EVENT ON *.* TO `u`@`%`", "REVOKE SELECT ON `shop`.* FROM `u`@`%`"], "global"),
    (["GRANT ALL PRIVILEGES ON `shop`.* TO `u`@`%`", "REVOKE INSERT ON `shop`.* FROM `u`@`%`"], ""),
]


@pytest.mark.parametrize(
    ("lines", "expected"), GRANTS, ids=lambda value: "; ".join(value) if isinstance(value, list) else value
)
def test_rights(lines: list[str], expected: str) -> None:
    found = rights(lines, "shop")
    held = {
        "table": found.has(TABLE),
        "column": found.has(COLUMN),
        "routine": found.has(ROUTINE),
        "global": found.has_globally(("SELECT", "SHOW_ROUTINE")),
    }
    assert " ".join(word for word, has in held.items() if has) == expected


def test_rights_on_one_table() -> None:
    found = rights(
        ["GRANT SELECT ON `shop`.`ord``ers` TO `u`@`%`", "GRANT SELECT (`a`) ON `shop`.`other` TO `u`@`%`"], "shop"
    )
    assert found.has(COLUMN, "ord`ers")
    assert not found.has(COLUMN, "other")
    assert not found.has(TABLE)


class Asked:
    """A cursor that keeps what it was asked, and has no rows but one column for places."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def execute(self, sql: str, parameters: list[str] | None = None) -> None:
        self.asked.append((sql, parameters or []))

    def fetchall(self) -> list[tuple[Any, ...]]:
        return [column("place", "point")] if "information_schema.COLUMNS\n" in self.asked[-1][0] else []


@pytest.mark.parametrize("version", ["8.4.3", "10.11.6-MariaDB"])
def test_a_catalogue_of_some_tables_asks_about_these_only(version: str) -> None:
    cursor = Asked()
    Catalogue(cursor, DATABASE._replace(version=version), only=["one", "other"])
    assert len(cursor.asked) == (9 if version == "8.4.3" else 7)
    for sql, parameters in cursor.asked:
        assert sql.count("%s") == len(parameters) and {*parameters} == {"shop", "one", "other"}, sql
