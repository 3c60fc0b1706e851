"""Puts scratch databases in the place of the project's, so that nothing which runs meanwhile reaches a live one.

Routers, ``using`` and querysets in migrations know databases by their alias. So every alias is swapped: those that
have a scratch database for it, mirrors of these for the same, all others for a connection that refuses to connect.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import Error, OperationalError, load_backend

from schemaguard.databases.connections import wrapper
from schemaguard.databases.scratch_names import entry

#: Holds nothing and connects to nothing: what a refused alias is for code that looks into the settings.
_NOWHERE = {"ENGINE": "django.db.backends.dummy", "NAME": "", "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}


class Refused(OperationalError):
    """A migration asked for a database that is not part of the run."""


@contextmanager
def swapped(entries: Mapping[str, Mapping[str, Any]], refused: Callable[[str], None]) -> Iterator[None]:
    """Let the aliases of ``entries`` mean these databases, and no alias mean a live one.

    ``refused`` is told each alias that was asked for in vain, since the code that asked may hide the error.
    Connections belong to threads, and only this one's are swapped. Where there is no other thread, DATABASES is swapped
    as well: for threads that a migration starts, and for code that reads the settings.
    """
    live = dict(connections.settings)
    kept = {connection.alias: connection for connection in connections.all(initialized_only=True)}
    alone = all(thread is threading.current_thread() or _is_servant(thread) for thread in threading.enumerate())
    placed: dict[str, Any] = {}
    pools = _take_pools(live) if alone else []
    forget_rows()
    try:
        for alias in sorted(live, key=lambda alias: alias not in entries):
            placed[alias] = connections[alias] = _instead(alias, live[alias], entries, placed, refused)
        if alone:
            connections.settings.update({alias: connection.settings_dict for alias, connection in placed.items()})
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


def _take_pools(live: Mapping[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Clients and pools that engines keep by alias for all threads: one that starts now must not get a live one."""
    classes = {type(connection) for connection in connections.all(initialized_only=True) if connection.alias in live}
    places = (getattr(cls, "_connection_pools", None) for cls in classes)
    found = [(shared, dict(shared)) for shared in places if shared]
    for shared, _ in found:
        shared.clear()
    return found


def _instead(
    alias: str,
    settings: Mapping[str, Any],
    entries: Mapping[str, Mapping[str, Any]],
    placed: Mapping[str, Any],
    refused: Callable[[str], None],
) -> Any:
    """What an alias means meanwhile. Databases with a scratch database come first."""
    if alias in entries:
        return wrapper(entry(entries[alias], entries[alias].get("NAME", "")), alias)
    mirrored = str((settings.get("TEST") or {}).get("MIRROR") or "")
    # The very connection of what it mirrors, so that it sees what is not committed yet.
    return placed[mirrored] if mirrored in entries else _refusing(alias, refused)


def _is_servant(thread: threading.Thread) -> bool:
    """Whether a thread belongs to MongoDB's driver, or to a scratch database: it asks for no connection of Django."""
    return thread.name.startswith(("pymongo", "lease of schemaguard_scratch_"))


def _refusing(alias: str, refused: Callable[[str], None]) -> Any:
    """A connection that can be asked what kind it is, and nothing else."""

    def refuse(*args: Any, **options: Any) -> NoReturn:
        refused(alias)
        raise Refused(f"the database {alias!r} is not part of this run")

    settings = entry(connections.settings[alias], "")
    try:
        load_backend(settings["ENGINE"])
    except ImproperlyConfigured:  # Its driver is not installed.
        settings["ENGINE"] = _NOWHERE["ENGINE"]
    connection: Any = wrapper({**settings, **_NOWHERE, "ENGINE": settings["ENGINE"]}, alias)
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
