"""Rows to begin with, and plain looks at a database, by its driver alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

CUSTOMERS, VISITS = 300, 300


@contextmanager
def _cursor(engine: str, url: str) -> Iterator[tuple[Any, str]]:
    """A cursor that commits by itself, and how it spells a parameter."""
    if engine == "sqlite":
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60, isolation_level=None)) as connection:
            yield connection.cursor(), "?"
    elif engine == "postgresql":
        import psycopg

        with psycopg.connect(url, autocommit=True) as connected:
            yield connected.cursor(), "%s"
    else:
        from tests.servers.mariadb import connect

        with closing(connect(url)) as found:
            found.autocommit(True)
            yield found.cursor(), "%s"


@contextmanager
def _mongo(url: str) -> Iterator[Any]:
    from pymongo import MongoClient

    client: Any
    with MongoClient(url) as client:
        yield client.get_default_database()


def seed(engine: str, url: str) -> None:
    """The rows that must be as after a run without kills."""
    if engine == "mongodb":
        from bson import ObjectId

        with _mongo(url) as database:
            keys = [ObjectId(f"{n:024x}") for n in range(1, max(CUSTOMERS, VISITS) + 1)]
            customers = [{"_id": key, "name": f"seed {key}", "note": None, "old": None} for key in keys[:CUSTOMERS]]
            database["shop_customer"].insert_many(customers)
            database["shop_visit"].insert_many([{"_id": key, "text": f"seed {key}"} for key in keys[:VISITS]])
            database["shop_counter"].insert_one({"_id": keys[0], "whole": 0, "apart": 0})
        return
    with _cursor(engine, url) as (cursor, mark):
        named = [(f"seed {n}",) for n in range(CUSTOMERS)]
        cursor.executemany(f"INSERT INTO shop_customer (name) VALUES ({mark})", named)
        cursor.executemany(f"INSERT INTO shop_visit (text) VALUES ({mark})", [(f"seed {n}",) for n in range(VISITS)])
        cursor.execute("INSERT INTO shop_counter (whole, apart) VALUES (0, 0)")


def applied(engine: str, url: str) -> list[str]:
    """The rows of django_migrations."""
    if engine == "mongodb":
        with _mongo(url) as database:
            return [f"{row['app']}.{row['name']}" for row in database["django_migrations"].find()]
    with _cursor(engine, url) as (cursor, _):
        cursor.execute("SELECT app, name FROM django_migrations")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def unusable(engine: str, url: str) -> list[str]:
    """What should not be there: invalid indexes, leases, scratch collections."""
    if engine == "postgresql":
        with _cursor(engine, url) as (cursor, _):
            cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
            invalid = [name for (name,) in cursor.fetchall()]
            cursor.execute(
                "SELECT application_name FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND application_name ~ 'schemaguard'"
            )
            return invalid + [name for (name,) in cursor.fetchall()]
    if engine == "mongodb":
        known = {"schemaguard_run", "schemaguard_runstep", "schemaguard_ledgerhead"}
        known |= {"schemaguard_snapshotrecord", "schemaguard_rehearsalrecord"}
        with _mongo(url) as database:
            return [
                name for name in database.list_collection_names() if name.startswith("schemag") and name not in known
            ]
    return []
