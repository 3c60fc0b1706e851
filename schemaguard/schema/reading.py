"""Documents back into snapshots. Whatever is wrong with one is said in one line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from schemaguard.exceptions import BadInput
from schemaguard.schema.document import FORMAT, PLURALS
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.kinds import DEFAULTS, HOLDERS, HOLDS, KIND_OF, PARTS, TOP
from schemaguard.schema.objects import SchemaObject
from schemaguard.schema.snapshot import Gap, SchemaSnapshot

_WORDS = {plural: word for word, plural in PLURALS.items()}
_HOLDERS = {cls: frozenset(holders) for cls, holders in HOLDERS.items()}
#: The fields of each class that hold lists in documents and tuples here.
_LISTS: Mapping[Any, frozenset[str]] = {
    cls: frozenset(
        name
        for name, default in zip(cls._fields, DEFAULTS[cls], strict=True)
        if name not in HOLDERS[cls] and name != "options" and "tuple" in str(cls.__annotations__[name])
    )
    for cls in KIND_OF
}


def from_text(text: str, name: str) -> dict[str, SchemaSnapshot]:
    """The snapshots of a document, by alias. ``name`` is what the user calls it. Raises BadInput with one line."""
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
        return {alias: _database(body) for alias, body in document["databases"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        where = " ".join(str(error).split())[:120]
        raise BadInput(
            f"{name} is a damaged snapshot: {type(error).__name__} at {where}. Write the snapshot again."
        ) from None


def _database(body: Mapping[str, Any]) -> SchemaSnapshot:
    version = str(body.get("version", ""))
    snapshot = SchemaSnapshot.of(
        body["vendor"],
        [_read(TOP[_WORDS[plural]], item) for plural, items in body["objects"].items() for item in items],
        flavour=body.get("flavour", body["vendor"]),
        version=tuple(int(part) for part in version.split(".") if part),
        about=tuple(sorted(body.get("about", {}).items())),
        migrations=tuple(sorted((app, name) for app, names in body.get("migrations", {}).items() for name in names)),
        gaps=tuple(Gap(**gap) for gap in body.get("gaps", ())),
    )
    if fingerprint(snapshot) != body.get("fingerprint"):
        raise ValueError("its fingerprint, which belongs to another content")
    return snapshot


def _read(cls: type, body: dict[str, Any]) -> SchemaObject:
    """An object, or a part of one. The dict is used up."""
    if "options" in body:
        body["options"] = tuple(sorted(body["options"].items()))
    for name in _LISTS[cls] & body.keys():
        body[name] = tuple(body[name])
    for holder in _HOLDERS[cls] & body.keys():
        part = PARTS[HOLDS[holder]]
        body[holder] = tuple([_read(part, item) for item in body[holder]])
    return cls(**body)
