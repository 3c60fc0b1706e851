"""What a MongoDB database has in common with a database of another kind: which tables there are."""

from __future__ import annotations

from dataclasses import replace

from schemaguard.schema.objects import Table
from schemaguard.schema.snapshot import SchemaSnapshot, arranged


def portable(snapshot: SchemaSnapshot) -> SchemaSnapshot:
    """A table for each collection, without columns: a collection has none that it promises."""
    return replace(snapshot, objects=arranged(Table(item.name) for item in snapshot.all("collection")))
