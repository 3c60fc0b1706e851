"""Snapshots as JSON documents, format 1: a public contract, described by docs/reference/snapshot.schema.json.

The same schema gives the same bytes on every run and machine: defaults are left out, and nothing says when or where
the snapshot was taken. Each part of an object has a line of its own, so that versions of a document can be told apart
line by line.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import compress, groupby
from operator import ne
from typing import Any

from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.kinds import DEFAULTS, HOLDERS, KIND_OF, TOP, bare
from schemaguard.schema.objects import SchemaObject
from schemaguard.schema.snapshot import SchemaSnapshot

FORMAT = 1

#: What objects of a kind stand under.
PLURALS: Mapping[str, str] = {word: f"{word[:-1]}ies" if word.endswith("y") else f"{word}s" for word in TOP} | {
    "database": "database",
    "index": "indexes",
}

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def plain(item: SchemaObject | None) -> dict[str, Any] | None:
    """One object as it stands in documents, with its parts; or None."""
    if item is None:
        return None
    parts = {holder: [_fields(part) for part in getattr(item, holder)] for holder in HOLDERS[type(item)]}
    return {**_fields(bare(item)), **{holder: items for holder, items in parts.items() if items}}


def to_text(databases: Mapping[str, SchemaSnapshot]) -> str:
    """One or several databases, by alias, as a document."""
    lines = [
        "{",
        ' "schemaguard": "snapshot",',
        f' "format": {FORMAT},',
        ' "databases": {',
        ",\n".join(f"  {_encode(alias)}: {_database(databases[alias])}" for alias in sorted(databases)),
        " }",
        "}",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _database(snapshot: SchemaSnapshot) -> str:
    head = {
        "vendor": snapshot.vendor,
        "flavour": snapshot.flavour,
        "version": ".".join(map(str, snapshot.version)),
        "fingerprint": fingerprint(snapshot),
    }
    rows = [f"   {_encode(name)}: {_encode(value)}" for name, value in head.items()]
    rows.append(f'   "objects": {{\n{_objects(snapshot.objects)}\n   }}')
    if snapshot.about:
        rows.append(f'   "about": {_encode(dict(snapshot.about))}')
    if snapshot.migrations:
        apps = (f"    {_encode(app)}: {_encode(names)}" for app, names in _by_app(snapshot.migrations).items())
        rows.append('   "migrations": {\n' + ",\n".join(apps) + "\n   }")
    if snapshot.gaps:
        gaps = (f"    {_encode(gap._asdict())}" for gap in snapshot.gaps)
        rows.append('   "gaps": [\n' + ",\n".join(gaps) + "\n   ]")
    return "{\n" + ",\n".join(rows) + "\n  }"


def _by_app(migrations: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for app, name in migrations:
        found[app].append(name)
    return found


def _objects(objects: Iterable[SchemaObject]) -> str:
    groups = (
        f'    "{PLURALS[kind]}": [\n' + ",\n".join(f"     {_object(item)}" for item in items) + "\n    ]"
        for kind, items in groupby(objects, key=lambda item: KIND_OF[type(item)])
    )
    return ",\n".join(groups)


def _object(item: SchemaObject) -> str:
    """One object: its own fields in one line, then each part in one."""
    lines = [_encode(_fields(bare(item)))[:-1], *_parts(item)]
    return ",\n".join(lines) + ("\n     }" if len(lines) > 1 else "}")


def _parts(item: SchemaObject) -> Iterator[str]:
    for holder in HOLDERS[type(item)]:
        if parts := getattr(item, holder):
            yield (
                f'      "{holder}": [\n'
                + ",\n".join(f"       {_encode(_fields(part))}" for part in parts)
                + "\n      ]"
            )


def _fields(item: SchemaObject) -> dict[str, Any]:
    """What is not the default. Tuples stay as they are: JSON writes them as lists."""
    cls = type(item)
    body = dict(compress(zip(cls._fields, item, strict=True), map(ne, item, DEFAULTS[cls])))
    if "options" in body:
        body["options"] = dict(body["options"])
    return body
