"""Reads the files in ``postgresql/``: a schema, and the changes that are made to it by hand.

A change is a block: its name, each difference that must be found (with the attributes that an alteration must
list), the statements that make it, "-- undo", the statements that take it back.
"""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path

from tests.drift.harness import Injection

_FILES = Path(__file__).with_name("postgresql")
BASE = (_FILES / "base.sql").read_text(encoding="utf-8")
_UNDO = "-- undo"
#: "alter_column shop_note.body: type default".
_EXPECTED = re.compile(r"(?P<kind>\w+) (?P<thing>[^:]+)(?:: (?P<fields>[\w ]+))?")


def injections(*names: str) -> list[Injection]:
    """The changes in some of the files."""
    texts = [(_FILES / f"{name}.sql").read_text(encoding="utf-8") for name in names]
    return [_injection(block.splitlines()) for text in texts for block in text.strip().split("\n\n")]


def _injection(lines: list[str]) -> Injection:
    head = [line.removeprefix("-- ") for line in takewhile(lambda line: line.startswith("-- "), lines)]
    undo = lines.index(_UNDO)
    expected = [match.groups("") for line in head[1:] if (match := _EXPECTED.fullmatch(line))]
    assert len(expected) == len(head) - 1 > 0, head
    found = tuple((kind, thing) for kind, thing, _ in expected)
    fields = tuple(expected[0][2].split())
    return Injection(head[0], tuple(lines[len(head) : undo]), tuple(lines[undo + 1 :]), found, fields)
