"""What ``preflight`` asks of a live MongoDB database: aggregations and commands that only read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from bson import json_util
from pymongo.errors import ExecutionTimeout, OperationFailure, PyMongoError

from schemaguard.databases.base import Source
from schemaguard.databases.connections import wrapper
from schemaguard.databases.mongodb.connect import MongoDatabase, opened, reason
from schemaguard.databases.probing import (
    EXAMPLES,
    CannotTell,
    Counted,
    Counter,
    Definition,
    Disk,
    Duplicates,
    Element,
    Filled,
    Misfits,
    Nulls,
    Prober,
    Replica,
    RowQuestion,
    Session,
    Size,
    TooLong,
    Versions,
    View,
)
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.target import Target

#: So much of the time is for looking at all documents, and the rest for a part of them.
_FOR_ALL = 0.8
_SAMPLE = 20_000
_UNAUTHORIZED, _NO_REPLICATION = 13, 76
Stages = list[dict[str, Any]]


@contextmanager
def prober(source: Source, snapshot: SchemaSnapshot, seconds: float) -> Iterator[Prober]:
    """Asks on a connection of its own, or on the one of the source."""
    with opened(source, seconds) as found:
        yield MongoDBProber(source, found, snapshot, seconds)


class MongoDBProber(Prober):
    """Each command ends on the server when its time is over."""

    def __init__(self, source: Source, found: MongoDatabase, snapshot: SchemaSnapshot, seconds: float) -> None:
        self.origin, self.database, self.snapshot, self.seconds = source, found, snapshot, seconds

    # Documents

    def count(self, question: RowQuestion) -> Counted:
        """All documents in most of the time; else the first of them in the rest."""
        try:
            return self._count(question, self.seconds * _FOR_ALL)
        except TooLong:
            pass
        try:
            found = self._count(question, self.seconds * (1 - _FOR_ALL), [{"$limit": _SAMPLE}])
        except TooLong as error:
            raise CannotTell("there was no answer in time, not even for a part of the documents") from error
        return found

    def _count(self, question: RowQuestion, seconds: float, first: Stages | None = None) -> Counted:
        stages = [*(first or []), *_renamed(question.view), *self._stages(question)]

        def ask(more: Stages) -> list[dict[str, Any]]:
            return self._aggregate(question.view.table, [*stages, *more], seconds)

        whole = {"_id": None, "count": {"$sum": "$n" if isinstance(question, Duplicates) else 1}, "groups": {"$sum": 1}}
        answer = next(iter(ask([{"$group": whole}])), {"count": 0, "groups": 0})
        looked_at = None
        if first:
            counted = self._aggregate(question.view.table, [*first, {"$count": "n"}], seconds)
            looked_at = counted[0]["n"] if counted else 0
        what = _what(question)
        if not answer["count"]:
            return Counted(0, looked_at=looked_at, what=what)
        return Counted(
            answer["count"],
            self._examples(question, ask),
            _shown(question.view.table, [*_renamed(question.view), *self._stages(question)]),
            looked_at,
            answer["groups"] if isinstance(question, Duplicates) else 0,
            what=what,
            stays=isinstance(question, Misfits),
        )

    def _examples(self, question: RowQuestion, ask: Any) -> tuple[str, ...]:
        if isinstance(question, Duplicates):
            groups = ask([{"$sort": {"first": 1}}, {"$limit": EXAMPLES}])
            keys = [key for group in groups for key in dict.fromkeys((group["first"], group["last"]))]
        else:
            keys = [
                found["_id"] for found in ask([{"$sort": {"_id": 1}}, {"$limit": EXAMPLES}, {"$project": {"_id": 1}}])
            ]
        return tuple(f"_id={key}" for key in keys[:EXAMPLES])

    def _stages(self, question: RowQuestion) -> Stages:
        match question:
            case Nulls(view=view, column=column):
                return [{"$match": {_name(view, column): None}}]
            case Filled(view=view, column=column):
                return [{"$match": {_name(view, column): {"$ne": None}}}] if column else []
            case Duplicates(view=view, index=index):
                return _groups(view, index)
            case Misfits(view=view, column=column, after=after):
                if not after.type:
                    raise CannotTell("the type is not known")
                other = {"$nin": [None], "$not": {"$type": [after.type, "null"]}}
                return [{"$match": {_name(view, column): other}}]
            case _:
                raise CannotTell("MongoDB has no such constraint")

    def _aggregate(self, collection: str, stages: Stages, seconds: float) -> list[dict[str, Any]]:
        try:
            return list(self.database[collection].aggregate(stages, maxTimeMS=max(1, round(seconds * 1000))))
        except ExecutionTimeout as error:
            raise TooLong("It took too long.") from error
        except PyMongoError as error:
            raise CannotTell(self._said(error)) from error

    def _said(self, error: Exception) -> str:
        return f"the server says: {reason(error, self.origin.settings).rstrip('.')}"

    def _command(self, name: str, *, admin: bool = False, **arguments: Any) -> Mapping[str, Any]:
        where = self.database.client.admin if admin else self.database
        try:
            found: Mapping[str, Any] = where.command(name, maxTimeMS=max(1, round(self.seconds * 1000)), **arguments)
        except PyMongoError as error:
            raise CannotTell(self._said(error)) from error
        return found

    # Indexes

    @cached_property
    def connection(self) -> Any:
        """Django's, not open: it is asked for types only."""
        engine = str(self.origin.settings.get("ENGINE", ""))
        if not engine.startswith("django_mongodb_backend"):
            raise CannotTell(f"what {engine or 'this engine'} makes of it is not known")
        return self.origin.connection or wrapper(self.origin.settings)

    def editor(self) -> Any:
        """Asked for indexes only."""
        return self.connection.SchemaEditorClass(self.connection, collect_sql=True)

    def unique_of(self, model: Any, columns: Sequence[str], constraint: Any | None) -> Definition:
        """The index that django-mongodb-backend itself would make. See its ``add_constraint``."""
        from django.db.models import Index

        if constraint is not None and (constraint.expressions or constraint.include or constraint.deferrable):
            raise CannotTell("MongoDB has no such index, and the backend leaves it out")
        names = {item.column: item.name for item in model._meta.local_fields}
        fields = list(constraint.fields) if constraint is not None else [names[column] for column in columns]
        index: Any = Index(fields=fields, name="schemaguard", condition=getattr(constraint, "condition", None))
        made = index.get_pymongo_index_model(model, self.editor(), unique=True)
        document = made.document
        return Definition(
            tuple(Element(name, name) for name in document["key"]),
            filter=dict(document.get("partialFilterExpression") or {}),
        )

    # The server

    def size(self, table: str) -> Size:
        """Documents, and bytes on disk with their indexes."""
        found = self._aggregate(table, [{"$collStats": {"storageStats": {}}}], self.seconds)
        stats = found[0]["storageStats"] if found else {}
        data = int(stats.get("storageSize", 0) or stats.get("size", 0))
        return Size(int(stats.get("count", 0)), data, int(stats.get("totalIndexSize", 0)))

    def sessions(self, tables: Sequence[str]) -> tuple[Session, ...]:
        """Operations on these collections, and transactions that are open."""
        try:
            found = self._operations(everybody=True)
        except OperationFailure as error:
            if error.code != _UNAUTHORIZED:
                raise CannotTell(self._said(error)) from error
            raise CannotTell("operations of others are hidden; grant inprog (clusterMonitor) to see them") from error
        except PyMongoError as error:
            raise CannotTell(self._said(error)) from error
        wanted = {f"{self.database.name}.{table}": table for table in tables}
        return tuple(sorted(self._sessions(found, wanted), key=lambda item: (-item.seconds, item.who)))

    def _operations(self, *, everybody: bool) -> list[dict[str, Any]]:
        stage = {"$currentOp": {"allUsers": everybody, "idleSessions": True}}
        return list(self.database.client.admin.aggregate([stage], maxTimeMS=max(1, round(self.seconds * 1000))))

    def _sessions(self, found: Sequence[Mapping[str, Any]], wanted: Mapping[str, str]) -> Iterator[Session]:
        for item in found:
            transaction = item.get("transaction") or {}
            seconds = transaction.get("timeOpenMicros", 0) / 1e6 or float(item.get("secs_running", 0))
            mine = any("currentOp" in str(stage) for stage in (item.get("command") or {}).get("pipeline", ()))
            if mine or (not transaction and item.get("ns") not in wanted):
                continue
            name = item.get("appName") or item.get("client") or item.get("desc") or "somebody"
            operation = f"op {item['opid']}" if "opid" in item else "session"
            kind = item.get("op") or "transaction"
            held = (wanted[item["ns"]],) if item.get("ns") in wanted else ()
            yield Session(f"{operation} ({name}, {kind})", seconds, held, idle=not item.get("active", True))

    def replicas(self) -> tuple[Replica, ...]:
        """Members of the replica set, against its primary."""
        try:
            status = self.database.client.admin.command("replSetGetStatus")
        except OperationFailure as error:
            if error.code == _NO_REPLICATION:
                return ()
            raise CannotTell("how far members are behind is hidden; grant clusterMonitor to see it") from error
        except PyMongoError as error:
            raise CannotTell(self._said(error)) from error
        members = status.get("members", ())
        newest = next((item.get("optimeDate") for item in members if item.get("stateStr") == "PRIMARY"), None)
        return tuple(_replica(item, newest) for item in members if item.get("stateStr") not in ("PRIMARY", "ARBITER"))

    def counters(self) -> tuple[Counter, ...]:
        """Object ids do not end; djongo keeps numbers of its own."""
        return ()

    def disk(self) -> Disk | None:
        """Of the file system that the data is on."""
        stats = self._command("dbStats")
        if "fsTotalSize" not in stats:
            raise CannotTell("the server does not say how large its disk is")
        return Disk(int(stats["fsTotalSize"] - stats["fsUsedSize"]), int(stats["fsTotalSize"]))

    def versions(self) -> Versions:
        """As the server says."""
        text = str(self._command("buildInfo")["version"])
        numbers = tuple(int(part) for part in text.split("-")[0].split(".") if part.isdigit())
        return Versions(Target("mongodb", "mongodb", numbers), f"MongoDB {text}", self._oldest())

    def _oldest(self) -> tuple[int, ...]:
        try:
            return tuple(self.connection.features.minimum_database_version or ())
        except CannotTell:
            return ()


def _name(view: View, column: str) -> str:
    cell = view.cell(column)
    if not cell.known:
        raise CannotTell(cell.why)
    return column


def _renamed(view: View) -> Stages:
    """Fields that the plan has renamed, under their new names."""
    names = {name: f"${cell.column}" for name, cell in view.columns.items() if cell.column and cell.column != name}
    return [{"$set": names}] if names else []


def _groups(view: View, index: Definition) -> Stages:
    if index.condition or any(not item.column for item in index.elements):
        raise CannotTell("the index was not understood")
    same = {item.column for item in index.elements if view.cell(item.column).same}
    names = [_name(view, item.column) for item in index.elements if item.column not in same]
    if any(view.cell(name).sql == "NULL" for name in names):
        return [{"$match": {"$expr": False}}]
    wanted = {name: value for name, value in index.filter.items() if name not in same}
    key = {f"k{number}": {"$ifNull": [f"${name}", None]} for number, name in enumerate(names)}
    grouped = {"_id": key or None, "n": {"$sum": 1}, "first": {"$min": "$_id"}, "last": {"$max": "$_id"}}
    return [*([{"$match": wanted}] if wanted else []), {"$group": grouped}, {"$match": {"n": {"$gt": 1}}}]


def _shown(collection: str, stages: Stages) -> str:
    if len(stages) == 1 and "$match" in stages[0]:
        return f"db.getCollection({json.dumps(collection)}).find({_json(stages[0]['$match'])}, {{_id: 1}})"
    return f"db.getCollection({json.dumps(collection)}).aggregate({_json(stages)})"


def _json(value: Any) -> str:
    return json_util.dumps(value, json_options=json_util.RELAXED_JSON_OPTIONS)


def _what(question: RowQuestion) -> str:
    return f"is not of the type {question.after.type}" if isinstance(question, Misfits) else ""


def _replica(member: Mapping[str, Any], newest: datetime | None) -> Replica:
    state, seen = str(member.get("stateStr", "")), member.get("optimeDate")
    broken = "" if state == "SECONDARY" else f"it is {state}"
    if newest is None or seen is None:
        return Replica(str(member.get("name", "")), broken=broken)
    lag = (newest.replace(tzinfo=UTC) - seen.replace(tzinfo=UTC)).total_seconds()
    return Replica(str(member.get("name", "")), max(0.0, lag), broken=broken)
