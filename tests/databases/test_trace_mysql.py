"""The algorithm that a trace names is the cheapest one that the server accepts.

That one is measured where the table of algorithms is proven, which is asked here: ``test_locks_mariadb`` and
``test_locks_mysql``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from schemaguard.databases.mysql.locks import lock
from schemaguard.databases.mysql.parse import parse
from schemaguard.databases.mysql.stage import MySQLStage
from schemaguard.databases.stage import Trace
from tests.databases import test_locks_mariadb, test_locks_mysql
from tests.databases.conftest import BOTH
from tests.databases.mariadb_live import execute
from tests.databases.measure_mariadb import STRICT, recreate, run
from tests.databases.test_mysql_stage import run as send
from tests.databases.test_mysql_stage import staged
from tests.servers.client import DatabaseServer
from tests.servers.mariadb import connect

#: Nothing is in it, so that nothing tells whether the server went through its rows.
EMPTY = "counted"
#: Another name is no change.
RENAMED = "RENAME TO"
#: The first one of a table builds it anew, on both servers: the trace is right, and a statement does not tell.
FULL_TEXT = "CREATE FULLTEXT INDEX"

MARIADB = "mariadb"


class Watched:
    """A stage, and a second session that makes the tables."""

    def __init__(self, stage: MySQLStage, beside: Any, brand: str) -> None:
        self.stage, self.beside, self.brand = stage, beside, brand
        self.tests = test_locks_mariadb if brand == MARIADB else test_locks_mysql
        run(beside, STRICT)

    def trace(self, *statements: str) -> Trace:
        """What is said of statements on the tables of the other tests."""
        recreate(self.beside, self.tests.TABLES)
        with self.stage.traced() as trace:
            send(self.stage, *statements)
        return trace


@pytest.fixture(scope="module", params=BOTH)
def on(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[Watched]:
    """Each server."""
    server: DatabaseServer = request.getfixturevalue(f"{request.param}_server")
    with django_db_blocker.unblock(), server.fresh() as url, closing(connect(url)) as beside, staged(url) as stage:
        beside.autocommit(True)
        yield Watched(stage, beside, request.param)


def test_one_statement(on: Watched) -> None:
    target = test_locks_mariadb.MARIADB if on.brand == MARIADB else test_locks_mysql.MYSQL
    wrong = []
    for sql, statement in on.tests.CASES[::3]:
        judged, trace = lock(statement or parse(sql)[0], target), on.trace(sql)
        assert judged is not None
        (table, way), *_ = trace.ways.items() or [("", "")]
        rewrites = [table] if judged.rewrites else []
        right = judged.algorithm in way.split(" or ") if table != EMPTY else way
        if RENAMED not in sql and FULL_TEXT not in sql and not (right and trace.rewrites == rewrites):
            wrong.append((sql, judged, trace))
    assert wrong == []


#: What happens, and the ways, rewrites, scans and index builds that are said of it.
DEEDS: dict[str, tuple[list[str], dict[str, str], list[str], list[str], list[str]]] = {
    "add": (["ALTER TABLE bare ADD COLUMN z INT"], {"bare": "instant"}, [], [], []),
    "index": (["CREATE INDEX i ON bare (n)"], {"bare": "nocopy"}, [], ["bare"], ["i"]),
    "drop index": (["ALTER TABLE t DROP INDEX t_indexed"], {"t": "nocopy"}, [], [], []),
    "rows": (["UPDATE bare SET n = 3"], {}, [], [], []),
    "new": (["CREATE TABLE u (id INT PRIMARY KEY)", "CREATE INDEX i ON u (id)"], {}, [], [], []),
    "renamed": (["ALTER TABLE bare RENAME TO u"], {}, [], [], []),
    "renamed and changed": (
        ["RENAME TABLE bare TO u", "ALTER TABLE u MODIFY n BIGINT"],
        {"bare": "copy"},
        ["bare"],
        [],
        [],
    ),
    "changed and renamed": (
        ["ALTER TABLE bare MODIFY n BIGINT", "ALTER TABLE bare RENAME u"],
        {"bare": "copy"},
        ["bare"],
        [],
        [],
    ),
    "swapped": (
        ["CREATE TABLE u LIKE bare", "RENAME TABLE bare TO v", "RENAME TABLE u TO bare", "ALTER TABLE bare FORCE"],
        {},
        [],
        [],
        [],
    ),
    "empty": (["ALTER TABLE counted FORCE"], {"counted": "copy or inplace"}, ["counted"], [], []),
}


def test_what_was_done(on: Watched) -> None:
    for statements, ways, *rest in DEEDS.values():
        trace = on.trace(*statements)
        own = {name: way if on.brand == MARIADB else way.replace("nocopy", "inplace") for name, way in ways.items()}
        assert (trace.ways, [trace.rewrites, trace.scans, trace.index_builds]) == (own, rest), statements


def test_what_cannot_be_seen_is_said(either_url: str, own_connections: None) -> None:
    """A user who may do anything with this database, and nothing else."""
    name = either_url.rpartition("/")[2]
    execute(either_url, f"CREATE USER IF NOT EXISTS {name}@'%'", f"GRANT ALL ON {name}.* TO {name}@'%'")
    try:
        with staged(either_url.replace("root@", f"{name}@"), "CREATE TABLE t (id INT)") as stage:
            with stage.traced() as trace:
                send(stage, "ALTER TABLE t ADD n INT")
            assert (trace.ways, len(trace.notes)) == ({}, 1)
            assert stage.unseen
    finally:
        execute(either_url, f"DROP USER {name}@'%'")
