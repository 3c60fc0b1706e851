"""What somebody changes by hand in PostgreSQL is found, and a clean database is silent."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

import environ
import psycopg
import pytest

from schemaguard.schema.compare import compare, compare_fully
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.objects import Extension
from schemaguard.schema.renames import possible_renames
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.accuracy import pg_dump
from tests.drift.harness import Injection, inject, snapshot
from tests.drift.postgresql_files import BASE, injections
from tests.servers.client import DatabaseServer
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.usefixtures("own_connections")

CHANGES = injections("columns", "constraints", "indexes", "tables", "others")
SINCE_15 = injections("since_15")
SINCE_18 = injections("since_18")


class Live:
    """A database that is read anew only where something was executed since."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.seen: SchemaSnapshot | None = None

    def execute(self, *statements: str) -> None:
        self.seen = None
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def read(self) -> SchemaSnapshot:
        if self.seen is None:
            self.seen = snapshot("postgresql", environ.Env.db_url_config(self.url))
        return self.seen


def loaded(server: DatabaseServer) -> Iterator[Live]:
    with server.fresh() as url:
        live = Live(url)
        live.execute(BASE)
        yield live


@pytest.fixture(scope="module")
def base18(postgresql_server: DatabaseServer) -> Iterator[Live]:
    """One database for all changes: each is taken back."""
    yield from loaded(postgresql_server)


@pytest.fixture(scope="module")
def base15(postgresql15_server: DatabaseServer) -> Iterator[Live]:
    """The same on an older server."""
    yield from loaded(postgresql15_server)


@pytest.fixture(scope="module")
def base14(postgresql14_server: DatabaseServer) -> Iterator[Live]:
    """The same on the oldest server."""
    yield from loaded(postgresql14_server)


@pytest.mark.parametrize("injection", [*CHANGES, *SINCE_15, *SINCE_18], ids=str)
def test_change_is_found_on_18(injection: Injection, base18: Live) -> None:
    inject(injection, base18.read, base18.execute)


@pytest.mark.parametrize("injection", [*CHANGES, *SINCE_15], ids=str)
def test_change_is_found_on_15(injection: Injection, base15: Live) -> None:
    inject(injection, base15.read, base15.execute)


@pytest.mark.parametrize("injection", CHANGES, ids=str)
def test_change_is_found_on_14(injection: Injection, base14: Live) -> None:
    inject(injection, base14.read, base14.execute)


def assert_same(left: SchemaSnapshot, right: SchemaSnapshot) -> None:
    found = compare_fully(left, right)
    assert [(change.kind, change.object, change.before, change.after) for change in found.changes] == []
    # Columns that were dropped and made anew stand at the end.
    assert (found.unknown, found.names) == ((), ())
    assert fingerprint(left) == fingerprint(right)


def without_extensions(snapshot: SchemaSnapshot) -> SchemaSnapshot:
    """Each server ships another version of an extension, which is a difference, and no part of a dump."""
    return replace(snapshot, objects=tuple(item for item in snapshot.objects if not isinstance(item, Extension)))


@pytest.mark.parametrize("older", ["base14", "base15"])
@pytest.mark.postgresql
def test_the_same_schema_on_two_versions(base18: Live, older: str, request: pytest.FixtureRequest) -> None:
    old: Live = request.getfixturevalue(older)
    found = compare_fully(old.read(), base18.read())
    assert [(change.kind, change.object, change.fields()) for change in found.changes] == [
        ("alter_extension", "citext", ("version",))
    ]
    assert_same(without_extensions(base18.read()), without_extensions(old.read()))


def dumped(live: Live, server: DatabaseServer) -> str:
    assert isinstance(server.server, Postgres)
    # What begins with a backslash is for psql.
    return re.sub(r"^\\.*$", "", pg_dump.dump(server.server, live.url), flags=re.MULTILINE)


def test_a_dump_restored(base18: Live, postgresql_server: DatabaseServer, postgresql_url: str) -> None:
    copy = Live(postgresql_url)
    copy.execute(dumped(base18, postgresql_server))
    assert_same(base18.read(), copy.read())


def test_a_dump_restored_on_a_newer_version(
    base15: Live, postgresql15_server: DatabaseServer, postgresql_url: str
) -> None:
    copy = Live(postgresql_url)
    copy.execute(dumped(base15, postgresql15_server))
    assert_same(without_extensions(base15.read()), without_extensions(copy.read()))


#: IN with a column of varchar casts a whole list. pg_dump writes that down, and who reads it casts each text.
LISTS = """
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE state (id integer, page integer, status varchar(9) CHECK (status NOT IN ('it''s', 'a, b', NULL)),
    is_open boolean GENERATED ALWAYS AS (status IN ('new'::varchar(5), 'late')) STORED,
    is_new boolean DEFAULT ('x'::varchar IN ('x', 'y')),
    CONSTRAINT once EXCLUDE (page WITH =) WHERE (status IN ('new', 'E\\')),
    CONSTRAINT short CHECK ((ARRAY['new'::varchar, 'old']::text[])[1] <> status AND page > 0));
CREATE UNIQUE INDEX one_of_a_page ON state (page) WHERE status IN ('new', 'late');
CREATE INDEX whether_new ON state ((status IN ('new', 'late')));
CREATE DOMAIN mood AS varchar(9) CHECK (VALUE IN ('good', 'bad'));
CREATE VIEW open AS SELECT id FROM state WHERE status IN ('new', 'late');
CREATE POLICY readers ON state FOR ALL USING (status IN ('new', 'late')) WITH CHECK (status NOT IN ('old', 'gone'));
CREATE RULE keep AS ON DELETE TO state WHERE old.status IN ('new', 'late') DO INSTEAD NOTHING;
CREATE TRIGGER touched BEFORE UPDATE ON state FOR EACH ROW WHEN (new.status IN ('new', 'late')) EXECUTE FUNCTION touch();
"""


@pytest.mark.parametrize("name", ["postgresql", "postgresql15", "postgresql14"])
def test_lists_of_texts_in_a_dump_restored(name: str, request: pytest.FixtureRequest) -> None:
    server: DatabaseServer = request.getfixturevalue(f"{name}_server")
    with server.fresh() as first, server.fresh() as second:
        live, copy = Live(first), Live(second)
        live.execute(LISTS)
        copy.execute(dumped(live, server))
        assert dumped(live, server) != dumped(copy, server)
        assert_same(live.read(), copy.read())
        copy.execute(
            "DROP INDEX one_of_a_page; CREATE UNIQUE INDEX one_of_a_page ON state (page) WHERE status IN ('new', 'gone')"
        )
        assert [change.object for change in compare_fully(live.read(), copy.read()).changes] == ["state.one_of_a_page"]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_statements_means_nothing(seed: int, base18: Live, postgresql_url: str) -> None:
    statements = [text for text in BASE.split(";\n") if text.strip()]
    random.Random(seed).shuffle(statements)
    shuffled = Live(postgresql_url)
    run_as_soon_as_possible(shuffled, statements)
    assert_same(base18.read(), shuffled.read())


def run_as_soon_as_possible(live: Live, statements: list[str]) -> None:
    """Run what can run, then try the rest again."""
    while statements:
        refused = []
        for statement in statements:
            try:
                live.execute(statement)
            except psycopg.errors.Error:
                refused.append(statement)
        assert len(refused) < len(statements), refused
        statements = refused


def test_the_order_of_columns_is_told_but_no_difference(postgresql_server: DatabaseServer) -> None:
    with postgresql_server.fresh() as left, postgresql_server.fresh() as right:
        first, second = Live(left), Live(right)
        first.execute("CREATE TABLE t (a integer, b text, c date)")
        second.execute("CREATE TABLE t (c date, gone integer, a integer, b text); ALTER TABLE t DROP gone")
        found = compare_fully(first.read(), second.read())
    assert (found.changes, found.orders) == ((), ("t",))
    assert fingerprint(first.read()) == fingerprint(second.read())


@pytest.mark.parametrize(
    ("name", "proposal"),
    [
        ("column renamed", ("column", "shop_note.kind2", "shop_note.sort")),
        ("table renamed", ("table", "shop_note", "shop_notes")),
        ("index renamed", ("index", "shop_order.shop_order_open_idx", "shop_order.shop_order_undone_idx")),
        ("CHECK renamed", ("check", "shop_order.shop_order_total_positive", "shop_order.total_is_positive")),
    ],
)
def test_a_rename_is_proposed(name: str, proposal: tuple[str, str, str], base18: Live) -> None:
    (injection,) = (it for it in CHANGES if it.name == name)
    before = base18.read()
    base18.execute(*injection.do)
    try:
        assert possible_renames(compare(before, base18.read())) == (proposal,)
    finally:
        base18.execute(*injection.undo)
