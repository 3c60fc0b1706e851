"""What people do to a MongoDB database by hand, and how a change is written down."""

from __future__ import annotations

from typing import Any

from tests.drift.harness import Injection
from tests.drift.mongodb_base import VALIDATOR, Deed


def drop(collection: str, index: str) -> Deed:
    return lambda database: database[collection].drop_index(index)


def index(collection: str, keys: list[tuple[str, Any]], **options: Any) -> Deed:
    return lambda database: database[collection].create_index(keys, **options)


def raw_index(key: dict[str, Any], **options: Any) -> Deed:
    """As the server takes it; the driver refuses some keys."""
    return lambda database: database.command("createIndexes", "plain", indexes=[{"name": "raw", "key": key, **options}])


def wildcard(projection: dict[str, Any]) -> Deed:
    return raw_index({"$**": 1}, wildcardProjection=projection)


def function(value: Any) -> Deed:
    return lambda database: database["system.js"].insert_one({"_id": "f", "value": value})


def again(collection: str, name: str, keys: list[tuple[str, Any]], **options: Any) -> tuple[Deed, Deed]:
    """Drop an index and make another one of the same name."""
    return drop(collection, name), index(collection, keys, name=name, **options)


def modify(collection: str, **options: Any) -> Deed:
    return lambda database: database.command("collMod", collection, **options)


def create(collection: str, **options: Any) -> Deed:
    return lambda database: database.create_collection(collection, **options)


def drop_collection(name: str) -> Deed:
    return lambda database: database.drop_collection(name)


def anew(name: str, **options: Any) -> tuple[Deed, Deed]:
    return drop_collection(name), create(name, **options)


def schema_with(**changed: Any) -> dict[str, Any]:
    return {"$jsonSchema": {**VALIDATOR["$jsonSchema"], **changed}}


def changed(name: str, do: tuple[Deed, ...], undo: tuple[Deed, ...], kind: str, found: str, *fields: str) -> Injection:
    """A change that is found as one."""
    return Injection(name, do, undo, ((kind, found),), fields)


def altered_index(name: str, do: tuple[Deed, ...], undo: tuple[Deed, ...], found: str, *fields: str) -> Injection:
    return changed(name, do, undo, "alter_index", found, *fields)


def altered(name: str, do: Deed, undo: Deed, found: str, *fields: str) -> Injection:
    return changed(name, (do,), (undo,), "alter_collection", found, *fields)
