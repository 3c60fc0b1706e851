"""What ``compare`` shows on a terminal: as wide as that is, and without colour where nobody wants any."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.places import sqlite
from tests.cli.terminal import on_a_terminal
from tests.projects import Project, shop

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PROGRESS = re.compile(r"\r\x1b\[K[^\r]*(?=\r\x1b\[K)|\r\x1b\[K")


def two(project: Project) -> tuple[str, str]:
    """Two databases that differ, with names that are long, Chinese, or would steer the terminal."""
    wide, steering = "折扣" * 40, "\x1b[2J\x1b]0;title\x07\u202e"
    left = f'CREATE TABLE "{wide}" (a text, b text DEFAULT "{"long words " * 30}", "{steering}" integer)'
    right = f'CREATE TABLE "{wide}" (a integer, b text)'
    return sqlite(project.root / "left.sqlite3", left), sqlite(project.root / "right.sqlite3", right)


def compared(project: Project, width: int, *arguments: str, **variables: str) -> str:
    """What a terminal of this width is sent, without the progress."""
    done = on_a_terminal(project, *arguments, width=width, **variables)
    assert done.code == 1
    return PROGRESS.sub("", done.out)


@pytest.mark.parametrize("width", [60, 80, 110])
def test_no_line_is_wider_than_the_terminal(tmp_path: Path, width: int) -> None:
    project = shop(tmp_path)
    shown = compared(project, width, "compare", *two(project))
    lines = COLOUR.sub("", shown).splitlines()
    # Where a side is, is one word, and is not cut.
    assert [line for line in lines if cell_len(line) > width and "sqlite:///" not in line] == []
    assert any(cell_len(line) > width - 10 for line in lines)
    assert not any(character in COLOUR.sub("", shown) for character in "\x1b\x07\u202e")


def test_colours_are_for_terminals_that_want_them(tmp_path: Path) -> None:
    project = shop(tmp_path)
    places = two(project)
    coloured = compared(project, 80, "compare", *places)
    assert COLOUR.search(coloured)
    plain = compared(project, 80, "compare", *places, NO_COLOR="1")
    assert plain == COLOUR.sub("", coloured)
    assert compared(project, 80, "compare", *places, "--no-color") == plain
    assert compared(project, 80, "compare", *places, "--force-color", NO_COLOR="1") == coloured
    # https://no-color.org: an empty value means nothing.
    assert compared(project, 80, "compare", *places, NO_COLOR="") == coloured
