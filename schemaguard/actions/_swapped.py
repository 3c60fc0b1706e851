"""Puts scratch databases in the place of the project's, so that nothing which runs meanwhile reaches a live one.

Routers, ``using`` and querysets in migrations know databases by their alias. So every alias is swapped: those that
have a scratch database for it, all others for a connection that refuses to connect.
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
    aliases = tuple(connections)
    kept = {connection.alias: connection for connection in connections.all(initialized_only=True)}
    settings = connections.settings
    live = dict(settings)
    alone = all(thread is threading.current_thread() or _is_servant(thread) for thread in threading.enumerate())
    _forget_rows()
    try:
        for alias in aliases:
            connections[alias] = wrapper(entries[alias], alias) if alias in entries else _refusing(alias, refused)
        if alone:
            settings.update({alias: dict(entries.get(alias, live[alias] | _NOWHERE)) for alias in aliases})
        yield
    finally:
        settings.update(live)
        for connection in connections.all(initialized_only=True):
            if connection is not kept.get(connection.alias):
                _close(connection)
                del connections[connection.alias]
        for alias, connection in kept.items():
            connections[alias] = connection
        _forget_rows()


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


def _forget_rows() -> None:
    """Django keeps rows of these models by alias: one database's must not be taken for another's."""
    for label, name in (("contenttypes", "ContentType"), ("sites", "Site")):
        if apps.is_installed(f"django.contrib.{label}"):
            apps.get_model(label, name).objects.clear_cache()
