"""Indexes that a failed build has left behind, and constraints that were never validated.

No query uses an invalid index, every write pays for it, and a build of the same name fails. PostgreSQL only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from schemaguard.preflights import Answer, Probed
from schemaguard.probes.base import Asking, probe


@probe(vendors=("postgresql",))
def ask(asking: Asking) -> Iterator[Probed]:
    """Indexes anywhere, constraints on tables that the plan touches."""
    began = time.perf_counter()
    found = [item for item in asking.prober.broken() if item.anywhere or item.table in asking.live.touched]
    seconds = time.perf_counter() - began
    for item in found:
        yield asking.probed(Answer.WARNING, f"{item.message}.", object=item.object, remedy=item.remedy, seconds=seconds)
    if not found:
        text = "Every index is valid, and so are the constraints of the tables in question."
        yield asking.probed(Answer.CLEAN, text, seconds=seconds)
