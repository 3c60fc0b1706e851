"""A hash of what a schema means."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from schemaguard.schema.kinds import DEFAULTS, HOLDERS, KIND_OF, bare, shape
from schemaguard.schema.objects import SchemaObject
from schemaguard.schema.snapshot import SchemaSnapshot

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def fingerprint(snapshot: SchemaSnapshot) -> str:
    """64 hexadecimal digits. Equal exactly where ``compare`` finds no change and nothing is unknown."""
    digest = hashlib.sha256(snapshot.vendor.encode())
    for item in snapshot.objects:
        digest.update(b"\n")
        digest.update(_encode(_meaning(item)).encode())
    return digest.hexdigest()


def combined(fingerprints: Mapping[str, str]) -> str:
    """One fingerprint for several databases, by alias; that of a single one is its own."""
    if len(fingerprints) == 1:
        return next(iter(fingerprints.values()))
    return hashlib.sha256(_encode(sorted(fingerprints.items())).encode()).hexdigest()


def _meaning(item: SchemaObject) -> tuple[str, tuple[Any, ...], dict[str, list[tuple[Any, ...]]]]:
    """The object's own values, and its parts by what they are: the names of some mean nothing."""
    cls = type(item)
    parts = {}
    for holder in HOLDERS[cls]:
        if held := getattr(item, holder):
            parts[holder] = sorted([_trimmed(shape(part)) for part in held])
    return KIND_OF[cls], _trimmed(bare(item)), parts


def _trimmed(item: SchemaObject) -> tuple[Any, ...]:
    """The values up to the last one that is not the default, so that a new field changes no fingerprint."""
    defaults = DEFAULTS[type(item)]
    end = len(item)
    while end and item[end - 1] == defaults[end - 1]:
        end -= 1
    return tuple(item[:end])
