"""Somebody's transaction is open for long: a migration would wait for it, and all others behind the migration.

A transaction that holds a lock on a table in question stops a change of that table; one with an old snapshot keeps a
concurrent build of an index waiting. Prepared transactions hold their locks until somebody ends them by hand.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from schemaguard import conf
from schemaguard.databases.probing import CannotTell, Session
from schemaguard.preflights import Answer, Probed
from schemaguard.probes._sizes import lasting
from schemaguard.probes.base import Asking, probe

_WAY_OUT = "Let it end, or end it, before the migrations run. Try again when it is gone."


@probe(vendors=("mongodb", "mysql", "postgresql"))
def ask(asking: Asking) -> Iterator[Probed]:
    """Transactions that are older than LOCK_TIMEOUT."""
    began, tables = time.perf_counter(), tuple(asking.live.touched)
    try:
        found = asking.prober.sessions(tables)
    except CannotTell as error:
        text = f"Cannot tell whether transactions are open for long: {error}."
        yield asking.probed(Answer.UNKNOWN, text, seconds=time.perf_counter() - began)
        return
    limit = conf.seconds(asking.settings.lock_timeout)
    long = [item for item in found if item.seconds > limit or item.prepared]
    seconds = time.perf_counter() - began
    for item in long:
        yield asking.probed(
            Answer.WARNING if item.tables or item.prepared or asking.pending else Answer.NOTICE,
            _said(item),
            object=", ".join(item.tables),
            remedy=_WAY_OUT,
            seconds=seconds,
            facts={"age": round(item.seconds, 3)},
        )
    if not long:
        text = f"No transaction is open for longer than {lasting(limit)}."
        yield asking.probed(Answer.CLEAN, text, seconds=seconds)


def _said(item: Session) -> str:
    state = "is prepared" if item.prepared else "has been open"
    held = f" and holds locks on {', '.join(item.tables)}" if item.tables else ""
    idle = ", and does nothing" if item.idle and not item.prepared else ""
    return f"The transaction of {item.who} {state} for {lasting(item.seconds)}{held}{idle}."
