"""What may not be seen on MySQL is told, with the right that would help."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schemaguard.exceptions import BadInput
from schemaguard.schema.compare import compare_fully
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.databases import test_mysql_obstacles as mariadb
from tests.databases.mariadb_live import execute, name_of, read
from tests.databases.test_mysql_obstacles import PROGRAMS, VIEW
from tests.servers.client import DatabaseServer

READER, ROLE = "schemaguard_reader", "schemaguard_readers"
SCHEMA = (
    *(text.replace("RETURN 1", "NO SQL RETURN 1") for text in mariadb.SCHEMA if "SEQUENCE" not in text),
    "CREATE LIBRARY lib LANGUAGE JAVASCRIPT AS $$ export let x = 1; $$",
)
UNLISTED = {("table", "*"), ("view", "*")}
RECORDER = ("other", "django_migrations")
TABLES = {("table", name) for name in ("parent", "child", "django_migrations")} | {RECORDER, VIEW}
WITHOUT_BODY = {("routine", "f"), ("other", "lib")}
SEEN: dict[str, tuple[list[str], set[tuple[str, str]]]] = {
    "everything": (["ALL ON {db}.*"], WITHOUT_BODY),
    "for reading": (["SELECT ON {db}.*"], PROGRAMS | {VIEW}),
    "for reading anything": (["SELECT ON *.*"], {("trigger", "*"), ("other", "*"), VIEW}),
    "as recommended": (["SELECT, SHOW VIEW, TRIGGER, EVENT, EXECUTE ON {db}.*", "SHOW_ROUTINE ON *.*"], set()),
    "no programs but events": (
        ["SELECT, SHOW VIEW, TRIGGER, EVENT ON {db}.*"],
        {("routine", "*"), ("other", "*")},
    ),
    "one table": (["SELECT ON {db}.child"], UNLISTED | PROGRAMS),
    "some columns": (["SELECT (id, x), SHOW VIEW ON {db}.parent"], UNLISTED | PROGRAMS | {("table", "parent")}),
    "no columns": (["SHOW VIEW, TRIGGER, EVENT, EXECUTE ON {db}.*", "SHOW_ROUTINE ON *.*"], TABLES),
    "columns that may not be read": (
        ["INSERT, EVENT, EXECUTE ON {db}.*", "SHOW_ROUTINE ON *.*"],
        {("trigger", "*"), VIEW, RECORDER},
    ),
    "running": (["EXECUTE ON {db}.*"], UNLISTED | {("trigger", "*"), ("other", "*")} | WITHOUT_BODY),
    "dropping": (["DROP ON {db}.*"], PROGRAMS | TABLES),
    "locking": (["LOCK TABLES ON {db}.*"], UNLISTED | PROGRAMS),
}


pytestmark = pytest.mark.usefixtures("own_connections")


@pytest.fixture(scope="module")
def protected(mysql_server: DatabaseServer) -> Iterator[str]:
    with mysql_server.fresh() as url:
        execute(url, *SCHEMA)
        yield url
        execute(url, f"DROP USER IF EXISTS {READER}", f"DROP ROLE IF EXISTS {ROLE}")


def as_reader(url: str, grants: list[str]) -> SchemaSnapshot:
    name = name_of(url)
    execute(url, f"DROP USER IF EXISTS {READER}", f"CREATE USER {READER}")
    execute(url, *(f"GRANT {grant.format(db=f'`{name}`')} TO {READER}" for grant in grants))
    return read(url, USER=READER)


@pytest.mark.parametrize("rights", SEEN)
def test_what_may_not_be_seen_is_told(rights: str, protected: str) -> None:
    grants, expected = SEEN[rights]
    whole, part = read(protected), as_reader(protected, grants)
    if whole.version < (9, 2):
        pytest.skip("MySQL before 9.2 has no libraries")
    assert {(gap.kind, gap.name) for gap in part.gaps} == expected
    assert whole.gaps == ()
    assert compare_fully(whole, part).changes == ()
    assert all("Grant" in gap.reason for gap in part.gaps)


def test_rights_of_a_role_and_of_a_pattern(protected: str) -> None:
    pattern = f"`{name_of(protected)[:-1]}_`"
    execute(protected, f"DROP ROLE IF EXISTS {ROLE}", f"CREATE ROLE {ROLE}")
    execute(protected, f"GRANT SELECT, SHOW VIEW ON {pattern}.* TO {ROLE}")
    execute(protected, f"DROP USER IF EXISTS {READER}", f"CREATE USER {READER} DEFAULT ROLE {ROLE}")
    snapshot = read(protected, USER=READER)
    assert {(gap.kind, gap.name) for gap in snapshot.gaps} == PROGRAMS


def test_who_made_a_view_sees_its_body_but_not_its_algorithm(protected: str) -> None:
    name = name_of(protected)
    execute(protected, f"DROP USER IF EXISTS {READER}", f"CREATE USER {READER}")
    execute(protected, f"GRANT SELECT, TRIGGER, EVENT, EXECUTE, CREATE VIEW ON `{name}`.* TO {READER}")
    execute(protected, "DROP VIEW IF EXISTS mine", f"CREATE DEFINER = {READER} VIEW mine AS SELECT 1 AS one")
    snapshot = read(protected, USER=READER)
    execute(protected, "DROP VIEW mine")
    assert snapshot.all("view")[0].body == "select 1 AS `one`"
    assert {(gap.kind, gap.name) for gap in snapshot.gaps} >= {("view", "mine"), VIEW}


def test_user_without_rights_gets_one_line(protected: str) -> None:
    with pytest.raises(BadInput, match=r"^live cannot be read: .*Access denied[^\n]*$"):
        as_reader(protected, [])
