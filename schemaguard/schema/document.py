"""Snapshots as JSON documents, format 1: a public contract, described by docs/reference/snapshot.schema.json.

The same schema gives the same bytes on every run and machine: keys are sorted, defaults are left out, and
nothing says when or where the snapshot was taken.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import compress
from operator import ne
from typing import Any

from schemaguard.exceptions import BadInput
from schemaguard.schema.objects import HOLDERS, HOLDS, KIND_OF, PARTS, TOP, SchemaObject, bare, shape
from schemaguard.schema.snapshot import Gap, SchemaSnapshot

FORMAT = 1
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

#: The default of each field, in order; what is required has none, so that it differs from any value.
_DEFAULTS: Mapping[Any, tuple[object, ...]] = {
    cls: tuple(cls._field_defaults.get(name, ...) for name in cls._fields) for cls in KIND_OF
}
_PLURALS = {word: f"{word[:-1]}ies" if word.endswith("y") else f"{word}s" for word in TOP} | {
    "index": "indexes",
    "database": "database",
}
_WORDS = {plural: word for word, plural in _PLURALS.items()}
#: Parts of a document that get a line for each entry.
_SPREAD = frozenset({"databases", "objects", "migrations"})


def fingerprint(snapshot: SchemaSnapshot) -> str:
    """A hash of what the schema means: 64 hexadecimal digits. Orders and names that nobody chose are no part of it."""
    digest = hashlib.sha256(snapshot.vendor.encode())
    for item in snapshot.objects:
        digest.update(b"\n")
        digest.update(_ENCODER.encode(_meaning(item)).encode())
    return digest.hexdigest()


def combined(fingerprints: Mapping[str, str]) -> str:
    """One fingerprint for several databases, by alias; that of a single one is its own."""
    if len(fingerprints) == 1:
        return next(iter(fingerprints.values()))
    return hashlib.sha256(_ENCODER.encode(dict(fingerprints)).encode()).hexdigest()


def _meaning(item: SchemaObject) -> list[Any]:
    body = _fields(bare(item))
    for holder in HOLDERS[type(item)]:
        # By what they are, not by name: some have none that means anything.
        if parts := getattr(item, holder):
            body[holder] = sorted(map(_ENCODER.encode, (_fields(shape(part)) for part in parts)))
    return [KIND_OF[type(item)], body]


def to_document(databases: Mapping[str, SchemaSnapshot]) -> dict[str, Any]:
    """One or several databases, by alias, as a document."""
    return {
        "schemaguard": "snapshot",
        "format": FORMAT,
        "databases": {alias: _database(snapshot) for alias, snapshot in sorted(databases.items())},
    }


def to_text(databases: Mapping[str, SchemaSnapshot]) -> str:
    """The document as text, one line for each part, so that versions of it can be told apart line by line."""
    return f"{_lines(to_document(databases), '')}\n"


def _lines(value: Any, indent: str) -> str:
    """JSON, where what holds further objects or lists is spread over lines and all else is on one."""
    if not _is_deep(value):
        return _ENCODER.encode(value)
    inner = f"{indent} "
    if isinstance(value, list):
        return f"[\n{inner}" + f",\n{inner}".join(_lines(item, inner) for item in value) + f"\n{indent}]"
    rows = (f"{_ENCODER.encode(key)}: {_lines(item, inner)}" for key, item in value.items())
    return f"{{\n{inner}" + f",\n{inner}".join(rows) + f"\n{indent}}}"


def _is_deep(value: Any) -> bool:
    """Whether it holds objects, directly or in a list. Those of pairs, such as options, are none."""
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict)
    if not isinstance(value, dict):
        return False
    return any(key in _SPREAD or _is_deep(item) for key, item in value.items() if item)


def _database(snapshot: SchemaSnapshot) -> dict[str, Any]:
    objects: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in snapshot.objects:
        objects[_PLURALS[KIND_OF[type(item)]]].append(_fields(item))
    body: dict[str, Any] = {
        "vendor": snapshot.vendor,
        "flavour": snapshot.flavour,
        "version": ".".join(map(str, snapshot.version)),
        "fingerprint": fingerprint(snapshot),
        "objects": dict(objects),
    }
    if snapshot.about:
        body["about"] = dict(snapshot.about)
    if snapshot.migrations:
        body["migrations"] = _by_app(snapshot.migrations)
    if snapshot.gaps:
        body["gaps"] = [gap._asdict() for gap in snapshot.gaps]
    return body


def _by_app(migrations: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for app, name in migrations:
        found[app].append(name)
    return dict(found)


def _fields(item: SchemaObject) -> dict[str, Any]:
    """What is not the default. Tuples stay as they are: JSON writes them as lists."""
    cls = type(item)
    body = dict(compress(zip(cls._fields, item, strict=True), map(ne, item, _DEFAULTS[cls])))
    if "options" in body:
        body["options"] = dict(body["options"])
    for holder in HOLDERS[cls]:
        if holder in body:
            body[holder] = [_fields(part) for part in body[holder]]
    return body


def plain(item: SchemaObject | None) -> dict[str, Any] | None:
    """One object as it stands in documents, or None."""
    return None if item is None else _fields(item)


def from_text(text: str, name: str) -> dict[str, SchemaSnapshot]:
    """Read a document. ``name`` is what the user calls it. Raises BadInput with one line."""
    try:
        document = json.loads(text)
    except ValueError as error:
        line = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadInput(f"{name} is no complete JSON document: it breaks off{line}. Write the snapshot again.") from None
    if not isinstance(document, dict) or document.get("schemaguard") != "snapshot":
        raise BadInput(f"{name} is not a snapshot. Write one with: manage.py schemaguard snapshot -o FILE")
    found = document.get("format")
    if found != FORMAT:
        newer = isinstance(found, int) and found > FORMAT
        hint = "Upgrade schemaguard here." if newer else "Write the snapshot again."
        raise BadInput(f"{name} has the snapshot format {found!r}; this version reads format {FORMAT}. {hint}")
    try:
        return {alias: _read_database(body) for alias, body in document["databases"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(
            f"{name} is a damaged snapshot: {type(error).__name__} at {_short(error)}. Write the snapshot again."
        ) from None


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _read_database(body: Mapping[str, Any]) -> SchemaSnapshot:
    version = str(body.get("version", ""))
    snapshot = SchemaSnapshot.of(
        body["vendor"],
        [_read(TOP[_WORDS[plural]], item) for plural, items in body["objects"].items() for item in items],
        flavour=body.get("flavour", ""),
        version=tuple(int(part) for part in version.split(".") if part),
        about=tuple(sorted(body.get("about", {}).items())),
        migrations=tuple(sorted((app, name) for app, names in body.get("migrations", {}).items() for name in names)),
        gaps=tuple(Gap(**gap) for gap in body.get("gaps", ())),
    )
    if fingerprint(snapshot) != body.get("fingerprint"):
        raise ValueError("its fingerprint, which belongs to another content")
    return snapshot


def _read(cls: type, body: Mapping[str, Any]) -> SchemaObject:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}
    if "options" in values:
        values["options"] = tuple(sorted(values["options"].items()))
    for holder in HOLDERS[cls]:
        if holder in values:
            values[holder] = tuple(_read(PARTS[HOLDS[holder]], part) for part in values[holder])
    return cls(**values)
