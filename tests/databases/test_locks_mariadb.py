"""The table of algorithms and locks agrees with MariaDB 10.11."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import MySQLdb
import pytest

from schemaguard.databases.mysql.locks import lock
from schemaguard.databases.mysql.parse import parse
from schemaguard.databases.mysql.ways import MODES
from schemaguard.statements import (
    AddColumn,
    AlterColumn,
    Column,
    Constraint,
    DropColumn,
    DropConstraint,
    Reference,
    Statement,
)
from schemaguard.target import Target
from tests.databases.measure_mariadb import accepts, cheapest, database, recreate, run
from tests.servers.client import DatabaseServer
from tests.servers.mariadb import connect

MARIADB = Target("mysql", "mariadb", (10, 11))

TABLES = """
CREATE TABLE parent (id int PRIMARY KEY);
INSERT INTO parent SELECT seq FROM seq_1_to_20;
CREATE TABLE t (
    id int PRIMARY KEY, parent_id int, linked_id int, plain int, filled int NOT NULL DEFAULT 1, unique_key int,
    name varchar(20), indexed varchar(20), positive int, body longtext, place point NOT NULL,
    UNIQUE t_unique (unique_key), KEY t_indexed (indexed),
    CONSTRAINT t_fk FOREIGN KEY (linked_id) REFERENCES parent (id), CONSTRAINT t_check CHECK (positive > 0)
);
INSERT INTO t SELECT seq, seq, seq, seq, seq, seq, 'n', concat('n', seq), seq, 'b', point(1, 1) FROM seq_1_to_20;
CREATE TABLE bare (id int NOT NULL, n int);
INSERT INTO bare SELECT seq, seq FROM seq_1_to_20;
CREATE TABLE counted (id int AUTO_INCREMENT PRIMARY KEY);
CREATE TABLE computed (id int PRIMARY KEY, kept int AS (id * 2) STORED, seen int AS (id * 2) VIRTUAL);
INSERT INTO computed (id) SELECT seq FROM seq_1_to_20
"""

TO_PARENT = Reference("parent", ("id",))


def altering(column: str, changed: str, **after: Any) -> AlterColumn:
    before = Column(name=column, type="varchar(20)")
    return AlterColumn(
        table="t",
        before=before,
        after=Column(name=column, type=after.pop("type", "varchar(20)"), **after),
        changed=frozenset({changed}),
    )


#: SQL, and what it is judged as where the SQL tells less, or other things, than an operation.
CASES: list[tuple[str, Statement | None]] = [
    # Columns that come
    ("ALTER TABLE t ADD COLUMN x int", None),
    ("ALTER TABLE t ADD COLUMN x int NOT NULL DEFAULT 5", None),
    ("ALTER TABLE t ADD COLUMN x int FIRST", None),
    ("ALTER TABLE t ADD COLUMN x longtext NOT NULL DEFAULT 'x'", None),
    ("ALTER TABLE t ADD COLUMN x datetime(6) NOT NULL DEFAULT now(6)", None),
    ("ALTER TABLE t ADD COLUMN x int DEFAULT (1 + 1)", None),
    ("ALTER TABLE t ADD COLUMN x varchar(36) DEFAULT (uuid())", None),
    ("ALTER TABLE t ADD COLUMN x int DEFAULT (id)", None),
    ("ALTER TABLE t ADD COLUMN x int AS (plain * 2) STORED", None),
    ("ALTER TABLE t ADD COLUMN x int AS (plain * 2) VIRTUAL", None),
    ("ALTER TABLE t ADD COLUMN x int UNIQUE", None),
    ("ALTER TABLE t ADD COLUMN x int CHECK (x > 0)", None),
    ("ALTER TABLE t ADD COLUMN x json CHECK (json_valid(x))", None),
    ("ALTER TABLE bare ADD COLUMN x int AUTO_INCREMENT PRIMARY KEY", None),
    ("ALTER TABLE t ADD COLUMN x int REFERENCES parent (id)", None),
    (
        "ALTER TABLE t ADD COLUMN x int, ADD CONSTRAINT x FOREIGN KEY (x) REFERENCES parent (id)",
        AddColumn(table="t", column=Column(name="x", type="integer", references=TO_PARENT)),
    ),
    # Columns that go
    ("ALTER TABLE t DROP COLUMN name", None),
    ("ALTER TABLE t DROP COLUMN indexed", DropColumn(table="t", column=Column(name="indexed", index=True))),
    ("ALTER TABLE t DROP COLUMN unique_key", DropColumn(table="t", column=Column(name="unique_key", unique=True))),
    ("ALTER TABLE t DROP COLUMN positive", None),
    ("ALTER TABLE computed DROP COLUMN kept", DropColumn(table="t", column=Column(name="kept", generated="stored"))),
    ("ALTER TABLE computed DROP COLUMN seen", DropColumn(table="t", column=Column(name="seen", generated="virtual"))),
    # Columns that change
    ("ALTER TABLE t RENAME COLUMN name TO x", None),
    ("ALTER TABLE t ALTER COLUMN plain SET DEFAULT 5", None),
    ("ALTER TABLE t ALTER COLUMN filled DROP DEFAULT", None),
    ("ALTER TABLE t MODIFY plain int NOT NULL", altering("plain", "null", null=False)),
    ("ALTER TABLE t MODIFY filled int NULL DEFAULT 1", altering("filled", "null")),
    ("ALTER TABLE t MODIFY name varchar(20) COMMENT 'x'", altering("name", "comment", comment="x")),
    ("ALTER TABLE t MODIFY name varchar(20) FIRST", altering("name", "position", position="first")),
    ("ALTER TABLE t MODIFY indexed varchar(20) COLLATE utf8mb4_bin", altering("indexed", "collation")),
    ("ALTER TABLE t MODIFY name varchar(20) CHARACTER SET latin1", altering("name", "charset", charset="latin1")),
    ("ALTER TABLE t MODIFY plain int CHECK (plain > 0)", altering("plain", "check", check=True)),
    ("ALTER TABLE t MODIFY name varchar(60)", altering("name", "type", type="varchar(60)")),
    ("ALTER TABLE t MODIFY name varchar(10)", altering("name", "type", type="varchar(10)")),
    ("ALTER TABLE counted MODIFY id int NOT NULL", altering("id", "identity")),
    ("ALTER TABLE t MODIFY id int NOT NULL AUTO_INCREMENT", altering("id", "identity", identity=True)),
    ("ALTER TABLE computed MODIFY kept int AS (id * 3) STORED", altering("kept", "generated", generated="stored")),
    ("ALTER TABLE computed MODIFY seen int AS (id * 3) VIRTUAL", altering("seen", "generated", generated="virtual")),
    # Indexes
    ("CREATE INDEX x ON t (plain)", None),
    ("CREATE UNIQUE INDEX x ON t (plain)", None),
    ("CREATE FULLTEXT INDEX x ON t (body)", None),
    ("CREATE SPATIAL INDEX x ON t (place)", None),
    ("ALTER TABLE t DROP INDEX t_indexed", None),
    ("ALTER TABLE t RENAME INDEX t_indexed TO x", None),
    # Constraints
    ("ALTER TABLE t ADD CONSTRAINT x UNIQUE (plain)", None),
    ("ALTER TABLE bare ADD PRIMARY KEY (id)", None),
    ("ALTER TABLE t ADD CONSTRAINT x CHECK (plain > 0)", None),
    ("ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (parent_id) REFERENCES parent (id)", None),
    (
        "ALTER TABLE t DROP INDEX t_unique",
        DropConstraint(table="t", constraint=Constraint(kind="unique", name="t_unique")),
    ),
    ("ALTER TABLE t DROP PRIMARY KEY", None),
    ("ALTER TABLE t DROP CONSTRAINT t_check", None),
    ("ALTER TABLE t DROP FOREIGN KEY t_fk", None),
    # Tables
    ("ALTER TABLE t RENAME TO x", None),
    ("ALTER TABLE t ENGINE = InnoDB", None),
    ("ALTER TABLE t FORCE", None),
    ("ALTER TABLE t ROW_FORMAT = COMPRESSED", None),
    ("ALTER TABLE t COMMENT = 'x'", None),
    ("ALTER TABLE t AUTO_INCREMENT = 1000", None),
    ("ALTER TABLE t DEFAULT CHARACTER SET latin1", None),
    ("ALTER TABLE t CONVERT TO CHARACTER SET latin1", None),
    ("ALTER TABLE t STATS_PERSISTENT = 0", None),
]

#: Statements that wait for a transaction which has done the other thing, or do not.
WAITING = [
    ("ALTER TABLE t ADD COLUMN x int", "SELECT * FROM t", True),
    ("CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.plain = 1", "SELECT * FROM t", True),
    ("DROP TABLE t", "SELECT * FROM t", True),
    ("TRUNCATE t", "SELECT * FROM t", True),
    ("RENAME TABLE t TO x", "SELECT * FROM t", True),
    ("LOCK TABLES t WRITE", "SELECT * FROM t", True),
    ("LOCK TABLES t READ", "SELECT * FROM t", False),
    ("LOCK TABLES t READ", "UPDATE t SET plain = 0", True),
    ("ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (parent_id) REFERENCES parent (id)", "SELECT * FROM parent", False),
    (
        "ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (parent_id) REFERENCES parent (id)",
        "INSERT INTO parent VALUES (100)",
        True,
    ),
    ("CREATE TABLE x (id int REFERENCES parent (id))", "INSERT INTO parent VALUES (100)", False),
    ("CREATE VIEW x AS SELECT * FROM t", "SELECT * FROM t", False),
    ("ANALYZE TABLE t", "UPDATE t SET plain = 0", False),
]


@pytest.fixture(scope="module")
def connection(mariadb_server: DatabaseServer) -> Iterator[Any]:
    with database(mariadb_server) as found:
        yield found


@pytest.mark.parametrize(("sql", "statement"), CASES, ids=[sql for sql, _ in CASES])
def test_algorithm_and_lock_are_the_cheapest_accepted(connection: Any, sql: str, statement: Statement | None) -> None:
    recreate(connection, TABLES)
    judged = lock(statement or parse(sql)[0], MARIADB)
    assert judged is not None
    algorithm, held = cheapest(connection, sql)
    assert (judged.algorithm, judged.mode) == (algorithm, MODES[held])
    assert judged.blocks_writes == (held != "none")


@pytest.mark.parametrize(
    ("clauses", "judged", "accepted"),
    [
        ("ALGORITHM=INSTANT", "ADD COLUMN x int", True),
        ("ALGORITHM=INPLACE", "ADD COLUMN x int", True),
        ("ALGORITHM=INSTANT", "FORCE", False),
        ("LOCK=SHARED", "ADD COLUMN x int", True),
        ("LOCK=NONE", "ADD CONSTRAINT x CHECK (plain > 0)", False),
    ],
)
def test_what_the_server_refuses_blocks_nothing(connection: Any, clauses: str, judged: str, accepted: bool) -> None:
    recreate(connection, TABLES)
    sql = f"ALTER TABLE t {judged}, {clauses}"
    found = lock(parse(sql)[0], MARIADB)
    assert found is not None
    assert accepts(connection, sql) is accepted
    assert found.rewrites is False
    assert found.blocks_writes == (clauses == "LOCK=SHARED")


def test_inplace_is_taken_for_the_worst_it_may_do(connection: Any) -> None:
    recreate(connection, TABLES)
    space = "SELECT space FROM information_schema.innodb_sys_tables WHERE name = concat(database(), '/t')"
    before = run(connection, space)
    run(connection, "ALTER TABLE t ADD COLUMN x int, ALGORITHM=INPLACE")
    assert run(connection, space) == before
    run(connection, "ALTER TABLE t FORCE, ALGORITHM=INPLACE")
    assert run(connection, space) != before


@pytest.mark.parametrize(("sql", "other", "waits"), WAITING, ids=[f"{sql} after {other}" for sql, other, _ in WAITING])
def test_waiting_for_open_transactions(mariadb_server: DatabaseServer, sql: str, other: str, waits: bool) -> None:
    with mariadb_server.fresh() as url:
        holder, changer = connect(url), connect(url)
        changer.autocommit(True)
        recreate(changer, TABLES)
        run(holder, other)
        run(changer, "SET lock_wait_timeout = 0, innodb_lock_wait_timeout = 0")
        assert timed_out(changer, sql) is waits
        holder.rollback()
        holder.close()
        changer.close()


def timed_out(connection: Any, sql: str) -> bool:
    try:
        run(connection, sql)
    except MySQLdb.OperationalError as error:
        if error.args[0] == 1205:
            return True
        raise
    return False
