"""Who waits for whom on MongoDB: what the server runs now (manual, "$currentOp")."""

from __future__ import annotations

import time
from collections.abc import Hashable
from contextlib import AbstractContextManager, suppress
from typing import Any

from django.db.utils import Error
from pymongo.errors import OperationFailure, PyMongoError

from schemaguard.databases.base import Source
from schemaguard.databases.lookout import Lookout
from schemaguard.databases.mongodb.connect import MongoDatabase, opened, reason
from schemaguard.databases.running import Guard
from schemaguard.exceptions import BadInput

Operation = dict[str, Any]

#: Seconds that a look may take, and until another try where the server could not be asked.
_TIMEOUT, _PAUSE = 5.0, 2.0
_MOST_NAMED = 5
#: Modes of locks that go with nothing else, as the server calls them.
_EXCLUSIVE = frozenset({"X", "W"})
#: Unauthorized.
_NOT_ALLOWED = 13


class MongoDBEyes:
    """Looks for a guard, with a client of its own."""

    def __init__(self, guard: Guard, lookout: Lookout, application: str) -> None:
        self._guard, self._lookout, self._application = guard, lookout, application
        self._settings = {**guard.connection.settings_dict}
        options = {**(self._settings.get("OPTIONS") or {}), "appname": "schemaguard guard"}
        self._settings["OPTIONS"] = options
        self._opening: AbstractContextManager[MongoDatabase] | None = None
        self._database: MongoDatabase | None = None
        #: Whether operations of other users are seen.
        self._all = True
        self._again = 0.0
        #: When an operation was first seen waiting.
        self._waiting: dict[Hashable, float] = {}
        self._waits: dict[Hashable, float] = {}

    def look(self) -> None:
        """Ask what runs, and act."""
        now = time.monotonic()
        if now < self._again:
            return
        try:
            self._look(self._operations(), now)
            self._guard.blind = ""
        except (PyMongoError, Error, BadInput) as error:
            self._guard.blind = f"Nobody could see who waits for this migration: {reason(error, self._settings)}"
            self._again = now + _PAUSE
            self.shut()

    def forget(self) -> None:
        """Another attempt begins."""
        self._waits = {}

    def shut(self) -> None:
        """Close the client."""
        opening, self._opening, self._database = self._opening, None, None
        if opening is not None:
            with suppress(PyMongoError, Error, BadInput):
                opening.__exit__(None, None, None)

    def _operations(self) -> list[Operation]:
        if self._database is None:
            self._opening = opened(Source("the server", self._settings), _TIMEOUT)
            self._database = self._opening.__enter__()
        admin = self._database.client.admin
        while True:
            try:
                stage = {"$currentOp": {"allUsers": self._all, "idleSessions": True, "localOps": True}}
                return list(admin.aggregate([stage], maxTimeMS=int(_TIMEOUT * 1000)))
            except OperationFailure as error:
                if not self._all:
                    raise
                self._all = False
                if error.code != _NOT_ALLOWED:
                    raise

    def _look(self, operations: list[Operation], now: float) -> None:
        waiting = {one["opid"]: one for one in operations if one.get("waitingForLock")}
        self._waiting = {opid: self._waiting.get(opid, now) for opid in waiting}
        ages = {opid: now - since for opid, since in self._waiting.items()}
        mine = [one for one in operations if one.get("appName") == self._application and "opid" in one]
        limits = self._guard.limits
        for one in mine:
            opid = one["opid"]
            if opid in ages:
                self._note(opid, ages[opid], operations)
            if self._guard.exempt or self._lookout.since is None or not one.get("active"):
                continue
            late = [waiting[other] for other, age in ages.items() if other != opid and 0 < limits.lock <= age]
            if opid in ages and 0 < limits.lock <= ages[opid]:
                self._give_way(opid, f"This migration had waited {limits.lock:g} s for a lock, and others behind it")
            elif blocked := [said(other) for other in late if _holds_up(one, other)]:
                names = ", ".join(blocked[:_MOST_NAMED])
                self._give_way(opid, f"Others had waited {limits.lock:g} s for this migration ({names})")
            elif 0 < limits.statement <= one.get("microsecs_running", 0) / 1_000_000:
                self._kill(opid)

    def _note(self, opid: Hashable, seconds: float, operations: list[Operation]) -> None:
        """The migration waits: for whoever has a transaction open, as far as that can be seen."""
        self._waits[opid] = seconds
        self._guard.waited = sum(self._waits.values())
        open_ones = [one for one in operations if "transaction" in one and one.get("appName") != self._application]
        named = tuple(f"perhaps {said(one)}" for one in open_ones[:_MOST_NAMED])
        self._guard.blockers = named or self._guard.blockers

    def _give_way(self, opid: Any, why: str) -> None:
        self._guard.gave_way = f"{why}, so its operation was ended."
        self._kill(opid)

    def _kill(self, opid: Any) -> None:
        if self._database is not None:
            self._database.client.admin.command("killOp", 1, op=opid)


def _holds_up(ours: Operation, other: Operation) -> bool:
    """Whether somebody can be waiting for what our operation has locked: the same collection, or all there is."""
    held = ours.get("locks") or {}
    alone = {what for what, mode in held.items() if mode in _EXCLUSIVE}
    return bool(alone - {"Collection"}) or ("Collection" in alone and ours.get("ns") == other.get("ns"))


def said(operation: Operation) -> str:
    """An operation, or a session, in words, without anything that stands in documents."""
    transaction = operation.get("transaction") or {}
    seconds = float(transaction.get("timeOpenMicros") or operation.get("microsecs_running") or 0) / 1_000_000
    user = next((user.get("user") for user in operation.get("effectiveUsers") or ()), "")
    doing = (
        "transaction open" if transaction else f"running {operation.get('op', 'something')} {operation.get('ns', '')}"
    )
    known = [f"user {user}" if user else "", f"application {operation['appName']}" if operation.get("appName") else ""]
    details = ", ".join(filter(None, [*known, f"{doing} for {seconds:.0f} s"]))
    return f"{operation.get('client') or 'a session'} ({details})"
