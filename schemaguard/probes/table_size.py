"""A table is read or written anew while others wait: how large it is, and roughly how long that takes.

The estimate rests on the size of the table and on rates that an ordinary server reaches (see _sizes), not on this
server. A warning says that reads or writes may be blocked for longer than LOCK_TIMEOUT.
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard import conf
from schemaguard.databases.base import Lock
from schemaguard.databases.probing import CannotTell, Size
from schemaguard.preflights import Answer, Probed
from schemaguard.probes._sizes import INDEX, REWRITE, SCAN, lasting, megabytes
from schemaguard.probes.base import Asking, number, probe
from schemaguard.statements import AddConstraint, CreateIndex, Reindex, TableStatement

#: Smaller tables are not worth a line.
_SMALL = 10_000_000
_WAY_OUT = (
    "Choose a quiet hour, or a way that blocks nobody for long: schemaguard check names it. Rehearse on a copy to "
    "measure the time."
)


@probe(TableStatement)
def ask(asking: Asking, statement: TableStatement) -> Iterator[Probed]:
    """Statements whose time grows with the rows."""
    lock, view = asking.kind.lock(statement, asking.prober.target()), asking.live.view(statement.table)
    if lock is None or view is None or not (lock.scans or lock.rewrites):
        return
    try:
        size = asking.size_of(view.table)
    except CannotTell as error:
        text = f"Cannot tell how large {view.table} is, which is {_done(lock)}: {error}."
        yield asking.probed(Answer.UNKNOWN, text, object=view.table, remedy=_WAY_OUT)
        return
    seconds, needed = _seconds(lock, statement, size), _needed(lock, statement, size)
    asking.needs[view.table] = max(needed, asking.needs.get(view.table, 0))
    whole = size.bytes + size.index_bytes
    blocked = _blocked(lock)
    too_long = bool(blocked) and seconds > conf.seconds(asking.settings.lock_timeout)
    answer = Answer.WARNING if too_long else Answer.NOTICE if whole >= _SMALL else Answer.CLEAN
    about = "" if size.exact else "about "
    said = f"{view.table} is {_done(lock)}: {about}{number(size.rows)}, {megabytes(whole)} with indexes"
    while_ = f", while others cannot {blocked}" if blocked else ""
    yield asking.probed(
        answer,
        f"{said}; roughly {lasting(seconds)}{while_}. A rough estimate, from the size alone.",
        object=view.table,
        count=size.rows,
        remedy=_WAY_OUT if too_long else "",
        facts={"rows": size.rows, "bytes": size.bytes, "index_bytes": size.index_bytes, "seconds": round(seconds, 3)},
    )


def _done(lock: Lock) -> str:
    return "written anew" if lock.rewrites else "read as a whole"


def _blocked(lock: Lock) -> str:
    return "read or write" if lock.blocks_reads else "write" if lock.blocks_writes else ""


def _builds(statement: TableStatement) -> bool:
    unique = isinstance(statement, AddConstraint) and statement.constraint.kind in ("unique", "primary_key", "exclude")
    return unique or isinstance(statement, CreateIndex | Reindex)


def _seconds(lock: Lock, statement: TableStatement, size: Size) -> float:
    if lock.rewrites:
        return size.bytes / REWRITE + size.index_bytes / INDEX
    return size.bytes / (INDEX if _builds(statement) else SCAN)


def _needed(lock: Lock, statement: TableStatement, size: Size) -> int:
    """Room for a copy; for an index, as if its columns were the half of the table."""
    if lock.rewrites:
        return size.bytes + size.index_bytes
    return size.bytes // 2 if _builds(statement) else 0
