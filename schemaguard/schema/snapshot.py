"""A whole database as one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from schemaguard.schema.kinds import HOLDERS, KIND_OF, TOP
from schemaguard.schema.objects import Collection, Column, Options, SchemaObject

Key = tuple[int, str, str]

_PRODUCTS = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
    "mongodb": "MongoDB",
}


class Gap(NamedTuple):
    """Something that could not be read, so that its absence proves nothing."""

    #: The word for the kind of object, as in ``kinds.TOP`` and ``kinds.PARTS``.
    kind: str
    #: Its full name, with "table." before that of a part; "*" stands for any text.
    name: str
    #: Why, and what would help, in one sentence.
    reason: str
    #: True: there may be such objects that are not listed. False: it is listed, but not all of it is known.
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class SchemaSnapshot:
    """What one database looks like. Equal schemas give equal values on every run and machine."""

    #: Django's word: "postgresql", "mysql", "sqlite", "mongodb".
    vendor: str
    #: Tells MariaDB from MySQL; elsewhere the vendor.
    flavour: str
    #: Of the server, as far as it matters for a schema: (16,), (10, 11), (3, 40), (6, 0).
    version: tuple[int, ...] = ()
    #: Objects that stand alone, sorted by kind, schema and name.
    objects: tuple[SchemaObject, ...] = ()
    #: What is good to know, and no difference: a collation of the server, for example.
    about: Options = ()
    #: The migrations that the database says are applied, as (app, name), sorted. Rows, and no part of the schema.
    migrations: tuple[tuple[str, str], ...] = ()
    #: What could not be read.
    gaps: tuple[Gap, ...] = ()

    @classmethod
    def of(cls, vendor: str, objects: Iterable[SchemaObject], **rest: Any) -> SchemaSnapshot:
        """A snapshot of objects in any order. The other arguments are the fields of the class."""
        return cls(vendor, rest.pop("flavour", vendor), objects=arranged(objects), **rest)

    @property
    def server(self) -> str:
        """The product and its version: "MariaDB 10.11"."""
        return f"{_PRODUCTS.get(self.flavour, self.flavour)} {'.'.join(map(str, self.version))}".strip()

    def all(self, kind: str) -> tuple[SchemaObject, ...]:
        """All objects of a kind that stands alone: ``snapshot.all("table")``."""
        wanted = TOP[kind]
        return tuple(item for item in self.objects if type(item) is wanted)

    def by_key(self) -> Mapping[Key, SchemaObject]:
        """Every object by what tells it from the others."""
        return {key_of(item): item for item in self.objects}

    def without_fields(self) -> SchemaSnapshot:
        """The same without what was found in documents: no migration says anything about that."""
        objects = (item._replace(fields=(), profile="") if type(item) is Collection else item for item in self.objects)
        return replace(self, objects=tuple(objects))


_ORDER = {word: number for number, word in enumerate(TOP)}


def key(kind: str, name: str, schema: str = "") -> Key:
    """What tells an object that stands alone from the others, and gives their order."""
    return (_ORDER[kind], schema, name)


def key_of(item: SchemaObject) -> Key:
    """The key of an object that stands alone."""
    return key(KIND_OF[type(item)], item.name, getattr(item, "schema", ""))


def arranged(objects: Iterable[SchemaObject]) -> tuple[SchemaObject, ...]:
    """Objects in the order of documents, each with its parts in order."""
    return tuple(sorted((_with_sorted_parts(item) for item in objects), key=key_of))


def part_key(part: SchemaObject) -> tuple[int, SchemaObject]:
    """The order of parts of one kind: columns by their place, all else by name."""
    return (part.position if type(part) is Column else 0, part)


def _with_sorted_parts(item: SchemaObject) -> SchemaObject:
    moved = {}
    for holder in HOLDERS[type(item)]:
        parts = getattr(item, holder)
        if len(parts) > 1:
            ordered = tuple(sorted(parts, key=part_key if holder == "columns" else None))
            if ordered != parts:
                moved[holder] = ordered
    return item._replace(**moved) if moved else item
