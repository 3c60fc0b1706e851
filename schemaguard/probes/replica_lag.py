"""Servers that follow are behind: a large change makes that worse, and readers see the old schema for longer."""

from __future__ import annotations

import time
from collections.abc import Iterator

from schemaguard.databases.probing import CannotTell, Replica
from schemaguard.preflights import Answer, Probed
from schemaguard.probes._sizes import lasting, megabytes
from schemaguard.probes.base import Asking, probe

#: From here on it is worth waiting.
_SECONDS, _BYTES = 10.0, 100_000_000
_WAY_OUT = "Let it catch up, or see why it cannot, before the migrations run."


@probe(vendors=("mongodb", "mysql", "postgresql"))
def ask(asking: Asking) -> Iterator[Probed]:
    """Every server that follows this one."""
    began = time.perf_counter()
    try:
        found = asking.prober.replicas()
    except CannotTell as error:
        text = f"Cannot tell how far replicas are behind: {error}."
        yield asking.probed(Answer.UNKNOWN, text, seconds=time.perf_counter() - began)
        return
    seconds = time.perf_counter() - began
    if not found:
        yield asking.probed(Answer.CLEAN, "No server follows this one.", seconds=seconds)
    for item in found:
        answer, message = _judged(item)
        facts = {"lag": item.seconds, "bytes": item.bytes}
        yield asking.probed(
            answer,
            message,
            object=item.name,
            remedy=_WAY_OUT if answer is Answer.WARNING else "",
            seconds=seconds,
            facts={name: value for name, value in facts.items() if value is not None},
        )


def _judged(item: Replica) -> tuple[Answer, str]:
    behind = f" ({megabytes(item.bytes)} behind)" if item.bytes else ""
    if item.broken:
        return Answer.WARNING, f"{item.name} does not follow: {item.broken}{behind}."
    if item.seconds is None and item.bytes is None:
        return Answer.UNKNOWN, f"{item.name} follows this server, and only it knows how far it is behind."
    late = (item.seconds or 0) > _SECONDS or (item.bytes or 0) > _BYTES
    said = f"{item.name} is {lasting(item.seconds or 0)} behind{behind}."
    return (Answer.WARNING if late else Answer.CLEAN), said
