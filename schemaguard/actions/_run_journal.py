"""One run in the ledger of one database: written before and after each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError

from schemaguard import store
from schemaguard.runs import Event, NewEntry, Outcome, RunInfo


@dataclass
class Journal:
    """Waits with its entries until the ledger's tables are there: a run may be the one that makes them."""

    alias: str
    info: RunInfo
    details: Mapping[str, object] = field(default_factory=dict)
    #: Whether migrations of the ledger itself are still to be run: then nothing is written.
    waiting: bool = False
    #: What was applied before a ledger was there.
    before: frozenset[tuple[str, str]] = frozenset()
    #: Sentences about what could not be written.
    notes: list[str] = field(default_factory=list)
    _ledger: store.Ledger | None = None
    _later: list[NewEntry] = field(default_factory=list)
    _begun: bool = False
    _tried: bool = False

    def begin(self) -> None:
        """Write that the run began, as soon as that is possible."""
        self.catch_up()

    def add(self, *entries: NewEntry) -> None:
        """Write entries, in the transaction that the connection is in, or keep them for later."""
        if self._ledger is None:
            self._later += entries
        else:
            self._ledger.add_all(self.info.id, entries)

    def catch_up(self) -> None:
        """Write what had to wait. Not called inside a transaction: the tables could go again with it."""
        if self._ledger is None and not self.waiting:
            self._ledger = store.Ledger.of(self.alias)
        if self._ledger is None:
            return
        if not self._begun:
            # A first try may have been committed although its answer was lost.
            if not (self._tried and self._ledger.has_begun(self.info.id)):
                self._tried = True
                self._ledger.begin(self.info, self.details)
            self._begun = True
        late = bool(self._later)
        while self._later:
            self._ledger.add(self.info.id, self._later[0])
            del self._later[0]
        if late:
            store.observe(self.alias, rows=self.before)

    def says_done(self, app: str, migration: str) -> bool | None:
        """Whether the end of a migration in this run is there, which is written with its last transaction.

        None: there is no ledger yet. What django_migrations has is no proof: a half-applied migration was never in it.
        """
        if self._ledger is None:
            return None
        ends = self._ledger.entries(run=self.info.id, app=app, migration=migration, events=[Event.DONE], texts=False)
        return any(True for _ in ends)

    def try_to_add(self, entry: NewEntry) -> None:
        """Write an entry about a failure. Whatever stopped the run may stop this as well: then it is said."""
        try:
            self.catch_up()
            self.add(entry)
        except (DatabaseError, InterfaceError) as error:
            self.notes.append(
                f"The ledger of {self.alias!r} could not be written ({type(error).__name__}): it says that the run is "
                "still open. See: manage.py schemaguard status"
            )

    def _settle(self) -> None:
        """Write what was recorded beside: where a squash runs, all that it replaces is."""
        if self._ledger is None or not self._begun:
            return
        try:
            store.settle(self.alias, self.info.id)
        except (DatabaseError, InterfaceError):
            return  # The next entry meets the same, and says so; observe finds these rows later.

    def end(self, outcome: Outcome, error: str = "", details: Mapping[str, object] | None = None) -> str:
        """Write that the run ended, and give the last place of the ledger."""
        self._settle()
        self.try_to_add(NewEntry(Event.ENDED, outcome=outcome.value, error=error, details=details or {}))
        if self._later and self._ledger is None:
            self.notes.append(f"The database {self.alias!r} has no ledger: nothing was recorded there.")
        return self._ledger.head() if self._ledger is not None and not self.notes else ""
