"""Scratch databases on a server: what their names look like, and the order of making and dropping them.

A killed process leaves its database behind, and the next run drops it. So that nobody drops one that is in use,
its owner holds a lock on the server for as long as it lives, taken before the database exists and lost with the
owner's connection, however that ends. Locks are the server's, so owners on other hosts count as well.
"""

from __future__ import annotations

import logging
import re
import secrets
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error

from schemaguard.databases.base import Source
from schemaguard.databases.connections import reason, wrapper
from schemaguard.exceptions import BadInput

logger = logging.getLogger("schemaguard")

PREFIX = "schemaguard_scratch_"
#: Written on the database where the server keeps comments. One with another comment is somebody's.
COMMENT = "Scratch database of schemaguard. The run that made it drops it, or else the next run does."

_NAME = re.compile(r"schemaguard_scratch_[0-9a-f]{16}")


def new_name() -> str:
    """A name that no other scratch database has."""
    return f"{PREFIX}{secrets.token_hex(8)}"


def is_scratch(name: str) -> bool:
    """Whether a database has a name that only ``new_name`` gives."""
    return _NAME.fullmatch(name) is not None


def entry(settings: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An entry of DATABASES for another database on the same server. A pool would outlive it."""
    options = {key: value for key, value in (settings.get("OPTIONS") or {}).items() if key != "pool"}
    return {**settings, "NAME": name, "OPTIONS": options, "AUTOCOMMIT": True, "CONN_MAX_AGE": 0, "TEST": {}}


#: Windows has no SIGHUP.
_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ended(SystemExit):
    """Somebody ended this process with SIGTERM, or its terminal went away. The code is the one of shells."""


@dataclass(frozen=True, slots=True)
class Server:
    """What a kind of server does in its own way. Each function gets a connection to the source."""

    #: Hold the lock of this name as long as the connection lives.
    claim: Callable[[BaseDatabaseWrapper, str], None]
    #: Drop the scratch databases whose owners are gone.
    sweep: Callable[[BaseDatabaseWrapper], None]
    create: Callable[[BaseDatabaseWrapper, str], None]
    #: Make the new database like the source; with the source's connection and the entry of the new one.
    prepare: Callable[[BaseDatabaseWrapper, dict[str, Any]], None]
    drop: Callable[[BaseDatabaseWrapper, str], None]
    #: For a database that the server does not have: an entry for one where the others can be made. None: it has it.
    instead: Callable[[Mapping[str, Any]], dict[str, Any] | None]


@contextmanager
def on_server(source: Source, server: Server) -> Iterator[dict[str, Any]]:
    """A new, empty database on the server of the source, dropped at the end."""
    name = new_name()
    made: dict[str, Any] | None = None
    with unwound_by_sigterm():
        connection = _connected(source, server)
        try:
            made = _made(source, server, connection, name)
            yield made
        finally:
            _drop(source, server, connection, name, there=made is not None)


def _connected(source: Source, server: Server) -> BaseDatabaseWrapper:
    """A connection to the source; where its server has no such database, to another one there."""
    alias = PREFIX.rstrip("_")
    connection = wrapper(entry(source.settings, source.settings.get("NAME", "")), alias)
    try:
        try:
            connection.ensure_connection()
        except Error:
            instead = server.instead(source.settings)
            if instead is None:
                raise
            connection = wrapper(instead, alias)
            connection.ensure_connection()
    except (Error, ImproperlyConfigured) as error:
        raise BadInput(f"{source.name} cannot be reached: {reason(error, source.settings)}") from error
    return connection


def _made(source: Source, server: Server, connection: BaseDatabaseWrapper, name: str) -> dict[str, Any]:
    made = entry(source.settings, name)
    try:
        server.claim(connection, name)
        server.sweep(connection)
        server.create(connection, name)
        server.prepare(connection, made)
    except Error as error:
        raise BadInput(
            f"No scratch database can be made on the server of {source.name}: {reason(error, source.settings)} "
            "Set SCHEMAGUARD['SCRATCH'] to the URL of a server where that may be done."
        ) from error
    return made


def _drop(source: Source, server: Server, connection: BaseDatabaseWrapper, name: str, *, there: bool) -> None:
    """Drop it, over a new connection if the old one is gone; say so if that fails: the next run will do it.

    ``there``: it was made. Otherwise the reason is told already, and it may be there in part.
    """
    try:
        if connection.connection is None:
            return
        try:
            server.drop(connection, name)
        except Error:
            connection.close()
            server.drop(connection, name)
    except Error as error:
        why = reason(error, source.settings)
        if there:
            logger.warning("The scratch database %s could not be dropped, the next run will do it: %s", name, why)
    finally:
        with suppress(Error):  # It is dead already.
            connection.close()


@contextmanager
def unwound_by_sigterm() -> Iterator[None]:
    """Let SIGTERM, and SIGHUP as a lost terminal sends it, end the process by an exception: ``finally`` blocks run.

    Where somebody else handles one already, as web servers do, or ignores it, as nohup does, or outside of the main
    thread, all stays as it is.
    """
    main = threading.current_thread() is threading.main_thread()
    usual = [number for number in _ENDING if main and signal.getsignal(number) is signal.SIG_DFL]
    for number in usual:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in usual:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, frame: object) -> None:
    raise Ended(128 + number)
