"""Be the only runner of a MongoDB database.

MongoDB has no lock that is lost with a connection, so this is a lease: a document that says until when, by the server's
clock. A thread renews it. After a kill it expires by itself; on the same machine the next run sees that the process is
gone, and does not wait for that.

The collection goes with the lease. It is dropped while the lease still holds, so nobody can have got it meanwhile.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import pymongo
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError, OperationFailure, PyMongoError
from pymongo.write_concern import WriteConcern

from schemaguard.databases.base import Source
from schemaguard.databases.mongodb.connect import MongoDatabase, opened, reason
from schemaguard.databases.mongodb.internal import LEASE
from schemaguard.databases.mongodb.processes import lives, mark
from schemaguard.databases.obstacles import way_out
from schemaguard.databases.running import Claim, Held, LostLock
from schemaguard.databases.turns import turn, words
from schemaguard.exceptions import BadInput

#: Seconds: how long a lease lasts, how often it is renewed, and what a single command may take.
_LASTS, _BEAT, _TIMEOUT = 15, 4.0, 10.0
_ID = "runner"
_UNTIL = {"$add": ["$$NOW", _LASTS * 1000]}
_OVER = {"$expr": {"$lt": ["$until", "$$NOW"]}}


@contextmanager
def runner(source: Source, claim: Claim) -> Iterator[Held]:
    """Hold the lease of the database."""
    opening = opened(Source(source.name, source.settings), _TIMEOUT)
    database = opening.__enter__()
    try:
        with turn(source, claim, _Lease(source, database), _BEAT, asked=_asking) as held:
            yield held
    finally:
        # What has failed in the block is not about this connection.
        opening.__exit__(None, None, None)


def who_runs(source: Source) -> str:
    """Who has the lease, if it is not over."""
    with opened(Source(source.name, source.settings), _TIMEOUT) as database:
        return _Lease(source, database).holder()


@contextmanager
def _asking(source: Source) -> Iterator[None]:
    try:
        yield
    except PyMongoError as error:
        raise BadInput(
            f"{source.name} cannot be locked: {reason(error, source.settings)} {way_out(error)}".rstrip()
        ) from error


class _Lease:
    """The document, ours or not."""

    def __init__(self, source: Source, database: MongoDatabase) -> None:
        self._name, self._settings, self._database = source.name, source.settings, database
        self._owner = secrets.token_hex(16)
        # A majority has it, so that it does not vanish with a primary; and the primary knows what others wrote.
        self._leases = database.get_collection(
            LEASE, write_concern=WriteConcern("majority"), read_preference=pymongo.ReadPreference.PRIMARY
        )

    def take(self, claim: Claim) -> bool:
        """Try once: a lease that is over, the first one, or that of a process on this machine that is gone."""
        if self._write(claim, _OVER):
            return True
        with suppress(DuplicateKeyError):
            # Expressions cannot be part of a filter that may insert.
            self._write(claim, {"owner": "\0nobody"}, upsert=True)
            return True
        found = self._leases.find_one({"_id": _ID})
        gone = found is not None and lives(found) is False
        return found is not None and gone and self._write(claim, {"owner": found["owner"], "fence": found["fence"]})

    def _write(self, claim: Claim, condition: Mapping[str, Any], *, upsert: bool = False) -> bool:
        """Numbers of leases only grow, also when the collection was dropped in between."""
        said = {"owner": self._owner, "who": words(claim), **mark()}
        values = {name: {"$literal": value} for name, value in said.items()}
        fence = {"$max": [{"$add": [{"$ifNull": ["$fence", 0]}, 1]}, {"$toLong": "$$NOW"}]}
        change = {**values, "since": "$$NOW", "until": _UNTIL, "fence": fence}
        written = self._leases.find_one_and_update(
            {"_id": _ID, **condition}, [{"$set": change}], upsert=upsert, return_document=ReturnDocument.AFTER
        )
        return written is not None

    def holder(self) -> str:
        """Who has it, in words."""
        found = self._leases.find_one({"_id": _ID, "$expr": {"$gte": ["$until", "$$NOW"]}})
        if found is None or lives(found) is False:
            return ""
        return f"{found['who']} (process {found['process']}, since {found['since']:%Y-%m-%d %H:%M:%S} UTC)"

    def check(self) -> None:
        """Renew it."""
        try:
            held = self._renew()
        except PyMongoError as error:
            raise LostLock(f"{self._lost()}: {reason(error, self._settings)}") from error
        if not held:
            raise LostLock(f"{self._lost()}: it was not renewed in time, and somebody else took it or removed it.")

    def _lost(self) -> str:
        return f"The lease of this run on {self._name} is lost"

    def _renew(self) -> bool:
        renewed = self._leases.update_one({"_id": _ID, "owner": self._owner}, [{"$set": {"until": _UNTIL}}])
        return renewed.matched_count == 1

    def release(self) -> None:
        """Remove it. The time is short, so that it cannot be over, and somebody else's, when the command arrives."""
        with suppress(PyMongoError), pymongo.timeout(_LASTS / 3):
            if not self._renew():
                return
            try:
                self._database.drop_collection(LEASE)
            except OperationFailure:  # Not allowed.
                self._leases.delete_one({"_id": _ID, "owner": self._owner})
