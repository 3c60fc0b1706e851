"""Rows to begin with, and plain looks at a database, by its driver alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
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


def left_behind(engine: str, url: str, place: Path) -> list[str]:
    """What a run should not leave: invalid indexes, sessions, locks, a lease, scratch objects, files."""
    return {"sqlite": _of_sqlite, "postgresql": _of_postgresql, "mariadb": _of_mariadb, "mongodb": _of_mongodb}[engine](
        url, place
    )


def _of_sqlite(url: str, place: Path) -> list[str]:
    """Files beside the database, such as journals and locks."""
    known = {"db.sqlite3", "out.log", "load.log", "stop", "confirmed"}
    return sorted({path.name for path in place.iterdir()} - known)


def _of_postgresql(url: str, place: Path) -> list[str]:
    """On the whole server are scratch databases alone, for others may have sessions there."""
    with _cursor("postgresql", url) as (cursor, _):
        cursor.execute(
            "SELECT 'index ' || indexrelid::regclass FROM pg_index WHERE NOT indisvalid"
            " UNION ALL SELECT 'session ' || pid || ' ' || query FROM pg_stat_activity"
            "  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            " UNION ALL SELECT 'lock of ' || pid FROM pg_locks WHERE locktype = 'advisory'"
            "  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " UNION ALL SELECT 'prepared ' || gid FROM pg_prepared_xacts WHERE database = current_database()"
            " UNION ALL SELECT 'database ' || datname FROM pg_database WHERE datname ~ 'scratch'"
            " UNION ALL SELECT 'schema ' || nspname FROM pg_namespace"
            "  WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')"
        )
        return [what for (what,) in cursor.fetchall()]


def _of_mariadb(url: str, place: Path) -> list[str]:
    """A lock belongs to a session, and goes with it."""
    with _cursor("mariadb", url) as (cursor, _):
        cursor.execute(
            "SELECT CONCAT('session ', id, ' ', COALESCE(info, '')) FROM information_schema.processlist"
            " WHERE db = DATABASE() AND id <> CONNECTION_ID()"
            " UNION ALL SELECT CONCAT('database ', schema_name) FROM information_schema.schemata"
            "  WHERE schema_name LIKE '%scratch%'"
            " UNION ALL SELECT CONCAT('table ', name) FROM information_schema.innodb_sys_tables"
            "  WHERE name LIKE CONCAT(DATABASE(), '/#sql%')"
        )
        return [what for (what,) in cursor.fetchall()]


def _of_mongodb(url: str, place: Path) -> list[str]:
    """Only the collections of the ledger's models have a name that begins so."""
    known = {"run", "runstep", "ledgerhead", "snapshotrecord", "rehearsalrecord"}
    with _mongo(url) as database:
        ours = {name for name in database.list_collection_names() if name.startswith("schemag")}
        databases = [name for name in database.client.list_database_names() if "scratch" in name]
        return sorted(ours - {f"schemaguard_{name}" for name in known}) + databases
