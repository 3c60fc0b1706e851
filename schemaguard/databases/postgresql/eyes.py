"""Who waits for whom on PostgreSQL."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from schemaguard.databases.eyes import Doing, End, Eyes, Wait, running

# What autovacuum waits for it gives up by itself (manual, "The Autovacuum Daemon").
_WAITING = (
    "SELECT l.pid, l.waitstart::text, coalesce(extract(epoch FROM clock_timestamp() - l.waitstart)::float8, 0)"
    " FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE NOT l.granted AND a.backend_type IS DISTINCT FROM 'autovacuum worker'"
)
_ACTIVITY = (
    "pid, usename, application_name, state, extract(epoch FROM clock_timestamp() - coalesce(xact_start, query_start))"
    "::float8, query"
)
_BLOCKERS = f"SELECT {_ACTIVITY} FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids(%s)) ORDER BY xact_start, pid"  # noqa: S608
_PREPARED = "SELECT count(*) FROM unnest(pg_blocking_pids(%s)) AS b(pid) WHERE pid = 0"
_BLOCKED = (
    f"SELECT {_ACTIVITY} FROM unnest(%s::int[]) AS w(waiter) JOIN pg_stat_activity ON pid = waiter"  # noqa: S608
    " WHERE %s = ANY (pg_blocking_pids(waiter)) ORDER BY pid"
)
_DOING = "SELECT backend_start::text, state FROM pg_stat_activity WHERE pid = %s"
_END = "SELECT {}(pid) FROM pg_stat_activity WHERE pid = %s AND backend_start = %s::timestamptz"
_FUNCTIONS = {End.STATEMENT: "pg_cancel_backend", End.SESSION: "pg_terminate_backend"}

Text = str | None


class PostgreSQLEyes(Eyes):
    """Looks into pg_locks and pg_stat_activity."""

    options = {"connect_timeout": 5, "tcp_user_timeout": 5000, "application_name": "schemaguard: guard"}

    def ask(self, cursor: Any) -> str:
        """Look once."""
        pid, limit = self.guard.session, self.guard.limits.lock
        if not pid:
            return ""
        cursor.execute(_WAITING)
        ages = self.ages(Wait(*row) for row in cursor.fetchall())
        ours: dict[Hashable, float] = {since: age for (waiter, since), age in ages.items() if waiter == pid}
        if ours:
            self.waits(ours, self._blockers(cursor, pid))
        late = [waiter for (waiter, _), age in ages.items() if waiter != pid and limit and age >= limit]
        if late and not self.guard.exempt:
            self._look_at_the_late(cursor, pid, late)
        return ""

    def _look_at_the_late(self, cursor: Any, pid: int, late: list[int]) -> None:
        cursor.execute(_BLOCKED, [late, pid])
        blocked = [said(*row) for row in cursor.fetchall()]
        cursor.execute(_DOING, [pid])
        row = cursor.fetchone()
        if blocked and row is not None and row[1] != "idle":
            self.give_way(cursor, Doing((pid, row[0]), row[1] == "active"), blocked)

    def _blockers(self, cursor: Any, pid: int) -> list[str]:
        cursor.execute(_BLOCKERS, [pid])
        found = [said(*row) for row in cursor.fetchall()]
        cursor.execute(_PREPARED, [pid])
        return found + ["a prepared transaction: see pg_prepared_xacts"] * bool(cursor.fetchone()[0])

    def end(self, cursor: Any, how: End, doing: Doing) -> None:
        """Only in the session that was seen."""
        cursor.execute(_END.format(_FUNCTIONS[how]), doing.session)


def said(pid: int, user: Text, application: Text, state: Text, seconds: float | None, query: Text) -> str:
    """A session in words, without anything that stands in its rows."""
    known = [f"user {user}" if user else "", f"application {application}" if application else ""]
    if state:
        known.append(f"{running(query or '') if state == 'active' else state} for {max(seconds or 0, 0):.0f} s")
    details = ", ".join(filter(None, known))
    return f"pid {pid} ({details})" if details else f"pid {pid}"
