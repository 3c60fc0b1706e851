"""Opens a MongoDB database with pymongo alone, whatever engine the entry of DATABASES has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bson.codec_options import CodecOptions, DatetimeConversion
from django.db.utils import Error
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import ExecutionTimeout, InvalidURI, OperationFailure, PyMongoError
from pymongo.read_preferences import Primary, PrimaryPreferred

from schemaguard.databases.base import Source
from schemaguard.databases.mongodb import address
from schemaguard.exceptions import BadInput

MongoDatabase = Database[dict[str, Any]]

#: Dates that Python cannot hold are no reason to fail, nor is text that is no UTF-8.
_CODEC: CodecOptions[dict[str, Any]] = CodecOptions(
    datetime_conversion=DatetimeConversion.DATETIME_AUTO, unicode_decode_error_handler="backslashreplace"
)
#: The server ends a command that takes too long; the driver waits this much longer before it gives the server up.
_GRACE = 10.0


@contextmanager
def opened(source: Source, timeout: float) -> Iterator[MongoDatabase]:
    """The database of the source, on a server that answers; closed at the end if it was opened here.

    ``timeout`` is what a single command may take, in seconds. Errors of MongoDB become BadInput with one line.
    """
    try:
        if source.connection is not None:
            yield _prepared(_inside(source.connection))
            return
        found = address.name(source.settings, source.name)
        with _client(source, timeout) as client:
            database = _prepared(client[found])
            database.command("ping", read_preference=database.read_preference)
            yield database
    except ExecutionTimeout as error:
        more = f"a command took longer than {timeout:g} seconds. Allow more time: --timeout SECONDS."
        raise BadInput(f"{source.name} cannot be read: {more}") from error
    except (PyMongoError, Error) as error:
        raise unreadable(source, error) from error


def unreadable(source: Source, error: Exception) -> BadInput:
    """The error in one line, with what the user calls the database."""
    return BadInput(f"{source.name} cannot be read: {reason(error, source.settings)}")


def _client(source: Source, timeout: float) -> MongoClient[dict[str, Any]]:
    options = {"socketTimeoutMS": int((timeout + _GRACE) * 1000), **address.arguments(source.settings)}
    try:
        return MongoClient(**options)
    except InvalidURI as error:
        raise address.unreadable(source.name) from error
    except (TypeError, ValueError) as error:
        raise unreadable(source, error) from error


def _inside(wrapper: Any) -> MongoDatabase:
    """The database of a Django connection: djongo calls it the connection, django-mongodb-backend the database."""
    wrapper.ensure_connection()
    found: MongoDatabase = wrapper.connection if wrapper.vendor == "djongo" else wrapper.database
    return found


def _prepared(database: MongoDatabase) -> MongoDatabase:
    """Reads go to the primary, and to a secondary where there is none, unless the user chose something else."""
    chosen = database.client.read_preference
    preference = PrimaryPreferred() if chosen == Primary() else chosen
    return database.with_options(codec_options=_CODEC, read_preference=preference)


def reason(error: BaseException, settings: Mapping[str, Any]) -> str:
    """What pymongo says went wrong, on one line, without the password and without the driver's inner life."""
    # Django's errors are often without a word, and have the driver's behind them.
    error = error if isinstance(error, PyMongoError) else error.__cause__ or error
    text = str(error)
    if isinstance(error, OperationFailure) and error.details:
        text = str(error.details.get("errmsg", text))
    text = re.split(
        r" \(configured timeouts|, Timeout: |, full error: | to execute command \{", " ".join(text.split())
    )[0]
    text = address.without_secrets(text, settings) or type(error).__name__
    return text if text.endswith(".") else f"{text}."
