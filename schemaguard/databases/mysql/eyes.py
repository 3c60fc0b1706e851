"""Who waits for whom on MySQL and MariaDB.

Waits for rows are told exactly, where the user has the right PROCESS. Of waits for metadata locks the performance
schema tells who holds them, where it is on, as it is on MySQL by default. Elsewhere a session counts as kept waiting by
us if it waits for a table that our statement names, since that statement began. Without PROCESS only sessions of the
same user are seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from django.db.utils import Error, OperationalError

from schemaguard.databases.eyes import Doing, End, Eyes, Wait, running
from schemaguard.databases.interrupts import Interrupts
from schemaguard.databases.lookout import Lookout
from schemaguard.databases.running import Guard

_BLIND = "Nobody could see who waits for rows that this migration has locked: {}."
_NO_RIGHT = "its user lacks the right PROCESS"
#: MySQL then shows an empty list of waits.
_OFF = "the performance schema of the server is off"
#: "Unknown thread id": it has ended.
_NO_SUCH_SESSION = 1094

_SESSIONS = (
    "SELECT id, user, host, command, {seconds}, coalesce(state, ''), coalesce(info, ''), {mark}"
    " FROM information_schema.processlist WHERE id = %s OR state LIKE 'Waiting for table%%'"
)
_SESSION = "SELECT id, user, host, command, {seconds}, '', coalesce(info, ''), 0 FROM information_schema.processlist p"
#: MariaDB knows more than whole seconds, and numbers its statements.
_TIMES = {True: {"seconds": "time_ms / 1000", "mark": "query_id"}, False: {"seconds": "time", "mark": "0"}}
#: Waits for rows: who, since when, for how long, and for whom.
_ROWS = (
    "SELECT w.trx_mysql_thread_id, CAST(w.trx_wait_started AS CHAR),"
    " TIMESTAMPDIFF(MICROSECOND, w.trx_wait_started, NOW(6)) / 1000000, b.trx_mysql_thread_id"
    " FROM {table} l JOIN information_schema.innodb_trx w ON w.trx_id = l.{waiting}"
    " JOIN information_schema.innodb_trx b ON b.trx_id = l.{blocking} WHERE w.trx_wait_started IS NOT NULL"
)
_ROW_WAITS = {
    True: {
        "table": "information_schema.innodb_lock_waits",
        "waiting": "requesting_trx_id",
        "blocking": "blocking_trx_id",
    },
    False: {
        "table": "performance_schema.data_lock_waits",
        "waiting": "requesting_engine_transaction_id",
        "blocking": "blocking_engine_transaction_id",
    },
}
_INSTRUMENT = "SELECT enabled FROM performance_schema.setup_instruments WHERE name = 'wait/lock/metadata/sql/mdl'"
#: Waits for metadata locks: who, and for whom, of those that hold, or want before, what goes with nothing else.
_STRONG = "('EXCLUSIVE', 'SHARED_NO_WRITE', 'SHARED_NO_READ_WRITE')"
_TABLES = (
    "SELECT DISTINCT w.processlist_id, b.processlist_id FROM performance_schema.metadata_locks wl"  # noqa: S608
    " JOIN performance_schema.metadata_locks bl ON bl.object_type = wl.object_type"
    " AND bl.object_schema <=> wl.object_schema AND bl.object_name <=> wl.object_name"
    " AND bl.owner_thread_id <> wl.owner_thread_id"
    " JOIN performance_schema.threads w ON w.thread_id = wl.owner_thread_id"
    " JOIN performance_schema.threads b ON b.thread_id = bl.owner_thread_id"
    " WHERE wl.lock_status = 'PENDING' AND wl.object_type = 'TABLE'"
    f" AND (bl.lock_type IN {_STRONG} OR (bl.lock_status = 'GRANTED' AND wl.lock_type IN {_STRONG}))"
)
#: Who may hold a table because his transaction is open.
_OPEN = (
    " JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = p.id"
    " WHERE p.id <> %s AND t.trx_state <> 'LOCK WAIT' ORDER BY t.trx_started LIMIT 5"
)
_NAMED = re.compile(
    r"\b(?:TABLE|INTO|ON|FROM|UPDATE|JOIN|REFERENCES|TO)\s+(?:IF\s+EXISTS\s+)?(?:`?\w+`?\.)?`?(\w+)", re.IGNORECASE
)


class Session(NamedTuple):
    """A row of the list of processes."""

    number: int
    user: str | None
    host: str | None
    command: str
    seconds: float
    state: str
    info: str
    mark: Hashable

    @property
    def what(self) -> Hashable:
        """What tells its statement from others, as far as the server does."""
        return self.mark, self.info

    @property
    def active(self) -> bool:
        """Whether a statement runs."""
        return self.command not in {"Sleep", ""}

    @property
    def waits(self) -> bool:
        """Whether it waits for a table."""
        return self.state.startswith("Waiting for table")

    def said(self) -> str:
        """In words, without anything that stands in rows."""
        doing = running(self.info) if self.active else "idle"
        return f"connection {self.number} (user {self.user} from {self.host}, {doing} for {float(self.seconds):.0f} s)"


class MySQLEyes(Eyes):
    """Looks into the list of processes, InnoDB's transactions and the performance schema."""

    options = {"connect_timeout": 5, "read_timeout": 10, "write_timeout": 10}

    def __init__(
        self, guard: Guard, lookout: Lookout, locked_tables: Callable[[], frozenset[str]], interrupts: Interrupts
    ) -> None:
        super().__init__(guard, lookout)
        self._locked_tables, self._interrupts = locked_tables, interrupts
        self._mariadb = bool(guard.connection.mysql_is_mariadb)
        #: Whether the server keeps account of who waits for rows; None: not asked yet.
        self._counts_rows: bool | None = True if self._mariadb else None
        #: Whether the performance schema tells about metadata locks; None: not asked yet.
        self._tells: bool | None = None

    def ask(self, cursor: Any) -> str:
        """Look once."""
        number = self.guard.session
        cursor.execute(_SESSIONS.format(**_TIMES[self._mariadb]), [number])
        sessions = {session.number: session for session in map(Session._make, cursor.fetchall())}
        ours = sessions.get(number)
        if ours is None:
            return ""
        if self._interrupts.seen() and ours.active:
            self._kill(cursor, "QUERY", number)
            return ""
        rows, blind = self._row_waits(cursor)
        waiting = [session for session in sessions.values() if session.waits]
        waits = [Wait(session.number, session.what, float(session.seconds)) for session in waiting]
        waits += [Wait(waiter, since, float(seconds)) for waiter, since, seconds, _ in rows]
        self._end_what_takes_too_long(cursor, ours)
        # Statements of MySQL have no numbers: one that looks like the last one may be another.
        slack = 0.5 if self._mariadb else 1.0
        most = {(wait.session, wait.mark): wait.seconds + slack for wait in waits}
        ages = {key: min(age, most[key]) for key, age in self.ages(waits).items()}
        mine: dict[Hashable, float] = {mark: age for (waiter, mark), age in ages.items() if waiter == number}
        late = {waiter for (waiter, _), age in ages.items() if waiter != number and age >= self.guard.limits.lock > 0}
        if mine or late:
            pairs = {(waiter, blocker) for waiter, _, _, blocker in rows}
            self._judge(cursor, ours, mine, [sessions[one] for one in late if one in sessions], late, pairs)
        return blind

    def _judge(
        self,
        cursor: Any,
        ours: Session,
        mine: dict[Hashable, float],
        late_for_tables: list[Session],
        late: set[int],
        pairs: set[tuple[int, int]],
    ) -> None:
        told = self._table_waits(cursor) if ours.waits or late_for_tables else set()
        if mine:
            blockers = {blocker for waiter, blocker in pairs | (told or set()) if waiter == ours.number}
            self.waits(mine, self._named(cursor, blockers, ours.number))
        if self.guard.exempt or not late:
            return
        blocked = {waiter for waiter, blocker in pairs | (told or set()) if blocker == ours.number and waiter in late}
        if told is None:
            kept = self._locked_tables()
            blocked |= {session.number for session in late_for_tables if _may_wait_for(session, ours, kept)}
        if blocked:
            doing = Doing((ours.number,), ours.active)
            self.give_way(cursor, doing, self._named(cursor, blocked, ours.number))

    def _end_what_takes_too_long(self, cursor: Any, ours: Session) -> None:
        """MySQL counts the seconds that begin while a statement runs: the first of them is not over."""
        limit = self.guard.limits.statement
        if not self._mariadb and ours.active and not self.guard.exempt and 0 < limit <= float(ours.seconds) - 1:
            self._kill(cursor, "QUERY", ours.number)

    def _row_waits(self, cursor: Any) -> tuple[list[tuple[int, str, float, int]], str]:
        if self._counts_rows is None:
            cursor.execute("SELECT @@performance_schema")
            self._counts_rows = bool(cursor.fetchone()[0])
        if not self._counts_rows:
            return [], _BLIND.format(_OFF)
        try:
            cursor.execute(_ROWS.format(**_ROW_WAITS[self._mariadb]))
        except Error:
            return [], _BLIND.format(_NO_RIGHT)
        return list(cursor.fetchall()), ""

    def _table_waits(self, cursor: Any) -> set[tuple[int, int]] | None:
        """Who waits for whom; None: the server does not tell."""
        try:
            if self._tells is None:
                cursor.execute(_INSTRUMENT)
                self._tells = cursor.fetchone() == ("YES",)
            if self._tells:
                cursor.execute(_TABLES)
                return set(cursor.fetchall())
        except Error:
            self._tells = False
        return None

    def _named(self, cursor: Any, numbers: Iterable[int], ours: int) -> list[str]:
        """Sessions in words; where nobody knows which, those that may be it."""
        wanted = sorted(numbers)
        places = ", ".join(["%s"] * len(wanted))
        condition = f" WHERE id IN ({places}) ORDER BY id" if wanted else _OPEN
        with suppress(Error):  # Not allowed.
            cursor.execute(_SESSION.format(**_TIMES[self._mariadb]) + condition, wanted or [ours])
            return [("" if wanted else "perhaps ") + Session(*row).said() for row in cursor.fetchall()]
        return [f"connection {number}" for number in wanted]

    def end(self, cursor: Any, how: End, doing: Doing) -> None:
        """Numbers of sessions are not given twice, as long as the server runs."""
        self._kill(cursor, "QUERY" if how is End.STATEMENT else "CONNECTION", doing.session[0])

    def _kill(self, cursor: Any, what: str, number: int) -> None:
        try:
            cursor.execute(f"KILL {what} {int(number)}")
        except OperationalError as error:
            if error.args[0] != _NO_SUCH_SESSION:
                raise


def _may_wait_for(session: Session, ours: Session, kept: Iterable[str]) -> bool:
    """Whether a session that waits for a table can be waiting for us.

    For one that we have locked with LOCK TABLES; or for our statement: it began later, and names the same table.
    """
    words = set(re.findall(r"\w+", session.info.lower()))
    if words.intersection(kept):
        return True
    if not ours.active or session.seconds > ours.seconds:
        return False
    tables = {name.lower() for name in _NAMED.findall(ours.info)}
    return not tables or not words or bool(tables & words)
