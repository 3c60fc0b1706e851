"""Puts scratch databases in the place of the project's, so that nothing which runs meanwhile writes to a live one.

Routers, ``using`` and querysets in migrations know databases by their alias. So every alias is swapped: those that
have a scratch database for it, mirrors of these for the same, all others for a connection that refuses to connect, or
that only reads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import Error, OperationalError, load_backend

from schemaguard.actions import _places, _rendering
from schemaguard.databases.connections import wrapper
from schemaguard.databases.registry import database
from schemaguard.databases.scratch_names import entry

#: What a refused alias is for code that looks into the settings. An empty host would be the server of this machine; a
#: name that ends in .invalid never has an address (RFC 6761, 6.4).
_HOST = "refused.invalid"
_NOWHERE = {"NAME": "refused", "USER": "", "PASSWORD": "", "HOST": _HOST, "PORT": "1"}
_NO_DRIVER = "django.db.backends.dummy"


class Refused(OperationalError):
    """A migration asked for a database that is not part of the run, or wrote to it."""


@dataclass(frozen=True)
class Fence:
    """What code meets that leaves its databases."""

    #: Told each alias that was asked for in vain, since the code that asked may hide the error.
    refused: Callable[[str], None]
    #: Told what a statement would have done outside of its scratch database. None: nobody watches statements.
    outside: Callable[[str], None] | None = None
    #: Whether other databases may be read, where their servers can see to it that nothing is written.
    reading: bool = False


@contextmanager
def swapped(entries: Mapping[str, Mapping[str, Any]], fence: Fence | Callable[[str], None]) -> Iterator[None]:
    """Let the aliases of ``entries`` mean these databases, and no alias mean a live one.

    Connections belong to threads, and only this one's are swapped. Where this process is ours, DATABASES is swapped as
    well: for threads that a migration starts, and for code that reads the settings.
    """
    fence = fence if isinstance(fence, Fence) else Fence(fence)
    live = dict(connections.settings)
    kept = {connection.alias: connection for connection in connections.all(initialized_only=True)}
    ours = process_is_ours()
    placing = _Placing(live, entries, fence)
    placed: dict[str, Any] = {}
    pools = _take_pools(live) if ours else []
    forget_rows()
    try:
        for alias in sorted(live, key=lambda alias: alias not in entries):
            placed[alias] = connections[alias] = placing.instead(alias, placed)
        if ours:
            connections.settings.update({alias: placing.shown(alias, placed[alias]) for alias in live})
            with _for_new_threads(live, placing), _rendering.cheaper():
                yield
        else:
            yield
    finally:
        connections.settings.update(live)
        for alias, connection in placed.items():
            _close(connection)
            del connections[alias]
        for alias, connection in kept.items():
            connections[alias] = connection
        for shared, found in pools:
            shared.clear()
            shared.update(found)
        forget_rows()


def process_is_ours() -> bool:
    """Whether nothing else is done in this process: a command, not a server that answers requests in threads.

    A command runs in the main thread. Others that are there then, of a driver or of the progress, ask for nothing.
    """
    current = threading.current_thread()
    return current is threading.main_thread() or all(thread is current for thread in threading.enumerate())


@contextmanager
def _for_new_threads(live: Mapping[str, Any], placing: _Placing) -> Iterator[None]:
    """Threads that start from now on are a migration's. Those that are there already keep what they have."""
    before = set(threading.enumerate())
    usual = connections.create_connection

    def create(alias: str) -> Any:
        if threading.current_thread() in before:
            return load_backend(live[alias]["ENGINE"]).DatabaseWrapper(live[alias], alias)
        return placing.instead(alias, {}) if alias in live else usual(alias)

    connections.create_connection = create  # type: ignore[method-assign]
    try:
        yield
    finally:
        del connections.create_connection


def _take_pools(live: Mapping[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Clients and pools that engines keep by alias for all threads: one that starts now must not get a live one."""
    classes = {type(connection) for connection in connections.all(initialized_only=True) if connection.alias in live}
    places = (getattr(cls, "_connection_pools", None) for cls in classes)
    found = [(shared, dict(shared)) for shared in places if shared]
    for shared, _ in found:
        shared.clear()
    return found


@dataclass(frozen=True)
class _Placing:
    """Makes what aliases mean meanwhile."""

    live: Mapping[str, Any]
    entries: Mapping[str, Mapping[str, Any]]
    fence: Fence

    def instead(self, alias: str, placed: Mapping[str, Any]) -> Any:
        """A connection for an alias. Those with a scratch database come first."""
        if alias in self.entries:
            return self._inside(alias, alias)
        if mirrored := self._mirrored(alias):
            # The very connection of what it mirrors, so that it sees what is not committed yet.
            return placed[mirrored] if mirrored in placed else self._inside(mirrored, alias)
        return (self._reading(alias) if self.fence.reading else None) or self._refusing(alias)

    def shown(self, alias: str, connection: Any) -> dict[str, Any]:
        """What the settings say meanwhile: nobody finds the way to a live database there."""
        found: dict[str, Any] = connection.settings_dict
        inside = alias in self.entries or self._mirrored(alias)
        return found if inside else {**found, **self._nowhere(alias)}

    def _mirrored(self, alias: str) -> str:
        """The alias with a scratch database that this one is a mirror of; empty where there is none."""
        name = str((self.live[alias].get("TEST") or {}).get("MIRROR") or "")
        return name if name in self.entries else ""

    def _nowhere(self, alias: str) -> dict[str, Any]:
        """An entry of DATABASES of the same engine. It begins with nothing: options may hold addresses, too."""
        engine = self.live[alias]["ENGINE"]
        try:
            load_backend(engine)
        except ImproperlyConfigured:  # Its driver is not installed.
            engine = _NO_DRIVER
        entry = {**_NOWHERE, "ENGINE": engine, "OPTIONS": {}, "TIME_ZONE": self.live[alias].get("TIME_ZONE")}
        match _places.vendor(self.live[alias]):
            case "sqlite":
                return {**entry, "NAME": "", "HOST": "", "PORT": ""}  # SQLite: a file that nobody sees.
            case "mongodb":
                return {**entry, "HOST": f"mongodb://{_HOST}:1/", "PORT": "", "CLIENT": {"host": _HOST}}
        return entry

    def _inside(self, name: str, alias: str) -> Any:
        connection = wrapper(entry(self.entries[name], self.entries[name].get("NAME", "")), alias)
        if self.fence.outside is not None:
            database(_places.vendor(self.entries[name])).fence(connection, self.fence.outside)
        return connection

    def _reading(self, alias: str) -> Any:
        """A connection that only reads; None where there is none."""
        vendor = _places.vendor(self.live[alias])
        read_only = database(vendor).read_only if vendor else None
        if read_only is None:
            return None
        connection = wrapper(entry(self.live[alias], self.live[alias]["NAME"]), alias)
        read_only(connection, lambda: self._refuse(alias, f"the database {alias!r} may only be read in this run"))
        return connection

    def _refuse(self, alias: str, why: str) -> NoReturn:
        self.fence.refused(alias)
        raise Refused(why)

    def _refusing(self, alias: str) -> Any:
        """A connection that can be asked what kind it is, and nothing else."""

        def refuse(*args: Any, **options: Any) -> NoReturn:
            self._refuse(alias, f"the database {alias!r} is not part of this run")

        connection: Any = wrapper(self._nowhere(alias), alias)
        for method in ("connect", "ensure_connection", "get_new_connection", "cursor", "chunked_cursor"):
            setattr(connection, method, refuse)
        return connection


def _close(connection: Any) -> None:
    """Really close it: Django keeps SQLite's connections to memory and MongoDB's clients open."""
    with suppress(Error):  # The server has gone, or has closed it already.
        connection.close()
    if hasattr(connection, "close_pool") and connection.vendor == "mongodb":
        connection.close_pool()
    elif connection.vendor == "sqlite" and connection.connection is not None:
        connection.connection.close()


def forget_rows() -> None:
    """Django keeps rows of these models by alias: one database's must not be taken for another's."""
    for label, name in (("contenttypes", "ContentType"), ("sites", "Site")):
        if apps.is_installed(f"django.contrib.{label}"):
            apps.get_model(label, name).objects.clear_cache()
