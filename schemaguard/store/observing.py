"""What happened behind our back: rows of django_migrations that came or went without a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder

from schemaguard.databases.connections import close_where_lost, reason
from schemaguard.databases.obstacles import is_lost
from schemaguard.models import RunStep
from schemaguard.runs import Entry, Event, NewEntry, Outcome
from schemaguard.store.abandoned import close_abandoned
from schemaguard.store.central import mirror
from schemaguard.store.ledger import Ledger, Node, project_settings
from schemaguard.store.who import new_run

#: How many migrations a sentence names.
_SHOWN = 5


def recorded(connection: Any) -> list[Node]:
    """What django_migrations says is applied, in the order it was recorded. Raises DatabaseError."""
    try:
        return list(MigrationRecorder(connection).applied_migrations())
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:
        if not is_lost(error):
            raise
        # Where django-mongodb-backend looks for the collection, pymongo's own errors come through.
        raise OperationalError(reason(error, connection.settings_dict)) from error


def observe(alias: str, *, rows: Collection[Node] | None = None) -> tuple[str, ...]:
    """Write into the ledger what it does not know yet, once each. Says in sentences what that was.

    Runs whose process is gone are ended first. ``rows``: what django_migrations had at some moment before. A database
    that cannot be written is no failure: it is said.
    """
    try:
        said = tuple(_sentences(alias, _observe(alias, rows)))
    except (DatabaseError, InterfaceError) as error:
        close_where_lost(connections[alias], error)
        return (
            f"Whether anything happened to {alias!r} without a run could not be written into its ledger "
            f"({type(error).__name__}).",
        )
    return (*said, *mirror(alias))


def gone(alias: str, name: str = "") -> str:
    """What to do where the tables of the ledger were made and are gone; empty where all is well.

    ``name``: what people call the database.
    """
    if Ledger.of(alias) is not None or ("schemaguard", "0001_initial") not in recorded(connections[alias]):
        return ""
    name = name or alias
    return (
        f"The tables of the ledger of {name!r} are gone, although django_migrations has them as made. Restore them "
        "from a backup; or drop the other tables whose names begin with schemaguard_, and begin a new ledger: "
        f"manage.py migrate --fake schemaguard zero --database {name}"
    )


def unknown_to_ledger(alias: str) -> tuple[list[Node], list[Node]]:
    """What is applied that the ledger does not know, and what it takes for applied and is not. Only reads."""
    ledger = Ledger.of(alias)
    return ([], []) if ledger is None else _differences(ledger, recorded(connections[alias]))


def _observe(alias: str, rows: Collection[Node] | None) -> list[Entry]:
    ledger = Ledger.of(alias)
    if ledger is None:
        return []
    found = recorded(connections[alias]) if rows is None else rows
    close_abandoned(ledger, found)
    if not any(_differences(ledger, found)):
        return []
    # Somebody else may be observing just now.
    with ledger.locked():
        appeared, vanished = _differences(ledger, found)
        entries = [*_observed(appeared, backwards=False), *_observed(vanished, backwards=True)]
        if not entries:
            return []
        run = new_run("observe", alias, project_settings())
        ledger.begin(run)
        added = ledger.add_all(run.id, entries)
        ledger.end(run.id, Outcome.DONE)
        return added


def _sentences(alias: str, entries: Collection[Entry]) -> Iterator[str]:
    for backwards, words in ((False, "was recorded as applied"), (True, "was taken out of what is applied")):
        names = [".".join(entry.node) for entry in entries if entry.what.backwards is backwards]
        if names:
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            yield f"On {alias!r} {', '.join(names[:_SHOWN])}{more} {words} without a run: the ledger says so now."


def settle(alias: str, run_id: str) -> list[Entry]:
    """Write what Django has recorded beside a run, as it does for squashed migrations, into this run.

    To be called at the end of a run that began with ``observe``: what differs now is its doing.
    """
    ledger = Ledger.of(alias)
    if ledger is None:
        return []
    appeared, vanished = _differences(ledger, recorded(connections[alias]))
    beside = {"why": "recorded by Django together with this run, as it does where migrations are squashed"}
    entries = [
        NewEntry(Event.FAKED, app, name, backwards=backwards, details=beside)
        for nodes, backwards in ((appeared, False), (vanished, True))
        for app, name in nodes
    ]
    return ledger.add_all(run_id, entries) if entries else []


def _differences(ledger: Ledger, rows: Collection[Node]) -> tuple[list[Node], list[Node]]:
    """What is applied that the ledger does not know, and what it takes for applied and is not. Not what runs now."""
    known, busy = ledger.applied(), _busy(ledger)
    there = set(rows)
    return (
        [node for node in rows if node not in known and node not in busy],
        [node for node in known if node not in there and node not in busy],
    )


def _busy(ledger: Ledger) -> set[Node]:
    """Migrations of open runs: between the work and the entry about it the two differ."""
    runs = [UUID(run.id) for run in ledger.open_runs()]
    rows = RunStep.objects.using(ledger.alias).filter(run_id__in=runs, event=Event.STARTED.value)
    return set(rows.values_list("app", "migration")) if runs else set()


def _observed(nodes: Iterable[Node], *, backwards: bool) -> Iterable[NewEntry]:
    return (NewEntry(Event.OBSERVED, app, name, backwards=backwards) for app, name in nodes)
