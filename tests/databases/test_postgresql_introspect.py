"""Reading a live PostgreSQL database: how much it asks, what it leaves out, how it names things."""

from __future__ import annotations

import psycopg
import pytest
from django.test.utils import CaptureQueriesContext

from schemaguard.schema.compare import compare
from schemaguard.schema.document import to_text
from schemaguard.schema.objects import Database
from schemaguard.schema.reading import from_text
from tests.databases.postgresql_live import connected, execute, quoted, read, read_through, tables
from tests.drift.postgresql_files import BASE
from tests.servers.client import DatabaseServer

pytestmark = pytest.mark.usefixtures("own_connections")

NAMES = [
    "select",
    "User",
    "two words",
    'a "quoted" name',
    "it's",
    "dot.ted",
    "percent%s",
    "back\\slash",
    "tab\there",
    "été",
    "日本語",
    # The longest: 63 bytes.
    "n" * 63,
    "n" + "ä" * 31,
]

#: Settings that change how the server spells things, or what a transaction may do.
SESSION = [
    "TimeZone=Asia/Tokyo",
    "DateStyle=German",
    "IntervalStyle=iso_8601",
    "extra_float_digits=-5",
    "bytea_output=escape",
    "quote_all_identifiers=on",
    "standard_conforming_strings=off",
    "default_transaction_isolation=serializable",
    "default_transaction_read_only=on",
]


def queries(url: str) -> int:
    with connected(url) as connection, CaptureQueriesContext(connection) as captured:
        read_through(connection)
    return len(captured)


def test_the_number_of_queries_does_not_depend_on_the_number_of_tables(postgresql_url: str) -> None:
    def make(first: int, last: int) -> list[str]:
        return [
            f"CREATE TABLE t{i} (id serial PRIMARY KEY, name varchar({i}) CHECK (name <> ''), code text UNIQUE,"
            f" other integer REFERENCES t{i}); CREATE INDEX i{i} ON t{i} (lower(name)); CREATE VIEW v{i} AS TABLE t{i}"
            for i in range(first, last)
        ]

    execute(postgresql_url, *make(1, 4))
    few = queries(postgresql_url)
    execute(postgresql_url, *make(4, 301))
    assert queries(postgresql_url) == few < 40
    assert len(tables(read(postgresql_url))) == 300


def test_an_empty_database(postgresql_url: str) -> None:
    snapshot = read(postgresql_url)
    assert [type(item) for item in snapshot.objects] == [Database]
    assert (snapshot.gaps, snapshot.migrations, snapshot.version) == ((), (), (18,))


def test_reading_twice_gives_the_same_value_and_document(postgresql_url: str) -> None:
    execute(postgresql_url, BASE)
    first = read(postgresql_url)
    assert read(postgresql_url) == first
    assert from_text(to_text({"default": first}), "a file") == {"default": first}


def test_two_databases_on_one_server_are_equal(postgresql_url: str, postgresql_server: DatabaseServer) -> None:
    with postgresql_server.fresh() as other:
        for url in (postgresql_url, other):
            execute(url, BASE)
        assert read(postgresql_url) == read(other)


def test_what_extensions_own_is_left_out(postgresql_url: str) -> None:
    empty = read(postgresql_url)
    names = ("btree_gist", "citext", "hstore", "ltree", "pg_stat_statements", "pg_trgm", "postgres_fdw", "tablefunc")
    execute(postgresql_url, *(f"CREATE EXTENSION {name}" for name in names))
    assert [(change.kind, change.object) for change in compare(empty, read(postgresql_url))] == [
        ("add_extension", name) for name in names
    ]


def test_what_lives_as_long_as_a_session_is_left_out(postgresql_url: str) -> None:
    empty = read(postgresql_url)
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE t (id serial PRIMARY KEY, b text)")
        connection.execute("CREATE TEMP VIEW v AS SELECT 1")
        assert read(postgresql_url) == empty


def test_rows_and_what_is_known_of_them_are_no_part_of_a_schema(postgresql_url: str) -> None:
    execute(postgresql_url, "CREATE TABLE t (id serial PRIMARY KEY, b text)")
    before = read(postgresql_url)
    execute(postgresql_url, "INSERT INTO t (b) SELECT 'x' FROM generate_series(1, 1000)", "ANALYZE t", "VACUUM FULL t")
    assert read(postgresql_url) == before


@pytest.mark.parametrize("name", NAMES)
def test_unusual_names(name: str, postgresql_url: str) -> None:
    it = quoted(name)
    execute(
        postgresql_url,
        f"CREATE SCHEMA {it}",
        f"CREATE TYPE {it} AS ENUM ('a')",
        f"CREATE TABLE {it}.{it} ({it} integer PRIMARY KEY, other integer CONSTRAINT {it} REFERENCES {it}.{it})",
        f"CREATE TABLE x ({it} {it} NOT NULL DEFAULT 'a', t text CONSTRAINT {it} CHECK (t <> ''))",
        f"CREATE INDEX {it} ON x ({it})",
        f"CREATE VIEW {it}.v AS SELECT {it} FROM x",
        f"CREATE FUNCTION {it}(x {it}) RETURNS {it} LANGUAGE sql AS 'SELECT $1'",
    )
    snapshot = read(postgresql_url)
    here, there = snapshot.all("table")
    assert tables(snapshot) == ["x", f"{name}.{name}"]
    assert (here.columns[0].name, here.checks[0].name, here.indexes[0].name) == (name, name, name)
    (key,) = there.foreign_keys
    assert (key.name, key.target, key.target_columns) == (name, f"{name}.{name}", (name,))
    assert snapshot.all("view")[0].schema == snapshot.all("schema")[0].name == snapshot.all("enum")[0].name == name
    assert from_text(to_text({"default": snapshot}), "a file") == {"default": snapshot}


SCHEMAS = """
CREATE SCHEMA stock;
CREATE TABLE public.a (id integer PRIMARY KEY, at timestamptz DEFAULT now());
CREATE TABLE stock.a (id integer PRIMARY KEY REFERENCES public.a);
CREATE TABLE stock.b (id integer);
CREATE FUNCTION stock.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW stock.v AS SELECT a.id, stock.f() AS f FROM public.a;
"""


def test_schemas_are_told_apart(postgresql_url: str) -> None:
    execute(postgresql_url, SCHEMAS)
    snapshot = read(postgresql_url)
    assert tables(snapshot) == ["a", "stock.a", "stock.b"]
    assert [item.name for item in snapshot.all("schema")] == ["stock"]
    assert [table.foreign_keys[0].target for table in snapshot.all("table") if table.foreign_keys] == ["a"]


@pytest.mark.parametrize(
    "path",
    [
        "stock",
        "stock,public",
        "gone,stock",
        '"$user",stock',
        "$user,stock",
        "STOCK",
        "pg_catalog,stock",
        '"a,public",stock',
    ],
)
def test_the_first_schema_of_the_search_path_is_the_own_one(path: str, postgresql_url: str) -> None:
    execute(postgresql_url, SCHEMAS)
    snapshot = read(postgresql_url, OPTIONS={"options": f"-c search_path={path}"})
    assert tables(snapshot) == ["a", "b", "public.a"]
    assert [table.foreign_keys[0].target for table in snapshot.all("table") if table.foreign_keys] == ["public.a"]


@pytest.mark.parametrize("name", ["a,b", 'a "quoted" one', " spaces ", "Upper", "public,stock"])
def test_a_search_path_in_quotes(name: str, postgresql_url: str) -> None:
    execute(postgresql_url, f"CREATE SCHEMA {quoted(name)}", f"CREATE TABLE {quoted(name)}.here (id integer)")
    database = postgresql_url.rpartition("/")[2]
    execute(postgresql_url, f"ALTER DATABASE {database} SET search_path = {quoted(name)}, public")
    assert tables(read(postgresql_url)) == ["here"]


def test_the_rest_of_the_search_path_changes_nothing(postgresql_url: str) -> None:
    execute(postgresql_url, SCHEMAS, BASE.replace("CREATE SCHEMA stock;", ""))
    assert read(postgresql_url, OPTIONS={"options": "-c search_path=public,stock"}) == read(postgresql_url)


def test_the_same_schema_under_another_name(postgresql_url: str) -> None:
    """A schema for each tenant: what is in it has no schema in its name, wherever the path points."""
    made = (
        "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (id serial PRIMARY KEY, e e DEFAULT 'a', o integer REFERENCES t)"
    )
    for tenant in ("one", "two"):
        execute(postgresql_url, f"CREATE SCHEMA {tenant}; SET search_path = {tenant}; {made}")
    one, two = (read(postgresql_url, OPTIONS={"options": f"-c search_path={tenant}"}) for tenant in ("one", "two"))
    own = [[item for item in snapshot.objects if getattr(item, "schema", "x") == ""] for snapshot in (one, two)]
    assert own[0] == own[1]
    assert len(own[0]) == 2


@pytest.mark.parametrize("option", SESSION)
def test_what_a_session_sets_changes_nothing(option: str, postgresql_url: str) -> None:
    execute(
        postgresql_url,
        "CREATE TABLE spelled (a timestamptz DEFAULT '2020-01-01 12:00Z', b interval DEFAULT '1 day 2 hours', c date"
        " DEFAULT '2020-01-31', d float8 DEFAULT 0.1, e bytea DEFAULT '\\xff', f text DEFAULT 'a\\b', \"G\" integer)",
        "CREATE INDEX spelled_idx ON spelled (\"G\") WHERE d > 0.1 AND a > '2020-01-01 12:00Z'",
        BASE,
    )
    assert read(postgresql_url, OPTIONS={"options": f"-c {option}"}) == read(postgresql_url)


def test_inside_a_transaction_of_somebody_else(postgresql_url: str) -> None:
    """What it has done so far is seen, and it goes on as if nobody had looked."""
    with connected(postgresql_url) as connection:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '7s'")
            cursor.execute("SET LOCAL search_path = public, pg_catalog")
            cursor.execute("CREATE TABLE t (id integer)")
            assert tables(read_through(connection)) == ["t"]
            cursor.execute("SELECT current_setting('statement_timeout'), current_setting('search_path')")
            assert cursor.fetchone() == ("7s", "public, pg_catalog")
        connection.commit()
        connection.set_autocommit(True)
    assert tables(read(postgresql_url)) == ["t"]


def test_applied_migrations(postgresql_url: str) -> None:
    execute(
        postgresql_url,
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255), name varchar(255), applied timestamptz)",
        "INSERT INTO django_migrations (app, name) VALUES ('shop', '0002_b'), ('shop', '0001_a'), ('auth', '0001')",
    )
    assert read(postgresql_url).migrations == (("auth", "0001"), ("shop", "0001_a"), ("shop", "0002_b"))


def definition_of(url: str, name: str) -> str:
    return next(str(item.definition) for item in read(url).all("other") if item.name == name)


#: Each with the server version it came with, and the names of options that have to be found.
SUBSCRIPTION = [
    (15, "streaming = on", "streaming on"),
    (15, "disable_on_error = on", "disabled on error"),
    (15, "binary = on", "binary"),
    (16, "streaming = parallel", "streaming parallel"),
    (16, "origin = none", "origin none"),
    (16, "run_as_owner = on", "run as owner"),
    (16, "password_required = off", "no password required"),
]


@pytest.mark.parametrize("server", ["postgresql", "postgresql15"])
def test_options_of_subscriptions(server: str, request: pytest.FixtureRequest) -> None:
    url: str = request.getfixturevalue(f"{server}_url")
    major = read(url).version[0]
    execute(
        url,
        "CREATE SUBSCRIPTION mirror CONNECTION 'host=nowhere' PUBLICATION there"
        " WITH (connect = false, enabled = false, slot_name = NONE, streaming = off)",
    )
    try:
        for since, option, text in SUBSCRIPTION:
            assert text not in definition_of(url, "mirror").split(", ")
            if major >= since:
                execute(url, f"ALTER SUBSCRIPTION mirror SET ({option})")
                assert text in definition_of(url, "mirror").split(", ")
    finally:
        execute(url, "DROP SUBSCRIPTION mirror")


def test_handlers_of_languages(postgresql_url: str) -> None:
    handlers = ["HANDLER plpgsql_call_handler", "INLINE plpgsql_inline_handler", "VALIDATOR plpgsql_validator"]
    found = set()
    for number in range(1, 4):
        execute(postgresql_url, f"CREATE OR REPLACE LANGUAGE spoken {' '.join(handlers[:number])}")
        found.add(definition_of(postgresql_url, "spoken"))
    assert len(found) == 3


def test_the_search_path_of_whoever_made_a_domain_means_nothing(postgresql_url: str) -> None:
    make = "CREATE DOMAIN {} AS integer DEFAULT public.two()"
    execute(
        postgresql_url,
        "CREATE FUNCTION two() RETURNS integer LANGUAGE sql AS 'SELECT 2'",
        make.format("one"),
        f"SET search_path = ''; {make.format('public.other')}",
    )
    first, second = read(postgresql_url).all("domain")
    assert (first.default, second.default) == ("two()", "two()")


CHECKS = {
    "t_x_check": "CHECK (x > 1)",
    "t_x_check1": "CHECK (x > 2)",
    "t_check": "CHECK (x > y)",
    # The column was renamed since, or the table.
    "t_old_check": "CHECK (x >= 0)",
    "old_y_check": "CHECK (y >= 0)",
    "t_x_9f86d081_check": "CHECK (x <> 5)",
}
OWN_CHECKS = {"x_check": "CHECK (x > 3)", "t_y_small_check": "CHECK (y < 5)", "positive": "CHECK (x >= 0)"}


def test_names_of_checks(postgresql_url: str) -> None:
    parts = [f"CONSTRAINT {name} {check}" for name, check in {**CHECKS, **OWN_CHECKS}.items()]
    execute(postgresql_url, f"CREATE TABLE t (x integer, y integer, {', '.join(parts)})")
    (found,) = read(postgresql_url).all("table")
    assert {check.name: check.auto_named for check in found.checks} == {
        **dict.fromkeys(CHECKS, True),
        **dict.fromkeys(OWN_CHECKS, False),
    }
