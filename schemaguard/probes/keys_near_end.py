"""A sequence or an integer key comes near its end.

From 80 % on it is a warning, and from 95 % on that says so. It is never a failure: the migrations run, and it is the
application that stops, some day. Where a column ends before its sequence, the column counts.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from schemaguard.databases.probing import CannotTell, Counter
from schemaguard.preflights import Answer, Probed
from schemaguard.probes.base import Asking, probe

_WARNED, _URGENT = 0.80, 0.95
_MOST_NAMED = 5
_WAY_OUT = (
    "Give the key a BigAutoField while there is time: the change writes a large table anew, so it needs a plan of its "
    "own."
)


@probe(vendors=("mysql", "postgresql", "sqlite"))
def ask(asking: Asking) -> Iterator[Probed]:
    """Everything that gives numbers."""
    began = time.perf_counter()
    try:
        found = asking.prober.counters()
    except CannotTell as error:
        text = f"Cannot tell how near keys are to their end: {error}."
        yield asking.probed(Answer.UNKNOWN, text, seconds=time.perf_counter() - began)
        return
    near = [item for item in found if item.limit and item.last / item.limit >= _WARNED]
    seconds = time.perf_counter() - began
    for item in near:
        used = item.last / item.limit
        yield asking.probed(
            Answer.WARNING,
            _said(item, used),
            object=item.object,
            query=item.query,
            remedy=_WAY_OUT,
            seconds=seconds,
            facts={"last": item.last, "limit": item.limit, "used": round(used, 4)},
        )
    hidden = [item.object for item in found if item.hidden]
    if hidden:
        text = f"Cannot tell how near keys are to their end: this user may not read the sequences of {_named(hidden)}."
        yield asking.probed(Answer.UNKNOWN, text, remedy="Grant SELECT on all sequences.", seconds=seconds)
    elif not near:
        yield asking.probed(Answer.CLEAN, f"No key has used {_WARNED:.0%} of its numbers.", seconds=seconds)


def _named(objects: list[str]) -> str:
    more = len(objects) - _MOST_NAMED
    return ", ".join(objects[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _said(item: Counter, used: float) -> str:
    left = item.limit - item.last
    if left <= 0:
        return f"{item.object} has reached the end of {item.what}: no row can be added."
    hurry = " This is urgent." if used >= _URGENT else ""
    return f"{item.object} has used {used:.0%} of its numbers; {left:,} are left before {item.what} ends.{hurry}"
