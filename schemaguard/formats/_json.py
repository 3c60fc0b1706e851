"""JSON as ``json.dumps(document, indent=2)`` writes it, without holding every piece until the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_PLAIN = json.JSONEncoder(ensure_ascii=False).encode


def document(
    before: Mapping[str, Any], lists: Mapping[str, Iterable[Mapping[str, Any]]], after: Mapping[str, Any]
) -> Iterator[str]:
    """An object: some members, then lists that may be long, entry by entry, then further members."""
    yield _dumps(before)[:-2]
    for name, entries in lists.items():
        yield f',\n  "{name}": ['
        number = 0
        for number, entry in enumerate(entries, 1):
            yield f"{',' if number > 1 else ''}\n{_indented(entry)}"
        yield "\n  ]" if number else "]"
    yield f",{_dumps(after)[1:]}"


def _dumps(value: object) -> str:
    return _writable(json.dumps(value, indent=2, ensure_ascii=False))


def _encode(value: object) -> str:
    return _writable(_PLAIN(value))


def _writable(text: str) -> str:
    """Half a pair of surrogates, which UTF-8 cannot hold, as JSON escapes it. Names of files may have one."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _indented(entry: Mapping[str, Any]) -> str:
    """A line for each value; objects in it stay on theirs."""
    lines = ",\n".join(f'      "{key}": {_value(value)}' for key, value in entry.items())
    return f"    {{\n{lines}\n    }}"


def _value(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _encode(value)
    lines = ",\n".join(f"        {_encode(item)}" for item in value)
    return f"[\n{lines}\n      ]"
