"""Short reads and writes beside a run, as the code that is deployed does them: ``python -m tests.faults.load``.

What the database has confirmed is written to a file, so that it can be looked for afterwards. A migration that locks one
table after the other can meet a statement that does so in another order: then the server refuses one of them.
"""

from __future__ import annotations

import sqlite3
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Seconds between two writes.
PAUSE = 0.01

Write = Callable[[str], None]


def writer(engine: str, url: str) -> Write:
    """Writes one visit and one customer, and reads a little."""
    return {"sqlite": _sqlite, "postgresql": _postgresql, "mariadb": _mariadb, "mongodb": _mongodb}[engine](url)


def _sqlite(url: str) -> Write:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60, isolation_level=None)

    def write(text: str) -> None:
        connection.execute("INSERT INTO shop_visit (text) VALUES (?)", [text])
        connection.execute("INSERT INTO shop_customer (name) VALUES (?)", [text])
        connection.execute("SELECT count(*) FROM shop_customer").fetchone()

    return write


def _postgresql(url: str) -> Write:
    import psycopg

    connection = psycopg.connect(url, autocommit=True)

    def write(text: str) -> None:
        connection.execute("INSERT INTO shop_visit (text) VALUES (%s)", [text])
        connection.execute("INSERT INTO shop_customer (name) VALUES (%s)", [text])
        connection.execute("SELECT count(*) FROM shop_customer").fetchone()

    return write


def _mariadb(url: str) -> Write:
    from tests.servers.mariadb import connect

    connection: Any = connect(url)
    connection.autocommit(True)
    cursor = connection.cursor()

    def write(text: str) -> None:
        cursor.execute("INSERT INTO shop_visit (text) VALUES (%s)", [text])
        cursor.execute("INSERT INTO shop_customer (name) VALUES (%s)", [text])
        cursor.execute("SELECT count(*) FROM shop_customer")
        cursor.fetchone()

    return write


def _mongodb(url: str) -> Write:
    from pymongo import MongoClient

    client: Any = MongoClient(url)
    database = client.get_default_database()

    def write(text: str) -> None:
        database["shop_visit"].insert_one({"text": text})
        database["shop_customer"].insert_one({"name": text})
        database["shop_customer"].count_documents({}, limit=10)

    return write


def _is_deadlock(error: Exception) -> bool:
    """PostgreSQL: deadlock_detected. MariaDB: ER_LOCK_DEADLOCK."""
    return getattr(error, "sqlstate", None) == "40P01" or error.args[:1] == (1213,)


def main(engine: str, url: str, directory: str) -> None:
    """Write until a file says stop."""
    write, confirmed, stop = writer(engine, url), Path(directory, "confirmed"), Path(directory, "stop")
    with confirmed.open("a") as file:
        while not stop.exists():
            text = f"live {uuid.uuid4().hex}"
            try:
                write(text)
            except Exception as error:
                if not _is_deadlock(error):
                    raise
                continue  # As applications do: the next one has another text.
            file.write(f"{text}\n")
            file.flush()
            time.sleep(PAUSE)


if __name__ == "__main__":
    main(*sys.argv[1:])
