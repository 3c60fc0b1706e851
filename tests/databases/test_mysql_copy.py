"""Copies of MariaDB databases: all of the structure, a part of the rows, nothing written to the source."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from schemaguard.databases.base import Portion, Source
from schemaguard.databases.connections import opened
from schemaguard.databases.mysql.copy_rows import refuse_lost
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from tests.databases.mariadb_live import execute, name_of, settings
from tests.servers import mariadb

pytestmark = [pytest.mark.mariadb, pytest.mark.usefixtures("own_connections")]

SHOP = (
    "CREATE TABLE customer (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50) CHARACTER SET latin1 NOT NULL,"
    " email VARCHAR(80), referrer INT NULL, shout VARCHAR(50) AS (UPPER(name)) STORED, UNIQUE (email),"
    " CONSTRAINT referred FOREIGN KEY (referrer) REFERENCES customer (id)) AUTO_INCREMENT = 500",
    "CREATE TABLE item (id INT PRIMARY KEY, customer_id INT NULL, price DECIMAL(8,2), weight FLOAT, at DATETIME(6),"
    " flags BIT(5), picture BLOB, place POINT, extra JSON, lasted TIME(3), seen TIMESTAMP(2) NULL, day DATE,"
    " FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE, CHECK (price >= 0))",
    "CREATE TABLE log (message VARCHAR(20))",
)
ROWS = (
    "INSERT INTO customer (id, name, email, referrer) SELECT seq, CONCAT('Zoë ', seq), CONCAT(seq, '@example.org'),"
    " IF(seq > 1, seq - 1, NULL) FROM seq_1_to_40",
    "INSERT INTO item SELECT seq, seq, seq / 7, seq / 3, '2020-01-01 10:00:00.000123', seq % 32, x'00ff27',"
    " POINT(seq, 1), JSON_OBJECT('b', seq, 'a', 'ü'), '-30:00:00.5', '2021-06-01 12:00:00.25', '0000-00-00'"
    " FROM seq_1_to_30",
)
PROGRAMS = (
    "CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN n * 2",
    "CREATE VIEW z_priced AS SELECT * FROM item WHERE price > 1",
    "CREATE VIEW a_dear AS SELECT id, twice(price) AS double_price FROM z_priced",
    "CREATE TRIGGER b_first BEFORE INSERT ON customer FOR EACH ROW INSERT INTO {name}.log VALUES ('first')",
    "CREATE TRIGGER a_second BEFORE INSERT ON customer FOR EACH ROW FOLLOWS b_first INSERT INTO log VALUES ('second')",
    "CREATE PROCEDURE clean() DELETE FROM `{name}`.log",
    "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2020-01-01 00:00:00' DO DELETE FROM log",
    "CREATE SEQUENCE numbers START WITH 7",
    "CREATE TABLE numbered (n BIGINT DEFAULT (NEXT VALUE FOR numbers), v INT) PARTITION BY HASH (v) PARTITIONS 3",
    "CREATE TABLE versioned (id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING",
)


@contextmanager
def copied(url: str, **portion: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The URL of a copy, and what was said about it."""
    source = Source("live", settings(url))
    mysql = database("mysql")
    with mysql.scratch(source) as made:
        said = mysql.copy(source, Source("copy", made), Portion(**portion))
        yield url.replace(name_of(url), made["NAME"]), said


def ask(url: str, sql: str) -> list[tuple[Any, ...]]:
    return list(mariadb.execute(url, sql))


def fill(url: str, *statements: str) -> None:
    execute(url, "SET sql_mode = ''", *(statement.replace("{name}", name_of(url)) for statement in statements))


def test_everything_is_copied(mariadb_url: str) -> None:
    """Structure and programs are the same, rows too, down to values that drivers have no type for."""
    fill(mariadb_url, *SHOP, *ROWS, *PROGRAMS)
    with copied(mariadb_url) as (copy, said):
        assert said == ("Of the table versioned the rows of today are copied, and not their history.",)
        for sql in ("SELECT * FROM customer ORDER BY id", "SELECT * FROM item ORDER BY id", "CHECKSUM TABLE item"):
            assert [row[1:] for row in ask(copy, sql)] == [row[1:] for row in ask(mariadb_url, sql)]
        assert ask(copy, "SELECT COUNT(*) FROM log") == [(0,)], "triggers ran"
        assert ask(copy, "SELECT status FROM information_schema.events WHERE event_schema = DATABASE()") == [
            ("DISABLED",)
        ]
        assert ask(copy, "SELECT COUNT(*) FROM a_dear") == ask(mariadb_url, "SELECT COUNT(*) FROM a_dear")
        assert ask(
            copy,
            "SELECT AUTO_INCREMENT FROM information_schema.tables WHERE table_name = 'customer'"
            " AND table_schema = DATABASE()",
        ) == [(500,)]


def test_programs_of_the_copy_leave_the_source_alone(mariadb_url: str) -> None:
    """A trigger, a procedure and a default that name the database work on the copy."""
    fill(mariadb_url, *SHOP, *PROGRAMS, "INSERT INTO log VALUES ('kept')")
    with copied(mariadb_url) as (copy, _):
        execute(copy, "INSERT INTO customer (name) VALUES ('x')")
        assert ask(copy, "SELECT message FROM log") == [("kept",), ("first",), ("second",)]
        execute(copy, "CALL clean()", "INSERT INTO numbered (v) VALUES (1)")
        assert ask(copy, "SELECT n FROM numbered") == [(7,)]
    assert ask(mariadb_url, "SELECT message FROM log") == [("kept",)]
    assert ask(mariadb_url, "SELECT next_not_cached_value FROM numbers") == [(7,)]


@pytest.mark.parametrize("mask", [None, lambda table, column, value: value])
def test_a_part_of_the_rows_with_what_they_refer_to(mariadb_url: str, mask: Any) -> None:
    """The smallest and the largest keys; the largest refers to the one before, and so on to the first."""
    fill(mariadb_url, *SHOP, *ROWS)
    with copied(mariadb_url, rows=4, mask=mask) as (copy, said):
        assert said == ()
        assert ask(copy, "SELECT id FROM item ORDER BY id") == [(1,), (2,), (29,), (30,)]
        assert ask(copy, "SELECT COUNT(*) FROM customer") == [(40,)]
        wanted = "SELECT * FROM item WHERE id IN (1, 2, 29, 30) ORDER BY id"
        hashed = wanted.replace(
            "*",
            "MD5(CONCAT_WS('|', price, weight + 0e0, at, flags + 0, HEX(picture), HEX(place),"
            " extra, lasted, seen, CAST(day AS CHAR)))",
        )
        assert ask(copy, hashed) == ask(mariadb_url, hashed)


def test_masked_values(mariadb_url: str) -> None:
    """What is masked never comes to the copy; keys stay, and that is said."""
    fill(mariadb_url, *SHOP, *ROWS)

    def mask(table: str, column: str, value: Any) -> Any:
        return 7000 if column == "referrer" and value else "***" if column == "name" else value

    with copied(mariadb_url, rows=None, mask=mask) as (copy, said):
        assert ask(copy, "SELECT DISTINCT name FROM customer") == [("***",)]
        assert ask(copy, "SELECT MAX(referrer) FROM customer") == [(39,)]
        assert said == ("customer.referrer is copied as it is: it is part of a key, which must fit other rows.",)


def test_rows_that_refer_to_nothing_are_left_out(mariadb_url: str) -> None:
    fill(mariadb_url, *SHOP, *ROWS, "SET foreign_key_checks = 0", "INSERT INTO item (id, customer_id) VALUES (99, 999)")
    with copied(mariadb_url) as (copy, said):
        assert said == ("1 rows of item are not copied: they refer to rows of customer that are not there.",)
        assert ask(copy, "SELECT COUNT(*) FROM item") == [(30,)]


def test_objects_of_other_databases_are_not_copied(mariadb_url: str, mariadb_server: Any) -> None:
    """A trigger that writes to another database would write there from the copy as well."""
    with mariadb_server.fresh() as other:
        execute(other, "CREATE TABLE audit (n INT)")
        away = name_of(other)
        fill(
            mariadb_url,
            *SHOP,
            f"CREATE TRIGGER noted AFTER INSERT ON log FOR EACH ROW INSERT INTO {away}.audit VALUES (1)",
            f"CREATE VIEW elsewhere AS SELECT * FROM {away}.audit",
        )
        with copied(mariadb_url) as (copy, said):
            execute(copy, "INSERT INTO log VALUES ('x')")
        assert ask(other, "SELECT COUNT(*) FROM audit") == [(0,)]
    assert said == (
        f"The view elsewhere is not copied: it has to do with the database {away}.",
        f"The trigger noted is not copied: it has to do with the database {away}.",
    )


def test_content_types_are_copied_in_full(mariadb_url: str) -> None:
    fill(
        mariadb_url,
        "CREATE TABLE django_content_type (id INT PRIMARY KEY)",
        "INSERT INTO django_content_type SELECT seq FROM seq_1_to_50",
    )
    with copied(mariadb_url, rows=2) as (copy, _):
        assert ask(copy, "SELECT COUNT(*) FROM django_content_type") == [(50,)]


@pytest.mark.parametrize("mask", [None, lambda table, column, value: value])
def test_a_limit_for_statements(mariadb_url: str, mask: Any) -> None:
    fill(
        mariadb_url,
        "CREATE TABLE big (id INT PRIMARY KEY, v VARCHAR(100))",
        "INSERT INTO big SELECT seq, REPEAT('x', 100) FROM seq_1_to_200000",
    )
    with pytest.raises(BadInput, match=r"longer than 0\.05 seconds"), copied(mariadb_url, timeout=0.05, mask=mask):
        pass


def test_the_right_to_read_is_enough(mariadb_url: str) -> None:
    """Tables come over with their rows; what that right does not show is said."""
    fill(mariadb_url, *SHOP, *ROWS, PROGRAMS[1], PROGRAMS[3])
    name = name_of(mariadb_url)
    fill(mariadb_url, "CREATE OR REPLACE USER reader@'%' IDENTIFIED BY 'x'", f"GRANT SELECT ON {name}.* TO reader@'%'")
    live, mysql = settings(mariadb_url), database("mysql")
    try:
        with mysql.scratch(Source("live", live)) as made:
            reader = Source("live", {**live, "USER": "reader", "PASSWORD": "x"})
            said = " ".join(mysql.copy(reader, Source("copy", made), Portion(rows=4)))
            copy = mariadb_url.replace(name, made["NAME"])
            assert ask(copy, "SELECT COUNT(*) FROM item") == [(4,)]
            keys = (
                "SELECT COUNT(*) FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()"
            )
            assert ask(copy, keys) == [(2,)]
    finally:
        fill(mariadb_url, "DROP USER reader@'%'")
    assert "Triggers are listed to users with the right TRIGGER." in said
    assert "The view z_priced is not copied: SHOW VIEW command denied" in said


def test_rows_that_got_lost_on_the_way(mariadb_url: str) -> None:
    """As MariaDB does where its disk is full: the statement told no error."""
    with opened(Source("copy", settings(mariadb_url))) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE thing (id integer PRIMARY KEY)")
        cursor.execute("INSERT INTO thing VALUES (1), (2)")
        refuse_lost(cursor, {"thing": 2})
        with pytest.raises(BadInput, match="Of 3 rows of thing only 2 have arrived"):
            refuse_lost(cursor, {"thing": 3})
