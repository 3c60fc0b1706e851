"""What a role sees otherwise than its owner does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemaguard.schema.kinds import HOLDERS, full_name, kind_of
from schemaguard.schema.objects import SchemaObject
from schemaguard.schema.snapshot import Gap


def spelled_otherwise(objects: Iterable[SchemaObject], schema: str) -> Iterator[Gap]:
    """Definitions that name the schema itself: the server writes it before every name if the role may not use it."""
    reason = (
        f"This role may not use the schema {schema}, so that its definitions are spelled otherwise. Grant USAGE on it."
    )
    for item in objects:
        if _names(item, schema):
            yield Gap(kind_of(item), full_name(item), reason, hidden=False)
        for holder in HOLDERS[type(item)]:
            for part in getattr(item, holder):
                if _names(part, schema):
                    yield Gap(kind_of(part), f"{full_name(item)}.{part.name}", reason, hidden=False)


def _names(item: SchemaObject, schema: str) -> bool:
    return any(_in_text(text, schema) for value in item for text in _texts(value))


def _in_text(text: str, schema: str) -> bool:
    return f"{schema}." in text or f'"{schema}".' in text


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple) and not hasattr(value, "_fields"):
        for item in value:
            yield from _texts(item)
