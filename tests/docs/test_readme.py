"""What README.md shows is what one gets."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.pages import ROOT, Block, blocks, shows
from tests.docs.project import shop

PAGE = blocks("README.md")


def one(mark: str) -> Block:
    (found,) = (block for block in PAGE if block.mark == mark)
    return found


def test_commands_are_single_lines_that_need_only_python_and_pip() -> None:
    for mark in ("run command", "test command"):
        command = one(mark)
        assert command.text.count("\n") == 1
        assert command.text.startswith("python3 -m venv .venv && .venv/bin/pip install ")
        assert not re.search(r"\b[A-Z_]+=|sudo|apt|docker", command.text)
    assert one("run command").text.rstrip().endswith("manage.py schemaguard check")
    assert one("test command").text.rstrip().endswith("-m pytest")


def test_the_output_is_that_of_the_first_command(tmp_path: Path) -> None:
    reader = shop(tmp_path)
    reader.settings = ""  # As in the checkout, where schemaguard is an app of the project.
    output = reader.must(f"python {one('run command').text.partition('.venv/bin/python ')[2]}", code=1)
    assert shows(one("output").text, output)


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^):]+?)(?:#[^)]*)?\)", (ROOT / "README.md").read_text())
    assert len(links) >= 10
    assert [link for link in links if not (ROOT / link).exists()] == []
