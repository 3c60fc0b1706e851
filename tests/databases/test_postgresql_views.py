"""Views read the same from every version of PostgreSQL."""

from __future__ import annotations

from typing import Any

import environ
from pytest_django import DjangoDbBlocker

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.postgresql.introspect import introspect
from schemaguard.databases.postgresql.view_bodies import view_body
from schemaguard.schema.compare import compare
from tests.servers.postgres import execute

TABLES = """
CREATE TABLE thing (id int PRIMARY KEY, "Größe" text, "we""ird" int, tags text[], at date);
CREATE TABLE "Other Thing" (id int PRIMARY KEY, thing_id int REFERENCES thing (id));
CREATE TYPE pair AS (a int, b int);
CREATE TABLE pairs (id int, value pair);
"""
VIEWS = (
    "SELECT id, at FROM thing WHERE id > 3",
    'SELECT "Größe", "we""ird" FROM thing AS "t. ""x"" y" ORDER BY "Größe"',
    "SELECT 'thing.id' AS text, id FROM thing",
    "SELECT count(*), max(at) FROM thing GROUP BY id % 2 HAVING count(*) > 1",
    'SELECT * FROM thing WHERE EXISTS (SELECT 1 FROM "Other Thing" o WHERE o.thing_id = thing.id)',
    'SELECT o.id, t.at FROM "Other Thing" o JOIN thing t ON t.id = o.thing_id',
    'SELECT o.id, t.at FROM "Other Thing" o, thing t WHERE t.id = o.thing_id',
    "SELECT s.id FROM (SELECT thing.id FROM thing WHERE thing.id > 1) s WHERE s.id < 9",
    "SELECT g FROM generate_series(1, 3) g",
    "WITH w AS (SELECT id FROM thing) SELECT id FROM w",
    'SELECT id FROM thing UNION ALL SELECT id FROM "Other Thing"',
    "SELECT thing FROM thing",
    "SELECT (value).a, id FROM pairs",
    "SELECT row_number() OVER (PARTITION BY at ORDER BY id), (SELECT max(x.id) FROM thing x) FROM thing",
    "SELECT id, unnest(tags) AS tag FROM thing",
    'SELECT (SELECT o.id FROM "Other Thing" o WHERE o.thing_id = thing.id LIMIT 1) FROM thing',
    "SELECT 1 AS one",
    "VALUES (1, 'a.b'), (2, 'c')",
)


def read(url: str) -> Any:
    for statement in (TABLES, *(f'CREATE VIEW "v{number}" AS {body}' for number, body in enumerate(VIEWS))):
        execute(url, statement)
    return introspect(Source("live", environ.Env.db_url_config(url)), Wanted())


def test_old_and_new_servers_give_the_same_views(
    postgresql_url: str, postgresql15_url: str, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        old, new = read(postgresql15_url), read(postgresql_url)
    assert len(old.all("view")) == len(VIEWS)
    assert compare(old, new) == ()


def test_what_cannot_be_parsed_stays_as_it_is() -> None:
    assert view_body(" SELECT t.a FROM )(;", 15) == "SELECT t.a FROM )("


def test_new_servers_are_believed() -> None:
    assert view_body(" SELECT t.a\n   FROM t;", 16) == "SELECT t.a\n   FROM t"
