"""Tries migrations on PostgreSQL.

Going forward is committed, as ``migrate`` does it. The way back and going forward again share a transaction that is
taken back. So each way has locks, pending triggers and new values of an enum of its own, as in production.
A migration that is not atomic can only be tried for real: that is done on a copy of the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from weakref import WeakKeyDictionary

from django.db import transaction
from django.db.utils import Error

from schemaguard import garbage
from schemaguard.databases.base import Source
from schemaguard.databases.postgresql.catalogue import query
from schemaguard.databases.postgresql.contents import Contents, read_contents, restamped
from schemaguard.databases.postgresql.fence import stay_inside
from schemaguard.databases.postgresql.prepared import FORGOTTEN, Known, ask, gives_all_results
from schemaguard.databases.postgresql.readers import Readers
from schemaguard.databases.postgresql.scratch import twin
from schemaguard.databases.postgresql.trace import Between, anew, fill, indexed, look, scans, with_content
from schemaguard.databases.postgresql.watch import Seen, after_rollback, read_all, read_changes
from schemaguard.databases.stage import EXACT_ROWS, Stage, State, Trace

#: A plan for a few relations is as good as one for these very ones, and making one takes longer than running it.
_SETTINGS = "SET LOCAL row_security = off; SET LOCAL plan_cache_mode = force_generic_plan"
_UNDO = "ROLLBACK TO SAVEPOINT schemaguard; RELEASE SAVEPOINT schemaguard"

#: By the driver's connection.
_PREPARED: WeakKeyDictionary[Any, Known] = WeakKeyDictionary()


class PostgreSQLStage(Stage):
    """A scratch database on a server."""

    takes_back = True
    shares = True

    def __init__(self, source: Source, connection: Any, rows: int = EXACT_ROWS) -> None:
        super().__init__(source, connection)
        #: Tables with more rows are known by sums only.
        self.rows = rows
        self._atomic = True
        self._seen: Seen | None = None
        self._contents = Contents()

    def state(self) -> State:
        """What has changed since the last state is read, and the rest kept."""
        with garbage.paused():
            try:
                return self._state()
            except Error as error:
                if _code(error) != FORGOTTEN:
                    raise
                # A migration has discarded what this session knew.
                self._known().clear()
                return self._state()

    def full_state(self) -> State:
        """Everything anew."""
        self._seen, self._contents = None, Contents()
        return self.state()

    def _state(self) -> State:
        with self._reading() as cursor:
            last, known = self._seen, self._known()
            seen = read_all(cursor, known) if last is None else read_changes(cursor, known, last)
            contents = read_contents(cursor, seen, self._contents, last, self.rows)
            counters = _counters(seen)
        self._seen, self._contents = seen, contents
        return State(seen.snapshot, contents.rows, counters, contents.notes)

    @contextmanager
    def step(self, *, atomic: bool) -> Iterator[None]:
        """Everything that is done about one migration."""
        self._atomic = atomic
        try:
            yield
        finally:
            self._atomic = True

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """In a transaction, or on a copy of the database where the migration would end it."""
        if not self._atomic:
            with self.attempt_apart():
                yield
            return
        saved = self._seen, self._contents
        with transaction.atomic(using=self.connection.alias):
            try:
                yield
            finally:
                self.connection.set_rollback(True)
        self._return_to(*saved)

    @contextmanager
    def attempt_apart(self) -> Iterator[None]:
        """On a copy of the database, each way in its own transaction."""
        saved, settings = (self._seen, self._contents), self.connection.settings_dict
        original = settings["NAME"]
        self.connection.close()
        with twin(settings) as copy:
            settings["NAME"] = copy
            try:
                yield
            finally:
                self.connection.close()
                settings["NAME"] = original
        self._return_to(*saved)

    def settle(self) -> None:
        """As a commit does. Constraints that are deferred when a transaction begins are so again afterwards."""
        if self.connection.get_autocommit():
            return
        with self._own_cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            written, ((immediate,),) = ask(cursor, self._known(), "outside", "immediate")
            stay_inside(self.connection, [name for (name,) in written])
            if immediate:
                cursor.execute(f"SET CONSTRAINTS {immediate} IMMEDIATE")

    @contextmanager
    def traced(self) -> Iterator[Trace]:
        """Watch. Locks are looked at before a commit lets them go."""
        trace = Trace()
        inside = not self.connection.get_autocommit()
        own: AbstractContextManager[Any] = nullcontext()
        if self._atomic and not inside:
            own = transaction.atomic(using=self.connection.alias)
        with own:
            with self._own_cursor() as cursor:
                before = look(cursor, self._known())
            readers = Readers(self.connection, scans(before), self._known(), in_transaction=self._atomic)
            with self.connection.execute_wrapper(readers):
                yield trace
            with self._own_cursor() as cursor:
                after = look(cursor, self._known())
                emptied = self._emptied(cursor, anew(before, after), truncates=readers.truncates)
                between = Between(before, after, emptied, indexed(cursor, before, after))
            fill(trace, between, readers, in_transaction=self._atomic)

    def _emptied(self, cursor: Any, changed: set[int], *, truncates: bool) -> set[int]:
        """What got a new file with nothing in it is not written anew. TRUNCATE gives one to an empty table as well."""
        if not changed:
            return set()
        empty = changed - with_content(cursor, changed)
        return {oid for oid in empty if truncates or self._had_rows(oid)}

    def _had_rows(self, oid: int) -> bool:
        """When it was looked at last. Of an index, and of what was never looked at, nothing is known."""
        known = self._contents.known.get(oid)
        return known is not None and known[1].count > 0

    def _return_to(self, seen: Seen | None, contents: Contents) -> None:
        """All is as before an attempt. What it did was counted all the same."""
        self._seen, self._contents = None, Contents()
        if seen is not None:
            with self._reading() as cursor:
                self._seen = after_rollback(cursor, self._known(), seen)
            self._contents = restamped(contents, self._seen)

    def _known(self) -> Known:
        """What this session has prepared. A new session has nothing."""
        return _PREPARED.setdefault(self.connection.connection, {})

    @contextmanager
    def _own_cursor(self) -> Iterator[Any]:
        """Past everything that stands between a migration and the driver."""
        self.connection.ensure_connection()
        with self.connection.wrap_database_errors, self.connection.connection.cursor() as cursor:
            yield cursor

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        """A cursor whose settings, locks and changes are taken back at the end."""
        inside = not self.connection.get_autocommit()
        with self._own_cursor() as cursor:
            begin = "SAVEPOINT schemaguard" if inside else "BEGIN ISOLATION LEVEL REPEATABLE READ"
            settings = f"{query('session')}; {_SETTINGS}"
            try:
                for part in (f"{begin}; {settings}",) if gives_all_results(cursor) else (begin, settings):
                    cursor.execute(part, {"timeout": "0", "lock_timeout": "0"} if "%(" in part else None)
                yield cursor
            finally:
                if self.connection.connection is not None and not self.connection.connection.closed:
                    cursor.execute(_UNDO if inside else "ROLLBACK")


def _counters(seen: Seen) -> Mapping[str, int]:
    """The next value of each sequence, by the column it belongs to or by its own name."""
    catalogue, relations = seen.catalogue, seen.relations
    found = {}
    for oid, value in catalogue.rows("last_values"):
        row = relations.rows.get(oid)
        if row is None:
            continue
        table, number = relations.owners.get(oid, (oid, 0))
        owner = relations.rows[table]
        name = catalogue.qualified(owner.namespace, owner.name)
        found[f"{name}.{relations.columns[table][number]}" if number else name] = value
    return found


def _code(error: BaseException) -> str:
    """The server's code for an error, or for what has led to it."""
    while error.__cause__ is not None and not getattr(error, "sqlstate", None):
        error = error.__cause__
    return str(getattr(error, "sqlstate", "") or "")
