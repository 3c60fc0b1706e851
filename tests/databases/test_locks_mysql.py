"""The table of algorithms and locks agrees with MySQL 9.7, where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import MySQLdb
import pytest

from schemaguard.databases.mysql.locks import lock
from schemaguard.databases.mysql.parse import parse
from schemaguard.databases.mysql.ways import MODES
from schemaguard.statements import CreateIndex, Index, Statement
from schemaguard.target import Target
from tests.databases import test_locks_mariadb as mariadb
from tests.databases.measure_mariadb import database, recreate, run
from tests.databases.measure_mysql import cheapest, identities, is_rebuilt
from tests.servers.client import DatabaseServer
from tests.servers.mariadb import connect

MYSQL = Target("mysql", "mysql", (9, 7))

NUMBERS = ", ".join(f"({number})" for number in range(1, 21))
TABLES = (
    f"CREATE TABLE numbers (seq int PRIMARY KEY); INSERT INTO numbers VALUES {NUMBERS};"
    + mariadb.TABLES.replace("seq_1_to_20", "numbers").replace("place point NOT NULL", "place point NOT NULL SRID 0")
    + "; ALTER TABLE t ADD CONSTRAINT t_off CHECK (plain > 0) NOT ENFORCED, ADD data json"
)

#: MySQL refuses these, whatever the algorithm.
REFUSED = {
    "ALTER TABLE t ADD COLUMN x longtext NOT NULL DEFAULT 'x'": 1101,
    "ALTER TABLE t ADD COLUMN x varchar(36) DEFAULT (uuid())": 1674,
}
#: Dearer by our word than they were here, because a statement does not say enough.
NOT_KNOWN = {"ALTER TABLE t RENAME TO x", "ALTER TABLE t DROP CONSTRAINT t_check"}
#: Cheaper by our word: the first full-text index of a table builds it anew; whether it is the first is not known.
FIRST = "CREATE FULLTEXT INDEX x ON t (body)"


def of_expression(*, unique: bool = False) -> Statement:
    return CreateIndex(table="t", index=Index(name="x", expressions=True, unique=unique))


CASES: list[tuple[str, Statement | None]] = [
    *(case for case in mariadb.CASES if case[0] not in {*REFUSED, *NOT_KNOWN, FIRST}),
    ("ALTER TABLE t ADD COLUMN x longtext NOT NULL DEFAULT ('x')", None),
    ("ALTER TABLE t ADD COLUMN x json DEFAULT (json_array())", None),
    ("ALTER TABLE t DROP CHECK t_check", None),
    ("ALTER TABLE t ALTER CHECK t_check NOT ENFORCED", None),
    ("ALTER TABLE t ALTER CHECK t_off ENFORCED", None),
    ("ALTER TABLE t ADD CONSTRAINT x CHECK (plain > 0) NOT ENFORCED", None),
    ("ALTER TABLE t ALTER INDEX t_indexed INVISIBLE", None),
    ("ALTER TABLE t STATS_SAMPLE_PAGES = 20", None),
    ("ALTER TABLE bare MODIFY n bigint", None),
    ("CREATE INDEX x ON t ((plain + 1))", None),
    ("CREATE UNIQUE INDEX x ON t ((plain + 1))", None),
    ("CREATE INDEX x ON t ((CAST(data->'$.a' AS unsigned ARRAY)))", None),
    ("CREATE INDEX x ON t ((lower(name)))", of_expression()),
    ("CREATE UNIQUE INDEX x ON t ((-id))", of_expression(unique=True)),
]

#: Unlike MariaDB, MySQL makes these wait for readers and writers of the other table.
OF_PARENTS = [
    ("ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (parent_id) REFERENCES parent (id)", "SELECT * FROM parent", True),
    ("CREATE TABLE x (id int REFERENCES parent (id))", "INSERT INTO parent VALUES (100)", True),
    ("ALTER TABLE t DROP FOREIGN KEY t_fk", "SELECT * FROM parent", True),
    ("ALTER TABLE t ADD COLUMN x int", "SELECT * FROM parent", False),
]
WAITING = [case for case in mariadb.WAITING if " parent" not in f"{case[0]} {case[1]}"] + OF_PARENTS


@pytest.fixture(scope="module")
def connection(mysql_server: DatabaseServer) -> Iterator[Any]:
    with database(mysql_server) as found:
        ((version,),) = run(found, "SELECT version()")
        if [int(part) for part in version.split(".")[:2]] < [9, 7]:
            pytest.skip(f"measured on MySQL 9.7, and this is {version}")
        yield found


@pytest.mark.parametrize(("sql", "statement"), CASES, ids=[sql for sql, _ in CASES])
def test_algorithm_and_lock_are_the_cheapest_accepted(connection: Any, sql: str, statement: Statement | None) -> None:
    recreate(connection, TABLES)
    before = identities(connection)
    judged = lock(statement or parse(sql)[0], MYSQL)
    assert judged is not None
    algorithm, held = cheapest(connection, sql)
    assert (judged.algorithm, judged.mode) == (algorithm, MODES[held])
    assert judged.blocks_writes == (held != "none")
    assert judged.rewrites == is_rebuilt(before, identities(connection))


@pytest.mark.parametrize(("sql", "number"), REFUSED.items())
def test_refused_in_any_way(connection: Any, sql: str, number: int) -> None:
    recreate(connection, TABLES)
    with pytest.raises(MySQLdb.Error) as caught:
        run(connection, sql)
    assert caught.value.args[0] == number


def test_first_full_text_index_builds_the_table_anew(connection: Any) -> None:
    recreate(connection, TABLES)
    before = identities(connection)
    assert cheapest(connection, FIRST) == ("inplace", "shared")
    between = identities(connection)
    assert is_rebuilt(before, between)
    assert cheapest(connection, "CREATE FULLTEXT INDEX y ON t (name)") == ("inplace", "shared")
    assert not is_rebuilt(between, identities(connection))


@pytest.mark.parametrize(("sql", "other", "waits"), WAITING, ids=[f"{sql} after {other}" for sql, other, _ in WAITING])
def test_waiting_for_open_transactions(mysql_server: DatabaseServer, sql: str, other: str, waits: bool) -> None:
    with mysql_server.fresh() as url:
        holder, changer = connect(url), connect(url)
        changer.autocommit(True)
        recreate(changer, TABLES)
        run(holder, other)
        run(changer, "SET lock_wait_timeout = 1, innodb_lock_wait_timeout = 1")
        assert mariadb.timed_out(changer, sql) is waits
        holder.rollback()
        holder.close()
        changer.close()
