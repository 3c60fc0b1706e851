"""Goes one way through a migration on a scratch database, watched, and says what failed."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

from django.db.migrations.exceptions import IrreversibleError

from schemaguard.actions._rehearsal_declared import no_reverse
from schemaguard.actions._rehearsal_moves import Moves
from schemaguard.actions._scratch_run import Failed
from schemaguard.actions._swapped import forget_rows
from schemaguard.databases.stage import Stage, State, Trace
from schemaguard.rehearsals import Failure, Lock, Outcome, Phase, Verdict
from schemaguard.steps.loader import Node

Result = TypeVar("Result")


@dataclass(frozen=True)
class Ways:
    """The ways of one run on one database."""

    stage: Stage
    #: Turns whatever a migration raises into Failed; told what was done, and by which migration.
    guarded: Callable[[str, Node], AbstractContextManager[None]]
    #: The database as it is now.
    look: Callable[[], State]

    def go(self, moves: Moves, what: str, move: Callable[[], Result]) -> tuple[Result, Phase]:
        """Do it, and check what a commit would check. Raises Failed."""
        forget_rows()  # Another process would begin without what models remember of rows.
        started = time.perf_counter()
        with self.guarded(f"{'.'.join(moves.file.key)} {what}", moves.file.key), self.stage.traced() as trace:
            result = move()
            self.stage.settle()
        return result, _phase(time.perf_counter() - started, moves, trace)

    def go_whole(self, moves: Moves, what: str, move: Callable[[], Result]) -> tuple[Result, Phase]:
        """The same. Where it fails, the database is as before."""
        stage = self.stage
        if stage.takes_back:
            if not moves.migration.atomic:
                with stage.attempt():  # What fails half-way would stay.
                    self.go(moves, what, move)
                moves.renew()
            return self.go(moves, what, move)
        stage.keep()
        try:
            return self.go(moves, what, move)
        except Failed:
            stage.restore()
            raise


def _phase(seconds: float, moves: Moves, trace: Trace) -> Phase:
    return Phase(
        seconds,
        tuple(moves.log.statements),
        tuple(Lock(table, mode) for table, mode in trace.locks),
        tuple(trace.rewrites),
        tuple(trace.scans),
        tuple(trace.index_builds),
        dict(trace.ways),
        tuple(trace.notes),
    )


def failure(failed: Failed, moves: Moves) -> Failure:
    """What failed, and where it was then. What Python raised by itself has nothing to do with the last statement."""
    log = moves.log
    return Failure(str(failed), *(log.failed or ("", log.operation, log.line)))


def stuck(failed: Failed, moves: Moves) -> Outcome:
    """The outcome of a reverse that did not come to its end. Its own code may say that there is none."""
    itself = isinstance(failed.__cause__, IrreversibleError)
    return Outcome(Verdict.IRREVERSIBLE if itself else Verdict.FAILED_REVERSE, error=failure(failed, moves))


def irreversible(moves: Moves) -> Outcome | None:
    """The outcome for a migration that has no way back."""
    place = next(
        (place for place, operation in enumerate(moves.migration.operations) if not operation.reversible), None
    )
    if place is None:
        return None
    operation = moves.migration.operations[place]
    line = moves.file.line_of(str(place))
    message = f"Operation {place + 1} has no reverse: {operation.describe()}"
    return Outcome(
        Verdict.IRREVERSIBLE, error=Failure(message, operation=place, line=line), declared=no_reverse(moves.file)
    )


def without_values(error: Failure, deed: str) -> str:
    """What to say where only generated values at a limit have made a way fail. ``deed``: "Reversed"."""
    return f"{deed} without some of the generated values, because it fails on them: {error.message}"
