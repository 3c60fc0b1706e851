"""The central ledger: a copy of every entry, in a chain of its own, so that whoever can change one changes not both."""

from __future__ import annotations

import copy
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid5

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, InterfaceError, connections
from django.utils.connection import ConnectionDoesNotExist

from schemaguard.databases.connections import reason
from schemaguard.models import LedgerHead, Run, RunStep
from schemaguard.store.ledger import HEAD, Ledger, parts, project_settings

Row = TypeVar("Row", Run, RunStep)

logger = logging.getLogger("schemaguard")

#: Seconds for which a central ledger that did not answer is left alone: waiting for it must not slow down a run.
_REST = 60.0

#: Copies that are made at the same time meet at most so often.
_TRIES = 5

#: What a database that is not there raises.
FAILURES = (DatabaseError, InterfaceError, ImproperlyConfigured, ConnectionDoesNotExist)

#: After the last entry.
_END = (2**63, "")

#: When it did not answer, by the clock of this process.
_failed: dict[str, float] = {}


class NoCopy(Exception):
    """Why nothing can be copied, in a sentence."""


@dataclass(frozen=True)
class Central:
    """The copy of one ledger in the central one."""

    ledger: Ledger
    central: Ledger
    #: Where the entries come from. A database that was restored from another one's backup is another place.
    origin: UUID

    @classmethod
    def of(cls, ledger: Ledger) -> Central | None:
        """None where there is no central ledger, or this is the one. Raises NoCopy, and what databases raise."""
        settings = project_settings()
        alias = settings.central_ledger
        if not alias or alias == ledger.alias:
            return None
        if alias not in connections:
            raise NoCopy(f"SCHEMAGUARD['CENTRAL_LEDGER'] is {alias!r}, and there is no such database.")
        central = Ledger.of(alias)
        if central is None:
            raise NoCopy(
                f"The central ledger {alias!r} has no tables yet: manage.py migrate schemaguard --database {alias}"
            )
        head = LedgerHead.objects.using(ledger.alias).filter(pk=HEAD).first()
        if head is None:
            return None
        return cls(ledger, central, uuid5(head.ledger, f"{settings.environment}\n{ledger.alias}"))

    def catch_up(self) -> int:
        """Copy what is missing there, in order; returns how many entries that were. Raises NoCopy."""
        for tried in range(1, _TRIES + 1):
            try:
                return sum(map(self._copy, self._missing()))
            except IntegrityError:  # Another process copies the same.
                if tried == _TRIES:
                    raise
        raise AssertionError

    def _missing(self) -> Iterator[list[RunStep]]:
        copies = RunStep.objects.using(self.central.alias).filter(origin_ledger=self.origin)
        last = copies.order_by("-origin_number").values_list("origin_number", "origin").first()
        own = RunStep.objects.using(self.ledger.alias).filter(origin="")
        if last is not None and not own.filter(number=last[0], hash=last[1]).exists():
            raise NoCopy(
                f"The central ledger has another entry {last[0]} of {self.ledger.alias!r}, so that nothing is copied: "
                "this database was restored, or its ledger was changed. See: manage.py schemaguard history --verify"
            )
        return parts(own.filter(number__gt=last[0]) if last is not None else own)

    def _copy(self, part: list[RunStep]) -> int:
        runs = Run.objects.using(self.ledger.alias).in_bulk({row.run_id for row in part})
        there = Run.objects.using(self.central.alias).in_bulk(list(runs))
        for key in runs.keys() - there.keys():
            _fresh(runs[key]).save(using=self.central.alias)
        self.central.append_copies([self._copied(row) for row in part], runs)
        return len(part)

    def _copied(self, row: RunStep) -> RunStep:
        made = _fresh(row)
        made.origin, made.origin_number, made.origin_ledger = row.hash, row.number, self.origin
        return made

    def differences(self) -> Iterator[tuple[int, str]]:
        """Entries that are not the same in both, each with a sentence. Those that are not copied yet come with none."""
        here = RunStep.objects.using(self.ledger.alias).filter(origin="")
        there = RunStep.objects.using(self.central.alias).filter(origin_ledger=self.origin)
        own = ((row.number, row.hash) for part in parts(here.only("number", "hash")) for row in part)
        copies = (
            (row.origin_number or 0, row.origin)
            for part in parts(there.only("number", "origin", "origin_number"))
            for row in part
        )
        for number, mine, other in _side_by_side(own, copies):
            if other is None:
                yield number, ""
            elif mine is None:
                yield number, f"Entry {number} is in the central ledger, and not here any more."
            elif mine != other:
                yield number, f"Entry {number} was another one when it was copied into the central ledger."


def _side_by_side(
    own: Iterator[tuple[int, str]], copies: Iterator[tuple[int, str]]
) -> Iterator[tuple[int, str | None, str | None]]:
    """Both hashes of each number, where there are both. Both sides are in order."""
    mine, other = next(own, _END), next(copies, _END)
    while (number := min(mine[0], other[0])) != _END[0]:
        has_mine, has_other = mine[0] == number, other[0] == number
        yield number, mine[1] if has_mine else None, other[1] if has_other else None
        mine = next(own, _END) if has_mine else mine
        other = next(copies, _END) if has_other else other


def others(alias: str) -> int:
    """How many entries the central ledger has of this database that come from another ledger than it has now."""
    settings = project_settings()
    ledger = Ledger.of(alias)
    found = Central.of(ledger) if ledger else None
    if not settings.central_ledger or settings.central_ledger == alias:
        return 0
    runs = Run.objects.using(settings.central_ledger).filter(environment=settings.environment, database=alias)
    copies = (
        RunStep.objects.using(settings.central_ledger)
        .exclude(origin="")
        .filter(run_id__in=list(runs.values_list("pk", flat=True)))
    )
    return int(copies.exclude(origin_ledger=found.origin).count() if found else copies.count())


def mirror(alias: str) -> tuple[str, ...]:
    """Copy what the central ledger does not have yet. Says in a sentence why not; that is no reason to stop."""
    ledger = Ledger.of(alias)
    if ledger is None:
        return ()
    settings = project_settings()
    try:
        found = Central.of(ledger)
        if found is not None:
            found.catch_up()
    except NoCopy as error:
        return (str(error),)
    except FAILURES as error:
        _failed[settings.central_ledger] = time.monotonic()
        known = connections.settings.get(settings.central_ledger, {})
        return (
            f"The central ledger could not be written: {reason(error, known)} The next run copies what is missing.",
        )
    _failed.pop(settings.central_ledger, None)
    return ()


def copy_quietly(ledger: Ledger) -> None:
    """The same after each entry: what fails is logged, and not tried again for a while."""
    settings = project_settings()
    central = settings.central_ledger
    if not central or central == ledger.alias or time.monotonic() - _failed.get(central, -_REST) < _REST:
        return
    for sentence in mirror(ledger.alias):
        _failed[central] = time.monotonic()
        logger.warning("%s", sentence)


def _fresh(row: Row) -> Row:
    """The same row, to be added elsewhere."""
    made = copy.copy(row)
    made._state = type(row._state)()
    return made
