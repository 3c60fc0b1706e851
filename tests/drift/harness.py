"""One injected change at a time: found, named rightly, and gone after it is undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.registry import database
from schemaguard.schema.compare import compare
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.snapshot import SchemaSnapshot


@dataclass(frozen=True)
class Injection:
    """A change somebody made by hand."""

    name: str
    #: Statements, or for MongoDB functions of the database.
    do: tuple[Any, ...]
    undo: tuple[Any, ...]
    #: Every change that must be found, and no other: (kind, object).
    found: tuple[tuple[str, str], ...]
    #: Names of the attributes that an alteration must list, where there is one.
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def snapshot(vendor: str, settings: dict[str, Any]) -> SchemaSnapshot:
    """The live database."""
    return database(vendor).introspect(Source("live", settings), Wanted())


def inject(injection: Injection, read: Callable[[], SchemaSnapshot], execute: Callable[[Any], None]) -> None:
    """Make the change, look, take it back, look again."""
    clean = read()
    for statement in injection.do:
        execute(statement)
    try:
        drifted = read()
        changes = compare(clean, drifted)
        assert tuple((change.kind, change.object) for change in changes) == injection.found
        assert fingerprint(clean) != fingerprint(drifted)
        assert tuple(change.inverse() for change in changes) == compare(drifted, clean)
        if injection.fields:
            assert changes[0].fields() == injection.fields
    finally:
        for statement in injection.undo:
            execute(statement)
    assert compare(clean, read()) == ()
    assert fingerprint(clean) == fingerprint(read())
