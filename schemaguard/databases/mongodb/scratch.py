"""Scratch databases on a MongoDB server, and how those of killed processes are found.

MongoDB has no lock that is lost with a connection. So a scratch database says itself whose it is: a marker, written
before anything else, names the process. A later run on the same machine looks whether that process lives; one on
another machine waits until the lease in the marker runs out, by the server's clock. A database without a marker is
never touched, whatever its name.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.errors import OperationFailure, PyMongoError
from pymongo.write_concern import WriteConcern

from schemaguard.databases.base import Source
from schemaguard.databases.mongodb import address
from schemaguard.databases.mongodb.connect import opened, reason
from schemaguard.databases.mongodb.internal import SCRATCH_MARKER
from schemaguard.databases.mongodb.processes import lives, mark
from schemaguard.databases.scratch_names import is_scratch, new_name, unwound_by_sigterm
from schemaguard.exceptions import BadInput

logger = logging.getLogger("schemaguard")

Client = MongoClient[dict[str, Any]]

#: How long a lease lasts, and how often it is renewed, in seconds. A process on another machine that is stopped, or cut
#: off from the server, for longer than the lease loses its database.
LEASE, RENEWAL = 300.0, 30.0
#: What a single command may take, in seconds.
_TIMEOUT = 60.0
_OWNER = "owner"
#: DatabaseDropPending: somebody else drops it at this moment.
_DROP_PENDING = 215


@contextmanager
def scratch(source: Source) -> Iterator[dict[str, Any]]:
    """A new, empty database on the server of the source, as an entry of DATABASES; dropped at the end."""
    name = new_name()
    with unwound_by_sigterm(), opened(Source(source.name, source.settings), _TIMEOUT) as live:
        try:
            _claim(source, live.client, name)
            with _renewed(live.client, name):
                yield address.renamed(source.settings, name)
        finally:
            _drop_at_the_end(source, live.client, name)


def _claim(source: Source, client: Client, name: str) -> None:
    try:
        _sweep(client)
        _marker(client, name).update_one({"_id": _OWNER}, [{"$set": {**mark(), "until": _end_of_lease()}}], upsert=True)
    except OperationFailure as error:
        raise BadInput(
            f"No scratch database can be made on the server of {source.name}: {reason(error, source.settings)} "
            "Set SCHEMAGUARD['SCRATCH'] to the URL of a server where that may be done."
        ) from error


def _marker(client: Client, name: str) -> Collection[dict[str, Any]]:
    """The collection with the marker. A majority has it, so that it does not vanish with a primary."""
    return client[name].get_collection(SCRATCH_MARKER, write_concern=WriteConcern("majority"))


def _end_of_lease() -> dict[str, Any]:
    return {"$add": ["$$NOW", int(LEASE * 1000)]}


@contextmanager
def _renewed(client: Client, name: str) -> Iterator[None]:
    """Renew the lease as long as the block runs."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(RENEWAL):
            # A server that does not answer now may do so before the lease ends.
            with suppress(PyMongoError):
                _marker(client, name).update_one({"_id": _OWNER, **mark()}, [{"$set": {"until": _end_of_lease()}}])

    thread = threading.Thread(target=renew, name=f"lease of {name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _sweep(client: Client) -> None:
    """Drop the scratch databases whose owners are gone."""
    for name in client.list_database_names():
        if is_scratch(name) and _is_left_behind(client, name):
            try:
                _drop(client, name)
            except OperationFailure as error:
                if error.code != _DROP_PENDING:
                    raise


def _is_left_behind(client: Client, name: str) -> bool:
    """Whether the owner of a scratch database is gone. Without a marker it is nobody's to judge."""
    try:
        found = _marker(client, name).find_one({"_id": _OWNER})
        if found is None:
            return False
        alive = lives(found)
        if alive is not None:
            return not alive
        # From another machine. Taken over at once, so that an owner who comes back late cannot renew any more.
        late = {"_id": _OWNER, "until": found.get("until"), "$expr": {"$lt": ["$until", "$$NOW"]}}
        return _marker(client, name).find_one_and_update(late, [{"$set": mark()}]) is not None
    except OperationFailure:  # Another user's, whom this one may not look at.
        return False


def _drop(client: Client, name: str) -> None:
    """Drop a scratch database, the marker last: whatever interrupts it, the rest is still known as left behind."""
    database = client[name]
    for entry in database.list_collections(filter={"name": {"$ne": SCRATCH_MARKER}}):
        if not entry["name"].startswith("system."):
            database.drop_collection(entry["name"])
    client.drop_database(name)


def _drop_at_the_end(source: Source, client: Client, name: str) -> None:
    try:
        _drop(client, name)
    except PyMongoError as error:
        why = reason(error, source.settings)
        logger.warning("The scratch database %s could not be dropped, the next run will do it: %s", name, why)
