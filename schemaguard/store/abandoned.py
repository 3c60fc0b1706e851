"""Runs of plain ``migrate`` that ended without a word: killed, or cut off from the database."""

from __future__ import annotations

import os
import socket
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from schemaguard.runs import Entry, Event, NewEntry, Outcome, RunInfo
from schemaguard.store.ledger import Ledger, Node

#: How long nothing may be heard of a run on another host. Should it still run, what it does is recorded all the same.
SILENCE = timedelta(days=1)

#: Those of apply and rollback are not among them: they go on where they stopped.
_COMMANDS = ("migrate", "observe", "approve")

_WORD = "It ended without a word: the process was killed, or the connection was lost."


def close_abandoned(ledger: Ledger, applied: Collection[Node]) -> None:
    """End them in the ledger, with what django_migrations says about the migrations they had started."""
    for run in ledger.open_runs():
        if run.command in _COMMANDS:
            entries = list(ledger.entries(run=run.id, texts=False))
            if is_gone(run, entries):
                _close(ledger, run, entries, set(applied))


def close_killed(alias: str, *, except_run: str) -> None:
    """End the runs of ``apply`` and ``rollback`` that are still open. Only for who holds the lock of the database."""
    ledger = Ledger.of(alias)
    if ledger is None:
        return
    for run in ledger.open_runs():
        if run.command not in _COMMANDS and run.id != except_run:
            applied = set(MigrationRecorder(connections[alias]).applied_migrations())
            _close(ledger, run, list(ledger.entries(run=run.id, texts=False)), applied)


def is_gone(run: RunInfo, entries: Collection[Entry]) -> bool:
    """Whether the process of a run is not there any more."""
    pid = next((entry.what.details.get("pid") for entry in entries), None)
    if run.who.host == socket.gethostname() and isinstance(pid, int):
        return pid != os.getpid() and not _lives(pid)
    return all(datetime.now(UTC) - entry.at > SILENCE for entry in entries)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # It belongs to somebody else.
        return True
    return True


def _close(ledger: Ledger, run: RunInfo, entries: Collection[Entry], applied: set[Node]) -> None:
    ended = (Event.DONE, Event.FAKED, Event.FAILED)
    over = {(entry.node, entry.what.backwards) for entry in entries if entry.what.event in ended}
    for entry in entries:
        what = entry.what
        if what.event is not Event.STARTED or (entry.node, what.backwards) in over:
            continue
        # Of what was not recorded before, the missing record says nothing.
        known = not (what.backwards and _was_half(ledger, entry))
        done = known and (entry.node in applied) is not what.backwards
        fields = {"app": what.app, "migration": what.migration, "backwards": what.backwards}
        details = {"told_by": "django_migrations"}
        if done:
            new = NewEntry(Event.DONE, digest=what.digest, position=what.position, details=details, **fields)  # type: ignore[arg-type]
        else:
            new = NewEntry(Event.FAILED, position=what.position, error=_WORD, details=details, **fields)  # type: ignore[arg-type]
        ledger.add(run.id, new)
    ledger.end(run.id, Outcome.FAILED, _WORD)


def _was_half(ledger: Ledger, began: Entry) -> bool:
    """Whether a migration was neither applied nor not as this began."""
    half = False
    for entry in ledger.entries(app=began.what.app, migration=began.what.migration, texts=False):
        if entry.number >= began.number:
            break
        if entry.what.event is Event.STARTED:
            half = True
        elif entry.what.event in (Event.DONE, Event.FAKED, Event.OBSERVED):
            half = False
    return half
