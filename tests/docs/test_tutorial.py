"""The tutorial works, word for word."""

from __future__ import annotations

from pathlib import Path

from tests.docs.pages import blocks
from tests.docs.project import Reader


def test_first_check(tmp_path: Path) -> None:
    page = blocks("docs/tutorial/first-check.md")
    assert sum(block.mark == "run" for block in page) >= 6
    assert sum(block.mark == "output" for block in page) >= 5
    Reader(tmp_path).follow(page)
