"""The live server is older than the one that migrations are judged for, or than Django works with."""

from __future__ import annotations

import time
from collections.abc import Iterator

from schemaguard.databases.probing import CannotTell, Versions
from schemaguard.preflights import Answer, Probed
from schemaguard.probes.base import Asking, probe
from schemaguard.target import Target


@probe()
def ask(asking: Asking) -> Iterator[Probed]:
    """What the server says of itself, against TARGET and Django."""
    began = time.perf_counter()
    try:
        versions = asking.prober.versions()
    except CannotTell as error:
        yield asking.probed(Answer.UNKNOWN, f"Cannot tell which server it is: {error}.")
        return
    answer, message, remedy = _judged(versions, asking.settings.target.get(asking.database), asking.database)
    yield asking.probed(answer, message, remedy=remedy, seconds=time.perf_counter() - began)


def _judged(versions: Versions, wanted: Target | None, alias: str) -> tuple[Answer, str, str]:
    found = versions.found
    if versions.oldest and found.version < versions.oldest:
        oldest = ".".join(map(str, versions.oldest))
        text = (
            f"{versions.text} is older than {oldest}, the oldest that this Django works with: migrate refuses to run."
        )
        return Answer.FAILED, text, "Upgrade the server, or stay with an older Django."
    if wanted is None:
        return Answer.CLEAN, f"{versions.text} is new enough.", ""
    setting = f"SCHEMAGUARD['TARGET'][{alias!r}]"
    if wanted.flavour != found.flavour:
        text = f"This is {versions.text}, and check judges for {wanted}."
        return Answer.NOTICE, text, f"Say what the server is, or run preflight where that server is: {setting}."
    if found.version[: len(wanted.version)] < wanted.version:
        text = (
            f"{versions.text} is older than {wanted}, which check judges for: what is harmless there may not be here."
        )
        return Answer.WARNING, text, f"Upgrade the server, or lower {setting}."
    return Answer.CLEAN, f"{versions.text} is {wanted} or newer.", ""
