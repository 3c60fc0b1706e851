"""Errors that say nothing about a migration: the server has gone, has no room, or does not allow it."""

from __future__ import annotations

from collections.abc import Iterator

#: PostgreSQL, "Error Codes": classes 08 and 57P are ends of connections, 53100 is a full disk.
_LOST_STATES = ("08", "57P")
_FULL_STATES = ("53100",)
#: insufficient_privilege, and a server or a session that only reads.
_DENIED_STATES = ("42501", "25006")
#: MySQL: no right to a database, a table, a column, a routine, or anything of that kind; a server that only reads.
_DENIED_NUMBERS = frozenset({1044, 1142, 1143, 1227, 1290, 1370, 1836})
_DENIED_WORDS = ("attempt to write a readonly database",)
#: MongoDB, "Error Codes": Unauthorized, and a member that is no primary.
_DENIED_CODES = frozenset({13, 10107})
#: Somebody else holds a lock (lock_not_available), and a statement that was given up for its time (query_canceled).
_LOCKED_STATES = ("55P03",)
_SLOW_STATES = ("57014",)
#: MySQL, "Client Error Message Reference" and "Server Error Message Reference"; 28 is the system's ENOSPC.
_LOST_NUMBERS = frozenset({1053, 1927, 2006, 2013, 2055, 4031})
_FULL_NUMBERS = frozenset({28, 1021, 1114})
_FULL_WORDS = (
    "no space left on device",
    "disk is full",
    "errcode: 28",
    "error 28 ",
    "errno: 135 ",  # InnoDB, of a table that cannot be made.
    "file too large",
    "temp file write failure",
)
#: psycopg has no code where the server has just gone.
_LOST_WORDS = ("connection is closed", "connection is lost", "server closed the connection")
#: Of pymongo, by name, since it need not be installed; and the code of MongoDB for a full disk.
_LOST_CLASSES = frozenset({"ConnectionFailure"})
_OUT_OF_DISK = 14031


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what has led to it."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__


def is_lost(error: BaseException) -> bool:
    """Whether the connection was lost."""
    return any(
        _state(one).startswith(_LOST_STATES)
        or _number(one) in _LOST_NUMBERS
        or any(kind.__name__ in _LOST_CLASSES for kind in type(one).__mro__)
        or any(words in str(one) for words in _LOST_WORDS)
        for one in chain(error)
    )


def is_full(error: BaseException) -> bool:
    """Whether there is no room left on a disk of the server."""
    return any(
        _state(one) in _FULL_STATES
        or _number(one) in _FULL_NUMBERS
        or getattr(one, "code", None) == _OUT_OF_DISK
        or any(words in str(one).lower() for words in _FULL_WORDS)
        for one in chain(error)
    )


def is_denied(error: BaseException) -> bool:
    """Whether the user has no right to it, or nobody may write there."""
    return any(
        _state(one) in _DENIED_STATES
        or _number(one) in _DENIED_NUMBERS
        or getattr(one, "code", None) in _DENIED_CODES
        or any(words in str(one) for words in _DENIED_WORDS)
        for one in chain(error)
    )


def way_out(error: BaseException) -> str:
    """What to do before the same command is run again, in a sentence; empty where the error is about something else."""
    if is_denied(error):
        return "Run it as a user who may write there and change the schema."
    if is_full(error):
        return "There is no room left: make room on its disk, and run the same command again."
    return "The connection was lost: look after the server, and run the same command again." if is_lost(error) else ""


def obstacle(error: BaseException) -> str:
    """What to do about it, in a sentence; empty where the error is about something else."""
    if is_full(error):
        return (
            "There is no room left: ask for fewer --rows, or set SCHEMAGUARD['SCRATCH'] to the URL of a larger server."
        )
    return "The connection was lost. Look after the server, and rehearse again." if is_lost(error) else ""


def while_copying(error: BaseException) -> str:
    """The same for a copy, in whose way others are on a live database."""
    states = {_state(one) for one in chain(error)}
    if states.intersection(_LOCKED_STATES):
        return "Somebody else has locked it. Rehearse again when they are done."
    if states.intersection(_SLOW_STATES):
        return "That takes too long: allow more with --timeout, or ask for fewer --rows."
    return obstacle(error)


def _state(error: BaseException) -> str:
    return str(getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or "")


def _number(error: BaseException) -> object:
    return error.args[0] if len(error.args) == 2 and isinstance(error.args[0], int) else None
