"""What another type of a field means in MongoDB."""

from __future__ import annotations

from schemaguard.databases.base import TypeChange
from schemaguard.target import Target


def type_change(before: str | None, after: str | None, target: Target) -> TypeChange:
    """Nothing happens: django-mongodb-backend leaves the documents as they are, and writes new ones in the new type.

    Whether what is there can still be read as the new type depends on the values, and on Django's field: that cannot
    be told. django_mongodb_backend.schema, ``_alter_field``; the tests run it.
    """
    if before is not None and before == after:
        return TypeChange("none")
    return TypeChange("none", None, fails=False)
