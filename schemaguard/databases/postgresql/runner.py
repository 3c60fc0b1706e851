"""Be the only runner of a PostgreSQL database.

The lock is an advisory one that belongs to a transaction, on a connection of our own. An open transaction keeps its
session in every mode of a pooler, where a lock of a session would be lost, or stay with somebody else (PgBouncer,
"Features": advisory locks in transaction mode). It is READ COMMITTED and has written nothing, so while it is idle it
has no snapshot, and holds back neither VACUUM nor CREATE INDEX CONCURRENTLY (manual, "Routine Vacuuming").

Advisory locks belong to one database. Besides, the key holds the schema in which tables are made, so that projects with
a schema for each tenant can run side by side.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error, InterfaceError

from schemaguard.databases.base import Source
from schemaguard.databases.connections import reason
from schemaguard.databases.running import Claim, Held, LostLock
from schemaguard.databases.turns import asking, own_connection, turn, words

#: When a dead server, or client, is noticed: after 60 s (libpq, "Parameter Key Words").
_KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
_OPTIONS = {**_KEEPALIVES, "tcp_user_timeout": 60000}
#: Some poolers end transactions that are idle for long.
_BEAT = 20.0
#: For the transaction that holds the lock: it may be idle for long. Some came with later versions.
_SETTINGS = {
    "idle_in_transaction_session_timeout": "0",
    "transaction_timeout": "0",
    **{f"tcp_{name}": str(value) for name, value in _KEEPALIVES.items()},
}
#: What the server keeps of an application's name, in bytes (NAMEDATALEN - 1).
_LONGEST = 63

_SET = (
    "SELECT set_config(s.name, v.value, true) FROM pg_settings s"
    " JOIN unnest(%s::text[], %s::text[]) v(name, value) ON s.name = v.name"
)
_OURS = (
    "locktype = 'advisory' AND objsubid = 2 AND classid::bigint::bit(32)::int = %s"
    " AND objid::bigint::bit(32)::int = %s"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_HOLDER = (
    "SELECT a.application_name, l.pid, a.usename, a.client_addr::text,"  # noqa: S608
    " to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')"
    f" FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE granted AND {_OURS}"
)
_HELD = f"SELECT EXISTS (SELECT FROM pg_locks WHERE granted AND pid = pg_backend_pid() AND {_OURS})"  # noqa: S608

_PREFIX = "schemaguard: "
Key = tuple[int, int]


@contextmanager
def runner(source: Source, claim: Claim) -> Iterator[Held]:
    """Hold the lock of the database, and of the schema that its search path begins with."""
    with own_connection(source, _OPTIONS) as connection, turn(source, claim, _Lock(source, connection), _BEAT) as held:
        yield held


def who_runs(source: Source) -> str:
    """Who holds it, as far as this user may see."""
    with own_connection(source, _OPTIONS) as connection, asking(source):
        return _Lock(source, connection).holder()


def is_pooled(source: Source) -> bool:
    """Whether sessions are given to one transaction after the other: a pooler in transaction or statement mode.

    Two sessions that are there at the same time never have the same process, nor does one session change it. So this
    is never said of a direct connection. While the second connection keeps a session, a pooler has to give the first
    one another, or had given it the same before. Where the server's process is not the one that was told when the
    connection was made, something stands between, and further connections make sure.
    """
    with own_connection(source, _OPTIONS) as first, asking(source), ExitStack() as others:
        seen = {_pid(first)}
        between = first.connection.info.backend_pid not in seen
        for _ in range(3 if between else 1):
            other = others.enter_context(own_connection(source, _OPTIONS))
            with other.cursor() as cursor:
                cursor.execute("BEGIN")
            if _pid(other) in seen:
                return True
            seen.add(_pid(first))
            if len(seen) > 1:
                return True
        return False


def _pid(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


class _Lock:
    """The lock, held or not, and the connection for it."""

    def __init__(self, source: Source, connection: BaseDatabaseWrapper) -> None:
        self._name, self._settings, self._connection = source.name, connection.settings_dict, connection
        self._turn = threading.Lock()
        with asking(source):
            self._key = _key(source.connection or connection)

    def take(self, claim: Claim) -> bool:
        """Try once. The transaction stays open if that was a success."""
        settings = {**_SETTINGS, "application_name": _application(claim)}
        with self._connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY")
            cursor.execute(_SET, [list(settings), list(settings.values())])
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", self._key)
            if cursor.fetchone()[0]:
                return True
            cursor.execute("ROLLBACK")
            return False

    def holder(self) -> str:
        """Who has it, in words."""
        with self._connection.cursor() as cursor:
            cursor.execute(_HOLDER, self._key)
            return "; ".join(_said(*row) for row in cursor.fetchall())

    def check(self) -> None:
        """Ask the server, in the transaction that holds it."""
        try:
            with self._turn, self._connection.cursor() as cursor:
                cursor.execute(_HELD, self._key)
                held = cursor.fetchone()[0]
        except (Error, InterfaceError) as error:
            raise LostLock(f"{self._lost()}: {reason(error, self._settings)}") from error
        if not held:
            raise LostLock(f"{self._lost()}: a pooler has ended its transaction.")

    def _lost(self) -> str:
        return f"The lock of this run on {self._name} is lost"

    def release(self) -> None:
        """Let it go. Where the connection is dead, the server has done so."""
        with self._turn, suppress(Error), self._connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _key(connection: Any) -> Key:
    """The two numbers of the lock, as pg_locks shows them: ours, and that of the schema."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_schema(), current_setting('search_path'))")
        return number("schemaguard runner"), number(cursor.fetchone()[0])


def number(text: str) -> int:
    """A number of 32 bits for a lock of this name."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], signed=True)


def _application(claim: Claim) -> str:
    """What others see of it. The run's id is at the end, so it is who runs that is cut."""
    rest = words(claim).removeprefix(claim.who)
    room = _LONGEST - len(_PREFIX) - len(rest.encode())
    return _PREFIX + claim.who.encode()[:room].decode(errors="ignore") + rest


def _said(application: str | None, pid: int, user: str | None, address: str | None, since: str | None) -> str:
    """Where the user may not see the activity of others, there is only the process."""
    who = (application or "").removeprefix(_PREFIX) or "unknown"
    known = [f"pid {pid}", f"user {user}" if user else "", f"from {address}" if address else ""]
    known.append(f"since {since} UTC" if since else "")
    return f"{who} ({', '.join(filter(None, known))})"
