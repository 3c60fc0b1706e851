"""Long texts on both sides, such as bodies of views: whole, with the lines that differ marked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher

from schemaguard.formats._html import Html, joined, tag, text
from schemaguard.schema.objects import SchemaObject

_CODE = ("body", "definition", "validator")
#: Looking for the lines that differ takes time that grows with the square of their number.
_MOST_LINES = 2000


def code_of(item: SchemaObject | None) -> str:
    """The code that an object holds; JSON with a line for each value."""
    found = next((getattr(item, name) for name in _CODE if getattr(item, name, "")), "")
    try:
        return json.dumps(json.loads(found), indent=2, ensure_ascii=False)
    except ValueError:
        return str(found)


def whole(left: str, right: str) -> tuple[Html, Html]:
    """Both texts, each behind a fold."""
    old, new = left.splitlines(), right.splitlines()
    if len(old) + len(new) > _MOST_LINES:
        return _folded(map(text, old)), _folded(map(text, new))
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    same = [{line for block in blocks for line in range(block[side], block[side] + block.size)} for side in (0, 1)]
    return _folded(_marked(old, same[0])), _folded(_marked(new, same[1]))


def _marked(lines: list[str], same: set[int]) -> Iterator[Html]:
    for number, line in enumerate(lines):
        yield text(line) if number in same else tag("mark", line or " ")


def _folded(lines: Iterator[Html]) -> Html:
    content = Html("\n".join(lines))
    return tag("details", tag("summary", "the whole text"), tag("pre", content)) if content else joined(())
