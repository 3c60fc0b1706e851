"""Guards on databases in use: others that run short statements, and what they had to wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error
from environ import Env

from schemaguard.databases.connections import wrapper
from schemaguard.databases.registry import database, vendor_of
from schemaguard.databases.running import Guard, Limits


@contextmanager
def connected(url: str) -> Iterator[BaseDatabaseWrapper]:
    """Django's connection to it."""
    with closing(wrapper(dict(Env.db_url_config(url)))) as connection:
        connection.ensure_connection()
        yield connection


@contextmanager
def guarded(connection: Any, lock: float = 3.0, statement: float = 60.0) -> Iterator[Guard]:
    """With a guard around."""
    settings = connection.settings_dict
    with database(vendor_of(settings)).guard(connection, Limits(lock, statement)) as guard:
        yield guard


def attempt(guard: Guard, *deeds: str | Callable[[Any], object], exempt: bool = False) -> Exception | None:
    """Run statements, and code that gets a cursor, as an atomic migration has them; the error that has ended it."""
    connection = guard.connection
    connection.set_autocommit(False)
    try:
        with guard.watching(), connection.cursor() as cursor:
            guard.set(exempt=exempt)
            for deed in deeds:
                cursor.execute(deed) if isinstance(deed, str) else deed(cursor)
            connection.commit()
    except BaseException as error:
        try:
            connection.rollback()
        except Error:
            connection.close()
        if not isinstance(error, Exception):
            raise
        return error
    finally:
        if connection.connection is not None:
            connection.set_autocommit(True)
    return None


def attempt_in_use(url: str, guard: Guard, others: list[str], longest: float, *deeds: Any) -> None:
    """Attempt what keeps others waiting, while they are at work: it has to end, as one that waits for a lock does."""
    with Load(url, others) as load:
        error = attempt(guard, *deeds, "SELECT 1")
        time.sleep(0.1)
    assert load.longest < longest, load.longest
    assert not load.errors
    assert error is not None
    assert guard.is_lock(error)
    assert not guard.is_timeout(error)


class Load:
    """Threads that run short statements without a pause, each in a transaction of its own."""

    def __init__(self, url: str, statements: list[str], *, warm: bool = True) -> None:
        self._warm = warm
        self._url, self._over = url, threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(statement,)) for statement in statements]
        #: The longest that a statement took, in seconds, and how many there were.
        self.longest, self.count = 0.0, 0
        self.errors: list[BaseException] = []

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        while self._warm and self.count < 2 * len(self._threads) and not self.errors:
            time.sleep(0.01)
        self.longest = 0.0
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _run(self, statement: str) -> None:
        with connected(self._url) as connection, connection.cursor() as cursor:
            if connection.vendor == "mysql":  # Or a test that fails would never end.
                cursor.execute("SET SESSION lock_wait_timeout = 10, innodb_lock_wait_timeout = 10")
            while not self._over.is_set():
                begun = time.monotonic()
                try:
                    cursor.execute(statement)
                except Exception as error:  # noqa: BLE001 - the test looks at them
                    self.errors.append(error)
                    return
                self.longest = max(self.longest, time.monotonic() - begun)
                self.count += 1
                time.sleep(0.01)
