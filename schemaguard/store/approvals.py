"""Approvals: entries of the ledger that say who stands for a plan, or for a migration as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from schemaguard.exceptions import BadInput
from schemaguard.runs import Entry, Event, NewEntry, Outcome, RunInfo
from schemaguard.store.ledger import Ledger, project_settings
from schemaguard.store.places import in_words
from schemaguard.store.who import new_run

#: App, migration, digest of its file, and whether it is taken back.
Subject = tuple[str, str, str, bool]

_EVENTS = (Event.APPROVED, Event.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody stands for what has this digest."""

    #: The Django user.
    user: str
    at: datetime
    #: The ledger's entry.
    number: int
    comment: str = ""
    #: Names and addresses that belong to the user, to compare with authors.
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.user}, {in_words(self.at)}"


def approve(
    alias: str,
    digest: str,
    user: str,
    *,
    app: str = "",
    migration: str = "",
    comment: str = "",
    names: tuple[str, ...] = (),
    withdraw: bool = False,
) -> Entry:
    """Write that a person approves a plan, by its id, or a migration, by its digest; or takes that back.

    Raises BadInput where the database has no ledger.
    """
    ledger = Ledger.of(alias)
    if ledger is None:
        raise BadInput(
            f"The database {alias!r} has no ledger yet. Run: manage.py migrate schemaguard --database {alias}"
        )
    run = new_run("approve", alias, project_settings(), user=user)
    event = Event.WITHDRAWN if withdraw else Event.APPROVED
    details = {"user": user, "comment": comment, "names": list(names)}
    ledger.begin(run)
    entry = ledger.add(run.id, NewEntry(event, app, migration, digest=digest, details=details))
    ledger.end(run.id, Outcome.DONE)
    return entry


def approve_all(
    ledger: Ledger,
    run: RunInfo,
    subjects: Sequence[Subject],
    *,
    comment: str = "",
    names: tuple[str, ...] = (),
    withdraw: bool = False,
) -> None:
    """The same for several migrations at once, all or none, by the Django user of the run."""
    event = Event.WITHDRAWN if withdraw else Event.APPROVED
    details = {"user": run.who.django, "comment": comment, "names": list(names), "plan": run.plan}
    entries = [
        NewEntry(event, app, migration, backwards=backwards, digest=digest, details=details)
        for app, migration, digest, backwards in subjects
    ]
    with transaction.atomic(using=ledger.alias):
        ledger.begin(run)
        ledger.add_all(run.id, entries)
        ledger.end(run.id, Outcome.DONE)


def approvals(alias: str, digest: str) -> tuple[Approval, ...]:
    """Who approves exactly this now, in the order they said so. Nobody is counted twice."""
    ledger = Ledger.of(alias) if digest else None
    found: dict[str, Approval] = {}
    for entry in ledger.entries(digest=digest, events=_EVENTS, texts=False) if ledger else ():
        _take(found, entry)
    return tuple(found.values())


def all_approvals(alias: str) -> Mapping[Subject, tuple[Approval, ...]]:
    """The same for everything that is approved in a database, in one pass."""
    ledger = Ledger.of(alias)
    found: dict[Subject, dict[str, Approval]] = {}
    for entry in ledger.entries(events=_EVENTS, texts=False) if ledger else ():
        what = entry.what
        _take(found.setdefault((what.app, what.migration, what.digest, what.backwards), {}), entry)
    return {subject: tuple(given.values()) for subject, given in found.items() if given}


def _take(found: dict[str, Approval], entry: Entry) -> None:
    """Take one entry in, in order."""
    user = entry.run.who.django
    found.pop(user, None)
    if entry.what.event is Event.APPROVED:
        names = entry.what.details.get("names")
        found[user] = Approval(
            user,
            entry.at,
            entry.number,
            str(entry.what.details.get("comment") or ""),
            tuple(map(str, names)) if isinstance(names, list) else (),
        )
