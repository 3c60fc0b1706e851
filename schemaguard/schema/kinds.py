"""The kinds of objects: the word for each, which parts it holds, and what is asked of an object of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemaguard.schema import objects
from schemaguard.schema.objects import SchemaObject

#: The words for kinds of objects that stand alone, in the order of documents.
TOP: Mapping[str, type] = {
    "database": objects.Database,
    "schema": objects.Schema,
    "extension": objects.Extension,
    "enum": objects.Enum,
    "domain": objects.Domain,
    "composite_type": objects.CompositeType,
    "sequence": objects.Sequence,
    "table": objects.Table,
    "view": objects.View,
    "routine": objects.Routine,
    "collection": objects.Collection,
    "other": objects.Other,
}

#: The words for kinds of objects that belong to one of the above.
PARTS: Mapping[str, type] = {
    "column": objects.Column,
    "primary_key": objects.PrimaryKey,
    "unique": objects.Unique,
    "check": objects.Check,
    "exclusion": objects.Exclusion,
    "foreign_key": objects.ForeignKey,
    "index": objects.Index,
    "trigger": objects.Trigger,
    "policy": objects.Policy,
    "rule": objects.Rule,
    "statistics": objects.Statistics,
    "field": objects.Field,
}

#: The fields that hold parts, and the word for what is in them.
HOLDS: Mapping[str, str] = {
    "columns": "column",
    "primary_key": "primary_key",
    "uniques": "unique",
    "checks": "check",
    "exclusions": "exclusion",
    "foreign_keys": "foreign_key",
    "indexes": "index",
    "triggers": "trigger",
    "policies": "policy",
    "rules": "rule",
    "statistics": "statistics",
    "fields": "field",
}

KIND_OF: Mapping[Any, str] = {cls: word for words in (TOP, PARTS) for word, cls in words.items()}

#: The names of the fields of each class that hold parts. Only objects that stand alone have parts.
HOLDERS: Mapping[type, tuple[str, ...]] = {
    cls: tuple(field for field in getattr(cls, "_fields", ()) if field in HOLDS) if cls in TOP.values() else ()
    for cls in KIND_OF
}

#: The default of each field, in order; what is required has none, so that it differs from any value.
DEFAULTS: Mapping[Any, tuple[object, ...]] = {
    cls: tuple(cls._field_defaults.get(name, ...) for name in cls._fields) for cls in KIND_OF
}

_NO_PARTS: Mapping[type, Mapping[str, tuple[()]]] = {cls: dict.fromkeys(HOLDERS[cls], ()) for cls in KIND_OF}


def kind_of(item: SchemaObject) -> str:
    """The word for what it is: "table", "foreign_key" …"""
    return KIND_OF[type(item)]


def full_name(item: SchemaObject) -> str:
    """The name, with the schema where it is not the snapshot's own."""
    schema = getattr(item, "schema", "")
    return f"{schema}.{item.name}" if schema else str(item.name)


def bare(item: SchemaObject) -> SchemaObject:
    """The object without its parts."""
    return item._replace(**_NO_PARTS[type(item)])


def shape(item: SchemaObject) -> SchemaObject:
    """What a part means: without its place, and without its name where nobody chose that."""
    if getattr(item, "auto_named", False):
        return item._replace(name="")
    if isinstance(item, objects.Column):
        return item._replace(position=0)
    return item
