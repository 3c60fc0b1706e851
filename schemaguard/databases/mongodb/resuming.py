"""Runs an operation of django-mongodb-backend again that was interrupted.

Nothing is undone on MongoDB, and the backend's commands are not made to be repeated: making a collection twice fails,
and a new field would be written over the values that somebody has put there since. Here each command does what is
left of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo.errors import CollectionInvalid, OperationFailure

from schemaguard.databases.resuming import Told, forgiving, replaced

#: MongoDB, "Error Codes": NamespaceNotFound, IndexNotFound, NamespaceExists.
_NO_NAMESPACE, _NO_INDEX, _THERE = 26, 27, 48
_REMOVERS = ("_remove_field_index", "_remove_field_unique", "_remove_composed_index")


@contextmanager
def resuming(editor: Any, told: Told) -> Iterator[None]:
    """While an operation runs through this schema editor."""
    database, collection = editor.get_database, editor.get_collection
    with (
        replaced(
            editor,
            get_database=lambda: _Database(database(), told),
            get_collection=lambda name: _Collection(collection(name), told),
        ),
        forgiving(editor, _REMOVERS, told),
    ):
        yield


class _Told:
    """Passes everything on."""

    def __init__(self, inner: Any, told: Told) -> None:
        self._inner, self._told = inner, told

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def _pass(self, error: OperationFailure, code: int, what: str) -> None:
        if error.code != code:
            raise error
        self._told(f"Done before: {what}")


class _Database(_Told):
    def create_collection(self, name: str, **options: Any) -> None:
        try:
            self._inner.create_collection(name, **options)
        except CollectionInvalid:  # pymongo looks first.
            self._told(f"Done before: create {name}")
        except OperationFailure as error:
            self._pass(error, _THERE, f"create {name}")


class _Collection(_Told):
    def rename(self, name: str, **options: Any) -> None:
        names = set(self._inner.database.list_collection_names(filter={"name": {"$in": [self._inner.name, name]}}))
        if names == {name}:
            self._told(f"Done before: rename {self._inner.name} to {name}")
            return
        self._inner.rename(name, **options)

    def drop_index(self, name: str, **options: Any) -> None:
        try:
            self._inner.drop_index(name, **options)
        except OperationFailure as error:
            self._pass(error, _NO_NAMESPACE if error.code == _NO_NAMESPACE else _NO_INDEX, f"drop index {name}")

    def update_many(self, criteria: Any, update: Any, **options: Any) -> Any:
        """A new field is given to documents that have none yet."""
        if criteria == {} and isinstance(update, list) and len(update) == 1 and set(update[0]) == {"$set"}:
            criteria = {"$or": [{name: {"$exists": False}} for name in update[0]["$set"]]}
        return self._inner.update_many(criteria, update, **options)
