"""One migration, forward or back, on one live database.

Where the server undoes what is not committed, a migration runs in one transaction, together with its row in
django_migrations and its entry in the ledger: all of it is there, or nothing. Elsewhere each operation has an entry of
its own, so that an interrupted migration goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.db.migrations import Migration
from django.db.migrations.operations.base import Operation
from django.db.transaction import atomic

from schemaguard.actions import _run_kinds as kinds
from schemaguard.actions._run_deferred import Deferred, is_barrier, says_again, silent_editor
from schemaguard.actions._run_half import Half
from schemaguard.actions._run_kinds import Kind
from schemaguard.actions._run_live import Live
from schemaguard.actions._run_log import Log
from schemaguard.actions._run_states import States
from schemaguard.actions._run_verify import Verified
from schemaguard.databases.connections import reason
from schemaguard.exceptions import BadInput
from schemaguard.runs import Event, NewEntry
from schemaguard.steps.source import MigrationFile

#: Seconds before the first new try; each one waits twice as long as the one before, up to the second number.
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0


class NotAsExpected(BadInput):
    """A migration ran, and the database does not look as it says."""


@dataclass
class Way:
    """What is done about one migration, and what came of it."""

    live: Live
    file: MigrationFile
    states: States
    #: What the file does; empty where there is no file.
    digest: str = ""
    backwards: bool = False
    half: Half | None = None
    #: Operations without a reverse that are left out on the way back, because somebody accepts that by name.
    left_out: frozenset[int] = frozenset()
    #: Looks whether the effects are there; asked before the migration is recorded.
    verify: Callable[[], Verified] = Verified
    #: Further entries that are written together with the last one.
    and_then: Callable[[], Sequence[NewEntry]] = tuple
    log: Log = field(default_factory=Log)
    attempts: int = 1
    lock_seconds: float = 0.0
    began: float = field(default_factory=time.monotonic)
    notes: list[str] = field(default_factory=list)
    verified: Verified = field(default_factory=Verified)
    #: The operation that runs now.
    operation: int | None = None
    #: Whether what the operations have left for the end runs now.
    at_end: bool = False
    deferred: Deferred = field(default_factory=Deferred)
    #: Statements of it that are done since this run began: a new try does not run them again.
    _statements: int = 0

    @property
    def migration(self) -> Migration:
        """Django's."""
        return self.file.migration

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.began

    def go(self) -> None:
        """Run it. An exception leaves nothing behind, or what the entries of the ledger say."""
        if self.live.in_one_piece(self.migration):
            self._again_and_again(self._whole)
        else:
            self._piecewise()

    # Trying again.

    def _again_and_again(self, work: Callable[[], None]) -> None:
        """Somebody else's locks go away: with growing pauses, each of another length than anybody else's."""
        for number in range(self.live.retries + 1):
            self.live.lock.check()
            try:
                with self._guarded():
                    work()
                return
            except Exception as error:
                if number == self.live.retries or not self.live.guard.is_lock(error):
                    raise
                self.attempts += 1
                self._wait(number)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        guard = self.live.guard
        guard.reset()
        try:
            with guard.watching():
                yield
        finally:
            self.lock_seconds += guard.waited
            waited = f"Waited for {', '.join(guard.blockers)}." if guard.blockers else ""
            # Each try may say the same.
            said = (waited, guard.gave_way, *guard.remarks())
            self.notes += [text for text in said if text and text not in self.notes]

    def _wait(self, number: int) -> None:
        longest = min(_FIRST_WAIT * 2**number, _LONGEST_WAIT)
        self.live.told(f"{self.live.alias}: {self.file.app}.{self.file.name} waits for locks, try {number + 2}")
        time.sleep(longest * random.uniform(0.5, 1.0))  # noqa: S311 - nobody has to guess it.

    # One transaction.

    def _whole(self) -> None:
        self.deferred = Deferred()
        with self._editor(atomic=True) as editor:
            if self._is_plain():
                for number in self._numbers():
                    self._run(editor, number)
            else:
                self._all_at_once(editor)
            self._run_deferred(editor, self.deferred.waiting)
            self._finish()

    def _finish(self) -> None:
        """Look whether it is there, and record it. All that follows is a commit."""
        self.verified = self.verify()
        if self.verified.drift:
            raise NotAsExpected(" ".join(self.verified.drift))
        self.live.record(self.migration, backwards=self.backwards)
        done = self.live.entry(self, Event.DONE, details=self._facts(), outcome="done")
        self.live.journal.add(done, *self.and_then())

    # One operation after the other.

    def _piecewise(self) -> None:
        if not self._is_plain():
            self._again_and_again(self._all_of_it)
        else:
            self._say_again(self.half.ran(backwards=self.backwards) if self.half and self.half.run else ())
            for number in self._numbers():
                self._operation(number)
            self._again_and_again(self._at_end)
        self._again_and_again(self._recorded)

    def _recorded(self) -> None:
        with atomic(self.live.alias):
            self.live.guard.set()
            self._finish()

    def _say_again(self, numbers: Iterable[int]) -> None:
        """What operations that have run before have left for the end. MongoDB's leave nothing, and have no editor."""
        if self.live.database.vendor == "mongodb":
            return
        operations = self.migration.operations
        for number in (number for number in numbers if number not in self.left_out):
            if is_barrier(operations[number]):
                self.deferred = Deferred()
            elif says_again(operations[number]):
                editor = silent_editor(self.live.connection)
                with self.deferred.lent_to(editor):
                    self._go(editor, number)

    def _at_end(self) -> None:
        """What was left for the end, of which a run that was interrupted may have done a part."""
        if self.deferred.waiting:
            self.at_end = True
            with self._editor(atomic=False) as editor, self._once_more(editor):
                self._run_deferred(editor, self.deferred.waiting)
            self.at_end = False

    def _all_of_it(self) -> None:
        with self._editor(atomic=False) as editor, self._once_more(editor):
            self._all_at_once(editor)
            self._run_deferred(editor, self.deferred.waiting)

    def _once_more(self, editor: Any) -> Any:
        """Of a class with an apply of its own nobody knows how far it got."""
        return self.live.database.resuming(editor, self.notes.append) if self.half else nullcontext()

    def _operation(self, number: int) -> None:
        """One operation with its entry, tried as often as it may be."""
        operation = self.migration.operations[number]
        kind = kinds.kind_of(operation, self.live.database, atomic=self.migration.atomic)
        unsure = self.half is not None and self.half.is_unsure(number)
        if self.half is not None and kinds.is_untouched(
            self.half, number, self.migration, self.live.connection, self.live.database, backwards=self.backwards
        ):
            self._say_again([number])
            self._note(number)
            return
        if is_barrier(operation):
            self._again_and_again(self._at_end)
        run = {Kind.WHOLE: self._in_transaction, Kind.BY_STATEMENT: self._by_statement, Kind.PLAIN: self._as_it_is}[
            kind
        ]
        left, waiting = self.live.unusable(), list(self.deferred.waiting)
        tries, self._statements = iter([unsure]), 0

        def work() -> None:
            self.deferred.waiting = list(waiting)
            # A try that failed may have done a part, where the server does not undo it.
            run(number, next(tries, True))

        try:
            self._again_and_again(work)
        except BaseException:
            self._clean_up(left)
            raise

    def _in_transaction(self, number: int, unsure: bool) -> None:
        if self.live.database.transactional_ddl:
            with self._editor(atomic=True) as editor:
                self._run(editor, number)
                self._of_code(editor, number)
                self._note(number)
        else:
            with self._editor(atomic=False) as editor:
                with atomic(self.live.alias):
                    self._run(editor, number)
                    self._note(number)
                self._of_code(editor, number)

    def _as_it_is(self, number: int, unsure: bool) -> None:
        with self._editor(atomic=False) as editor, self._resuming(editor, number, unsure):
            self._run(editor, number, exempt=kinds.blocks_nobody(self.migration.operations[number]))
            self._of_code(editor, number)
        self._note(number)

    def _by_statement(self, number: int, unsure: bool) -> None:
        with self._editor(atomic=False) as editor:
            plain, count = editor.execute, 0

            def execute(sql: Any, params: Any = ()) -> None:
                nonlocal count
                count += 1
                self._statement(editor, plain, number, count - 1, (sql, params), unsure)

            editor.execute = execute
            self._run(editor, number)
            editor.execute = plain
            self._of_code(editor, number)
        self._note(number)

    def _statement(
        self, editor: Any, run: Callable[..., None], number: int, place: int, what: tuple[Any, Any], unsure: bool
    ) -> None:
        """One statement of RunSQL, with its entry in the same transaction where that is possible."""
        statements = self.live.database.parse(str(what[0]))
        whole = not editor.connection.in_atomic_block and kinds.fits_transaction(statements, self.live.database)
        # Of the other way of what was interrupted, any part may be there; but its entries say what ran as a whole.
        half = self.half if self.half is not None and self.half.is_unsure(number) else None
        mixed = half is not None and (half.tangled or half.turned(backwards=self.backwards) or not half.run)
        before = half.statements_done(number, backwards=self.backwards) if half else 0
        if place < self._statements:
            return
        if place < before and (whole or not mixed):
            self._require_same(number, place, what)
            return
        done = max(before, self._statements)
        if whole:
            with atomic(self.live.alias), self.live.connection.cursor() as cursor:
                self.live.guard.set()
                # Not through the editor: where the schema has no transactions, it refuses to run in one.
                cursor.execute(*what)
                self._note(number, place, what)
        else:
            self.live.guard.set(exempt=kinds.statements_block_nobody(statements))
            outer, editor.execute = editor.execute, run
            try:
                with self._resuming(editor, number, unsure and (mixed or place == done)):
                    editor.execute(*what)
            finally:
                editor.execute = outer
            self._note(number, place, what)
        self._statements = place + 1

    def _require_same(self, number: int, place: int, what: tuple[Any, Any]) -> None:
        """What stands in the place of a statement that is done would never run."""
        known = self.half.texts.get(place) if self.half is not None else None
        if known and known != _digest(what):
            raise BadInput(
                f"statement {place} of operation {number} is another one than the one that has run. Bring that one "
                "back as it was, and write what is new behind those that have run."
            )

    def _resuming(self, editor: Any, number: int, unsure: bool) -> Any:
        if not unsure:
            return nullcontext()
        known = self.half is None or bool(self.half.run)
        if known and kinds.runs_code(self.migration.operations[number]):
            self.notes.append(
                f"Operation {number} was interrupted before. Nobody can tell how far its code got: it ran again."
            )
        return self.live.database.resuming(editor, self.notes.append)

    def _clean_up(self, left: frozenset[str]) -> None:
        """What a failed build has left serves nobody."""
        connection = self.live.connection
        try:
            if not connection.in_atomic_block and self.live.is_dead():
                connection.close()
            new = self.live.unusable() - left
            if new:
                self.live.guard.set()
                self.live.database.remove_unusable(connection, new)
                self.notes.append(f"Removed what the failed build has left: {', '.join(sorted(new))}.")
        except (DatabaseError, InterfaceError) as error:
            said = reason(error, connection.settings_dict)
            self.notes.append(
                f"What a failed build has left may still be there: {said} It is removed as the run goes on."
            )

    # What both have in common.

    def _numbers(self) -> Sequence[int]:
        """The operations that are left, in their order."""
        count = len(self.migration.operations)
        if not self.backwards:
            return range(self.half.first(backwards=False) if self.half else 0, count)
        last = self.half.first(backwards=True) if self.half else count - 1
        return [number for number in range(last, -1, -1) if number not in self.left_out]

    def _is_plain(self) -> bool:
        """Whether the migration runs its operations as Django's own class does."""
        name = "unapply" if self.backwards else "apply"
        return getattr(type(self.migration), name) is getattr(Migration, name)

    def _all_at_once(self, editor: Any) -> None:
        self.live.guard.set()
        with self.log.seeing(self.live.connection, in_code=True), self.deferred.lent_to(editor):
            run = self.migration.unapply if self.backwards else self.migration.apply
            run(self.states.before.clone(), editor)

    def _run(self, editor: Any, number: int, *, exempt: bool = False) -> None:
        operation = self.migration.operations[number]
        self.operation = number
        self.live.guard.set(exempt=exempt)
        with (
            self.log.seeing(
                self.live.connection,
                in_code=kinds.runs_code(operation),
                by_hand=self.file.text if kinds.is_by_hand(operation) else None,
            ),
            self._own(editor, operation),
            self.deferred.lent_to(editor),
        ):
            self._go(editor, number)
        self.operation = None

    def _go(self, editor: Any, number: int) -> None:
        operation, (old, new) = self.migration.operations[number], self.states.around(number)
        if self.backwards:
            operation.database_backwards(self.migration.app_label, editor, new, old)
        else:
            operation.database_forwards(self.migration.app_label, editor, old, new)

    def _own(self, editor: Any, operation: Operation) -> Any:
        """A transaction where the operation asks for one and there is none: Migration.apply.

        Where there is one, no savepoint: on MySQL, code that changes the schema all the same would end it.
        """
        own = operation.atomic or (self.migration.atomic and operation.atomic is not False)
        return nullcontext() if editor.connection.in_atomic_block or not own else atomic(self.live.alias)

    def _of_code(self, editor: Any, number: int) -> None:
        """What code leaves for the end runs at once, because it could not be asked for it again."""
        if kinds.runs_code(self.migration.operations[number]):
            self._run_deferred(editor, self.deferred.added)

    def _run_deferred(self, editor: Any, wanted: list[Any]) -> None:
        """What Django leaves for the end of a migration: before it is recorded, not after."""
        if wanted:
            self.live.guard.set()
            with self.log.seeing(self.live.connection, in_code=False):
                self.deferred.run(editor, wanted)

    @contextmanager
    def _editor(self, *, atomic: bool) -> Iterator[Any]:
        connection = self.live.connection
        inside = connection.in_atomic_block
        first: BaseException | None = None
        try:
            with connection.schema_editor(atomic=atomic) as editor:
                try:
                    yield editor
                except BaseException as error:
                    first = error
                    raise
        except BaseException as error:
            if connection.in_atomic_block and not inside:
                # SQLite's editor checks constraints first. A broken transaction refuses, and stays open.
                editor.atomic.__exit__(*sys.exc_info())
            if connection.vendor == "sqlite" and not connection.in_atomic_block:
                connection.enable_constraint_checking()
            if first is not None and first is not error:
                raise first  # noqa: B904 - that the broken transaction refuses says nothing, and hides why it broke.
            raise

    def _note(self, operation: int, statement: int | None = None, what: tuple[Any, Any] = ("", ())) -> None:
        """That an operation, or a statement in it, is done."""
        details = {"written": self.file.operation_digest(operation)}
        if statement is not None:
            details["statement"] = _digest(what)
        self.live.journal.add(
            self.live.entry(self, Event.OPERATION, operation=operation, statement=statement, details=details)
        )

    def _facts(self) -> dict[str, object]:
        """What the ledger keeps about the way itself."""
        facts: dict[str, object] = {"verified": self.verified.found, "effects": self.verified.effects}
        if self.attempts > 1:
            facts["attempts"] = self.attempts
        return {**facts, "notes": self.notes} if self.notes else facts


def _digest(what: tuple[Any, Any]) -> str:
    """A hash of a statement, without its parameters, and however it is broken into lines."""
    return hashlib.sha256(" ".join(str(what[0]).split()).encode()).hexdigest()[:16]
