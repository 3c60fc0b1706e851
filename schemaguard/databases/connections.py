"""Opens Django connections of our own, so that reading disturbs nobody's transaction or session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DEFAULT_DB_ALIAS, ConnectionHandler, Error, load_backend

from schemaguard.databases.base import Source
from schemaguard.databases.obstacles import is_lost
from schemaguard.exceptions import BadInput

#: What of our package brings the driver of an engine, by a part of the engine's name.
_EXTRAS = {"postg": "postgresql", "mysql": "mysql"}


@contextmanager
def opened(source: Source) -> Iterator[BaseDatabaseWrapper]:
    """A connection to the source that answers; closed at the end if it was opened here.

    Database errors inside the ``with`` block become BadInput with one line.
    """
    connection = source.connection or wrapper(source.settings, source.name)
    try:
        connection.ensure_connection()
        yield connection
    except (Error, ImproperlyConfigured) as error:
        raise BadInput(f"{source.name} cannot be read: {reason(error, source.settings)}") from error
    finally:
        if connection is not source.connection:
            connection.close()


def wrapper(settings: Any, alias: str = DEFAULT_DB_ALIAS) -> BaseDatabaseWrapper:
    """A new connection object, not open yet, for an entry of DATABASES that may be incomplete.

    Django keeps pools of connections to PostgreSQL by alias, and django-mongodb-backend its clients
    (``DatabaseWrapper._connection_pools``). Ours has a place of its own, or it would get one of a live database that
    has the same alias. Raises BadInput where the driver is missing.
    """
    complete = ConnectionHandler({DEFAULT_DB_ALIAS: {**settings}}).settings[DEFAULT_DB_ALIAS]
    complete["OPTIONS"] = {name: value for name, value in complete["OPTIONS"].items() if name != "pool"}
    made: Any = _backend(complete["ENGINE"]).DatabaseWrapper(complete, alias)
    made._connection_pools = {}
    return cast(BaseDatabaseWrapper, made)


def _backend(engine: str) -> Any:
    try:
        return load_backend(engine)
    except ImproperlyConfigured as error:
        extra = next((extra for part, extra in _EXTRAS.items() if part in engine), "")
        way_out = f' Install its driver: pip install "schemaguard[{extra}]"' if extra else ""
        raise BadInput(f"The engine {engine} cannot be used: {reason(error, {})}{way_out}") from error


def close_where_lost(connection: BaseDatabaseWrapper, error: BaseException) -> None:
    """Let the next question open a new connection, where this error was the end of the old one."""
    if is_lost(error) and not connection.in_atomic_block:
        connection.close()


def reason(error: BaseException, settings: Any) -> str:
    """What a driver says went wrong, on one line, without the password."""
    cause = error.__cause__ or error
    # MySQL's drivers give a number and a text.
    said = cause.args[1] if len(cause.args) == 2 and isinstance(cause.args[0], int) else cause
    text = " ".join(str(said).split()) or type(error).__name__
    for secret in secrets(settings):
        text = text.replace(secret, "***")
    return text if text.endswith(".") else f"{text}."


def secrets(settings: Any) -> Iterator[str]:
    """The texts in an entry of DATABASES that nobody may see."""
    password = str(settings.get("PASSWORD") or "")
    if password:
        yield password
    for name, value in (settings.get("OPTIONS") or {}).items():
        if "passw" in str(name).lower() and "file" not in str(name).lower() and value:
            yield str(value)
    host = str(settings.get("HOST") or "")
    if "@" in host:  # MongoDB: the whole URL.
        yield host.partition("://")[2].rpartition("@")[0]
