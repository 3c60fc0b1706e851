"""A migration that did not get to its end: what is left of it, what to do, and what the ledger may know."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import DatabaseError, InterfaceError
from django.db.migrations.state import ModelState

from schemaguard.actions._rehearsal_private import Private
from schemaguard.actions._run_live import Live
from schemaguard.actions._run_way import NotAsExpected, Way
from schemaguard.databases.connections import reason
from schemaguard.databases.obstacles import is_lost, way_out
from schemaguard.databases.scratch_names import Ended
from schemaguard.exceptions import SchemaguardError
from schemaguard.runs import Outcome


def outcome_of(error: BaseException) -> Outcome:
    """Whether somebody stopped it, or it failed. SIGTERM is raised as SystemExit."""
    return Outcome.STOPPED if isinstance(error, KeyboardInterrupt | Ended) else Outcome.FAILED


def is_done_after_all(live: Live, way: Way, error: BaseException) -> bool:
    """Whether a migration was committed whose answer never came. Looks over a new connection."""
    try:
        if live.connection.in_atomic_block:
            return False
        if live.is_dead():
            live.connection.close()
        # Its last transaction records it, also where it runs piece by piece. MongoDB has none there.
        if not is_lost(error) or not live.connection.features.supports_transactions:
            return False
        said = live.journal.says_done(*way.file.key)
        # The first migrations of the ledger itself have none to be written into, and were not there before.
        return way.file.key in live.recorder.applied_migrations() if said is None else said
    except (DatabaseError, InterfaceError):
        return False  # The server is still gone: the failure is told, and the next run looks again.


def of_migration(live: Live, way: Way, error: BaseException) -> str:
    """What happened, what is left, and what to do: one line."""
    name = f"{way.file.app}.{way.file.name}"
    stopped = outcome_of(error) is Outcome.STOPPED
    what = f"{name} was stopped on {live.alias!r}." if stopped else f"{name} failed on {live.alias!r}{_at(way)}: "
    said = "" if stopped else _said(live, error)
    return " ".join(f"{what}{said} {_left(live, way)} {_way_out(live, way, error)}".split())


def of_signal(word: str, live: Live, error: BaseException) -> str:
    """The same for a receiver of a signal."""
    if outcome_of(error) is Outcome.STOPPED:
        return f"Stopped in a receiver of {word}. Run the same command again."
    return (
        f"A receiver of {word} failed on {live.alias!r}: {_said(live, error)} Mend it, and run the same command again."
    )


def of_run(lives: Mapping[str, Live], error: BaseException) -> str:
    """The same for what stops a run before, between or after its migrations. No values of rows are in it."""
    if outcome_of(error) is Outcome.STOPPED:
        return "Stopped while no migration ran. Run the same command again."
    settings: Mapping[str, object] = next((live.connection.settings_dict for live in lives.values()), {})
    return without_values(f"Failed while no migration ran: {type(error).__name__}: {reason(error, settings)}")


def for_ledger(said: str, way: Way) -> str:
    """The same without values of rows, which servers quote in their errors."""
    tables = [model.options.get("db_table") or f"{model.app_label}_{model.name}" for model in _models(way)]
    fields = [name for model in _models(way) for name in model.fields]
    return without_values(said, way.file.text, way.log.sql, *tables, *fields)


def without_values(said: str, *known: str) -> str:
    """A sentence of ours with what somebody else said, of which only what is known stays."""
    return Private.of(names=[said.partition(":")[0], _WORDS, *known]).message(said)


#: What our own sentences say.
_WORDS = """
    Nothing of it is left It is undone Operations Operation of are done and stay it goes on there when run again Mend
    the migration or what stands in its way Run the same command again See status take back rollback apply manage.py
    schemaguard The connection was lost Look after the server There is no room Make room on its disk
"""


def _models(way: Way) -> list[ModelState]:
    return list(way.states.before.models.values())


def _at(way: Way) -> str:
    if way.at_end:
        return ", in what its operations leave for the end"
    if way.operation is None:
        return ""
    operation = way.migration.operations[way.operation]
    line = way.file.line_of(str(way.operation))
    return f", operation {way.operation} ({operation.describe()}), line {line}"


def _said(live: Live, error: BaseException) -> str:
    if isinstance(error, NotAsExpected):
        return f"it is not what it says. {error}"
    if isinstance(error, SchemaguardError):
        return str(error)
    kind = type(error.__cause__ if isinstance(error, DatabaseError) and error.__cause__ else error).__name__
    return f"{kind}: {reason(error, live.connection.settings_dict)}"


def _left(live: Live, way: Way) -> str:
    if live.in_one_piece(way.migration):
        return "Nothing of it is left."
    place = way.operation
    if way.at_end:
        return "All of its operations are taken back." if way.backwards else "All of its operations are done and stay."
    if place is None:
        return ""
    if way.backwards:
        return f"The operations after operation {place} are taken back, the others are still there."
    if place == 0:
        return ""
    return "Operation 0 is done and stays." if place == 1 else f"Operations 0 to {place - 1} are done and stay."


def _way_out(live: Live, way: Way, error: BaseException) -> str:
    if outcome_of(error) is Outcome.STOPPED:
        return "Run the same command again: it goes on there."
    if live.guard.is_lock(error):
        who = f" In the way: {', '.join(live.guard.blockers)}." if live.guard.blockers else ""
        return f"It was tried {way.attempts} times.{who} Run the same command again when they are done."
    if live.guard.is_timeout(error):
        return "It ran longer than STATEMENT_TIMEOUT allows: allow more with --statement-timeout, or split it."
    if known := way_out(error):
        return known
    if isinstance(error, NotAsExpected):
        return "Look who else changes the schema; or leave the look out: --no-verify."
    return "Mend the migration, or what stands in its way, and run the same command again."
