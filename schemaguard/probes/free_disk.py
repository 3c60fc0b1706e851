"""What is written anew needs room beside what is there, until it is done.

Counted as a copy of the table with its indexes for a rewrite, and as the half of the table for an index.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from schemaguard.databases.probing import CannotTell
from schemaguard.preflights import Answer, Probed
from schemaguard.probes._sizes import megabytes
from schemaguard.probes.base import Asking, probe

_WAY_OUT = "Make room before the migrations run: a full disk stops the server, not only the migration."
#: So much should be left over.
_RESERVE = 1.2
#: Needs below this are not worth a question that cannot be answered.
_SMALL = 100_000_000


@probe()
def ask(asking: Asking) -> Iterator[Probed]:
    """The largest need of a single statement against what is free."""
    began = time.perf_counter()
    needed = max(asking.needs.values(), default=0)
    table = max(asking.needs, key=lambda name: (asking.needs[name], name), default="")
    try:
        disk = asking.prober.disk()
    except CannotTell as error:
        if needed >= _SMALL:
            text = f"{table} needs about {megabytes(needed)} of room, and whether that is free cannot be told: {error}."
            yield asking.probed(Answer.UNKNOWN, text, seconds=time.perf_counter() - began, facts={"needed": needed})
        return
    if disk is None:
        return
    seconds, facts = time.perf_counter() - began, {"free": disk.free, "total": disk.total, "needed": needed}
    if needed * _RESERVE <= disk.free:
        text = f"{megabytes(disk.free)} are free, and the plan needs about {megabytes(needed)} at a time."
        yield asking.probed(Answer.CLEAN, text, seconds=seconds, facts=facts)
        return
    answer = Answer.FAILED if needed > disk.free else Answer.WARNING
    text = f"{table} needs about {megabytes(needed)} of room, and {megabytes(disk.free)} are free."
    yield asking.probed(answer, text, object=table, remedy=_WAY_OUT, seconds=seconds, facts=facts)
