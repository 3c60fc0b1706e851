"""A copy of a database on PostgreSQL: everything that can be read of it is in the copy, or is said to be missing."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from schemaguard.databases.base import Portion, Source
from schemaguard.databases.obstacles import while_copying
from schemaguard.databases.postgresql.copy import copy
from schemaguard.exceptions import BadInput
from schemaguard.schema.compare import compare_fully
from tests.databases.postgresql_live import execute, read, settings
from tests.drift.postgresql_files import BASE
from tests.servers.client import DatabaseServer

pytestmark = pytest.mark.usefixtures("own_connections")

#: What has no rows and shapes no migration.
_LEFT_OUT = (
    "The copy lacks the other === (integer, integer).",
    "The copy lacks the other shop_changes.",
    "The copy lacks the other shop_search.",
    "The copy lacks the other shop_server.",
    "The copy lacks the other shop_words.",
    "The copy lacks the other shop_wrapper.",
    "The copy lacks the table shop_remote.",
    "The copy lacks the routine shop_sum(integer).",
    "The copy differs in the other shop_size: kind, definition.",
)


ALL = Portion()


def copied(source: str, target: str, portion: Portion = ALL) -> tuple[str, ...]:
    return copy(Source("live", settings(source)), Source("copy", settings(target)), portion)


def ask(url: str, sql: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(sql.encode()).fetchall()


def assert_complete(server: DatabaseServer, *statements: str) -> tuple[str, ...]:
    """What is said to be missing is what a comparison finds."""
    with server.fresh() as source, server.fresh() as target:
        execute(source, BASE, *statements)
        said = copied(source, target)
        changes = compare_fully(read(source), read(target)).changes
        assert len([text for text in said if text.startswith("The copy ")]) >= len(changes)
        return said


@pytest.mark.parametrize("name", ["postgresql_server", "postgresql15_server", "postgresql14_server"])
def test_one_of_everything(name: str, request: pytest.FixtureRequest) -> None:
    said = assert_complete(request.getfixturevalue(name))
    assert [text for text in said if text not in _LEFT_OUT] == []


TREE = (
    "CREATE TABLE place (id serial PRIMARY KEY, parent int REFERENCES place DEFERRABLE INITIALLY DEFERRED, head int)",
    "CREATE TABLE person (id int PRIMARY KEY, place int NOT NULL REFERENCES place, mail text UNIQUE, moods text[], d jsonb)",
    "ALTER TABLE place ADD FOREIGN KEY (head) REFERENCES person DEFERRABLE INITIALLY DEFERRED",
    "CREATE TABLE letter (n int, mail text REFERENCES person (mail))",
    "BEGIN; INSERT INTO place SELECT n, CASE WHEN n > 7 THEN n - 7 END, n FROM generate_series(1, 100) n;"
    " INSERT INTO person SELECT n, 101 - n, 'p' || n || '@example.org', ARRAY['a', NULL], '{\"a\": 1}'"
    " FROM generate_series(1, 100) n; COMMIT",
    "INSERT INTO letter SELECT n, 'p' || n || '@example.org' FROM generate_series(1, 100) n",
    "SELECT setval('place_id_seq', 100)",
    "CREATE TABLE django_content_type (id int PRIMARY KEY, model text)",
    "INSERT INTO django_content_type SELECT n, 'm' || n FROM generate_series(1, 50) n",
)


@pytest.mark.parametrize("name", ["postgresql_server", "postgresql15_server"])
def test_some_rows_and_what_they_refer_to(name: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue(name)
    with server.fresh() as source, server.fresh() as target:
        execute(source, *TREE)
        assert copied(source, target, Portion(rows=4)) == ()
        # Foreign keys were added, so they hold.
        places = {row[0] for row in ask(target, "SELECT id FROM place")}
        assert {1, 2, 99, 100} <= places and len(places) < 100
        assert ask(target, "SELECT count(*) FROM django_content_type") == [(50,)]
        assert ask(target, "SELECT count(*) FROM letter") == [(4,)]
        assert ask(target, "SELECT nextval('place_id_seq')") == [(101,)]
        again = server.fresh()
        with again as other:
            copied(source, other, Portion(rows=4))
            assert ask(other, "SELECT * FROM person ORDER BY id") == ask(target, "SELECT * FROM person ORDER BY id")


def test_all_rows(postgresql_server: DatabaseServer) -> None:
    with postgresql_server.fresh() as source, postgresql_server.fresh() as target:
        execute(source, *TREE)
        assert copied(source, target) == ()
        for table in ("place", "person", "letter"):
            rows = f"SELECT * FROM {table} ORDER BY 1"
            assert ask(source, rows) == ask(target, rows)


def test_values_of_people_are_masked_but_keys_are_not(postgresql_server: DatabaseServer) -> None:
    def mask(table: str, column: str, value: Any) -> Any:
        return f"masked {table}" if column in ("mail", "note") else value

    with postgresql_server.fresh() as source, postgresql_server.fresh() as target:
        execute(source, *TREE, "ALTER TABLE person ADD note text; UPDATE person SET note = 'secret'")
        said = copied(source, target, Portion(mask=mask))
        assert said == tuple(
            f"The values of {table}.mail are part of a key and are not masked." for table in ("letter", "person")
        )
        assert ask(target, "SELECT DISTINCT note, moods, d FROM person") == [("masked person", ["a", None], {"a": 1})]
        assert "secret" not in str(ask(target, "SELECT * FROM person"))


def test_what_may_not_be_read_is_said(postgresql_server: DatabaseServer) -> None:
    with postgresql_server.fresh() as source, postgresql_server.fresh() as target:
        execute(source, *TREE[:1], "CREATE TABLE hidden (id int); INSERT INTO hidden VALUES (1)")
        execute(
            source,
            "DROP ROLE IF EXISTS shop_reader",
            "CREATE ROLE shop_reader LOGIN",
            "GRANT SELECT ON place TO shop_reader",
        )
        try:
            said = copy(
                Source("live", settings(source, USER="shop_reader")), Source("copy", settings(target)), Portion()
            )
        finally:
            execute(source, "DROP OWNED BY shop_reader; DROP ROLE shop_reader")
        assert [text.partition(":")[0] for text in said] == [
            "The rows of hidden could not be copied",
            "The sequence public.place_id_seq may not be read",
        ]


def test_rows_of_every_kind_of_table(postgresql_server: DatabaseServer) -> None:
    with postgresql_server.fresh() as source, postgresql_server.fresh() as target:
        execute(
            source,
            BASE,
            "INSERT INTO shop_event SELECT n, '2025-05-01'::date + n * 100, 'x' FROM generate_series(1, 5) n",
            "INSERT INTO shop_parent VALUES (1, 'a'); INSERT INTO shop_child VALUES (2, 'b', 3)",
            "INSERT INTO shop_customer (email, name) VALUES ('a@example.org', 'A')",
            "INSERT INTO shop_order (customer_id, place, state, period) VALUES (1, '(1,2)', 'paid', '[2026-01-01,2026-02-01)')",
            "INSERT INTO stock.item VALUES (1, 1, E'a\\tb\\n'); REFRESH MATERIALIZED VIEW shop_totals",
        )
        copied(source, target, Portion(rows=10))
        for table in (
            "shop_event_2026",
            "ONLY shop_parent",
            "shop_child",
            "shop_customer",
            "shop_order",
            "stock.item",
            "shop_totals",
        ):
            rows = f"SELECT t::text FROM {table} t ORDER BY 1"
            assert ask(target, rows) == ask(source, rows) != []


ODD = (
    "CREATE TABLE odd (id int GENERATED ALWAYS AS IDENTITY, b bytea, f float8, n numeric, t timestamptz, d date, a text[],"
    " j jsonb, i interval, p point, bits bit varying, nul text, ip inet, m money, ts tsvector, r numrange,"
    " g int GENERATED ALWAYS AS (f::int) STORED)",
    r"""INSERT INTO odd (b, f, n, t, d, a, j, i, p, bits, nul, ip, m, ts, r) VALUES ('\x00ff5c6e', 0.1::float8 + 0.2, 'NaN',
    'infinity', '4713-01-01 BC', ARRAY[E'\\N', NULL, E'a\tb\\', ''], '{"a": "\\u00e9"}', '1 mon -1 day', '(1,2)', B'101',
    E'\\N', '::1/128', 12.5, 'a b', '[1,2)'), (NULL, 'infinity', 1e100, '-infinity', NULL, '{}', 'null', NULL, NULL, B'',
    '', NULL, NULL, '', 'empty')""".replace("'infinity', 1e100", "2.5, 1e100"),
)


def test_masks_leave_other_columns_as_they_are(postgresql_server: DatabaseServer) -> None:
    """Whatever the type: NULL, the empty text, and what looks like NULL in COPY."""
    with postgresql_server.fresh() as source, postgresql_server.fresh() as target:
        execute(source, *ODD)
        portion = Portion(mask=lambda table, column, value: value, masked=frozenset({"odd"}))
        assert copied(source, target, portion) == ()
        rows = "SELECT o::text, nul IS NULL FROM odd o ORDER BY id"
        assert ask(source, rows) == ask(target, rows) and len(ask(target, rows)) == 2


#: What the copy does and the original does not, in the words of PL/pgSQL, and how the server says that.
HINDERED = {
    "a full disk": ("RAISE disk_full", "disk_full"),
    "a lost connection": ("PERFORM pg_terminate_backend(pg_backend_pid())", "terminating connection"),
}
#: Where it is done: when rows are written, and when an index is built after them.
PLACES = {
    "rows": "CREATE DOMAIN fit AS int CHECK (hindered()); CREATE TABLE thing (id fit)",
    "index": "CREATE TABLE thing (id int); CREATE INDEX ON thing ((hindered()))",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", HINDERED)
def test_a_copy_that_is_hindered_is_none(postgresql_server: DatabaseServer, what: str, place: str) -> None:
    """It must not pass for a copy of a database without these rows or indexes."""
    deed, words = HINDERED[what]
    with postgresql_server.fresh() as source, postgresql_server.fresh() as target:
        execute(
            source,
            "CREATE FUNCTION hindered() RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN"
            f" IF current_database() = '{target.rpartition('/')[2]}' THEN {deed}; END IF; RETURN true; END $$",
            PLACES[place],
            "INSERT INTO thing VALUES (1)",
        )
        with pytest.raises(BadInput, match=words) as raised:
            copied(source, target)
        assert while_copying(raised.value)


def test_a_table_that_somebody_has_locked(postgresql_server: DatabaseServer) -> None:
    with postgresql_server.fresh() as source, postgresql_server.fresh() as target:
        execute(source, "CREATE TABLE thing (id int)")
        with psycopg.connect(source) as other:
            other.execute("LOCK TABLE thing")
            with pytest.raises(BadInput, match="lock") as raised:
                copied(source, target)
        assert "locked it" in while_copying(raised.value)


def test_a_copy_that_takes_too_long(postgresql_server: DatabaseServer) -> None:
    with postgresql_server.fresh() as source, postgresql_server.fresh() as target:
        execute(source, "CREATE TABLE thing AS SELECT generate_series(1, 500000) AS id")
        with pytest.raises(BadInput) as raised:
            copied(source, target, Portion(timeout=0.05))
        assert "--timeout" in f"{raised.value} {while_copying(raised.value)}"


def stopped(table: str, column: str, value: Any) -> Any:
    """Ctrl-C, while rows are on their way."""
    raise KeyboardInterrupt


def test_a_copy_that_somebody_stops(postgresql_server: DatabaseServer) -> None:
    with postgresql_server.fresh() as source, postgresql_server.fresh() as target:
        execute(source, "CREATE TABLE thing (id int)", "INSERT INTO thing VALUES (1)")
        with pytest.raises(KeyboardInterrupt):
            copied(source, target, Portion(mask=stopped))
