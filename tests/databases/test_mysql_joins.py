"""What a join leaves over, compared with what MariaDB really deletes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from schemaguard.databases.mysql.parse import parse
from schemaguard.statements import Delete
from tests.servers.client import DatabaseServer
from tests.servers.mariadb import connect

Survivors = Callable[[str], str]

#: Each has three rows; only the second row of ``a`` has a partner in ``b`` and in ``c``.
TABLES = {"a": (1, 2, 3), "b": (2, 12, 13), "c": (2, 22, 23)}

#: One DELETE each, and the tables of which a row survives.
DELETES = {
    "DELETE a FROM a JOIN b ON a.id = b.id": "abc",
    "DELETE a FROM a INNER JOIN b USING (id)": "abc",
    "DELETE a FROM a STRAIGHT_JOIN b ON a.id = b.id": "abc",
    "DELETE a FROM a NATURAL JOIN b": "abc",
    "DELETE a FROM a CROSS JOIN b ON a.id = b.id": "abc",
    "DELETE FROM a USING a JOIN b ON a.id = b.id": "abc",
    "DELETE x FROM a AS x JOIN b AS y ON x.id = y.id": "abc",
    "DELETE a FROM a LEFT JOIN b ON a.id = b.id": "bc",
    "DELETE b FROM a LEFT JOIN b ON a.id = b.id": "abc",
    "DELETE a, b FROM a LEFT OUTER JOIN b ON a.id = b.id": "bc",
    "DELETE a FROM a RIGHT JOIN b ON a.id = b.id": "abc",
    "DELETE b FROM a RIGHT JOIN b ON a.id = b.id": "ac",
    "DELETE a FROM a JOIN b": "bc",
    "DELETE a FROM a CROSS JOIN b": "bc",
    "DELETE a FROM a, b": "bc",
    "DELETE a FROM a JOIN b ON 1 = 1": "bc",
    "DELETE a FROM a, b JOIN c ON b.id = c.id": "bc",
    "DELETE b FROM a, b JOIN c ON b.id = c.id": "abc",
    "DELETE a FROM a CROSS JOIN b JOIN c ON b.id = c.id": "bc",
    "DELETE a FROM a JOIN b ON a.id = b.id LEFT JOIN c ON b.id = c.id": "abc",
    "DELETE a FROM a LEFT JOIN b ON a.id = b.id JOIN c ON a.id = c.id": "abc",
    "DELETE a FROM a LEFT JOIN b ON a.id = b.id LEFT JOIN c ON a.id = c.id": "bc",
}


@pytest.fixture(scope="module")
def survivors(mariadb_server: DatabaseServer) -> Iterator[Survivors]:
    """Runs a statement, names the tables that still have rows, and takes it back."""
    with mariadb_server.fresh() as url, closing(connect(url)) as connection, closing(connection.cursor()) as cursor:
        for table, ids in TABLES.items():
            cursor.execute(f"CREATE TABLE {table} (id int PRIMARY KEY) ENGINE = InnoDB")
            cursor.executemany(f"INSERT INTO {table} VALUES (%s)", [(number,) for number in ids])
        connection.commit()

        def run(sql: str) -> str:
            cursor.execute(sql)
            counts = {}
            for table in TABLES:
                cursor.execute(f"SELECT count(*) FROM {table}")
                counts[table] = cursor.fetchone()[0]
            connection.rollback()
            return "".join(table for table, count in counts.items() if count)

        yield run


@pytest.mark.parametrize(("sql", "left"), DELETES.items())
def test_a_join_limits_what_the_server_spares(survivors: Survivors, sql: str, left: str) -> None:
    emptied = {item.table for item in parse(sql) if isinstance(item, Delete) and not item.where}
    assert survivors(sql) == left
    assert emptied == TABLES.keys() - set(left)
