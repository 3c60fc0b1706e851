"""The helper of these tests sees what it should."""

from __future__ import annotations

import pytest

from tests.docs.pages import shows

OUTPUT = "one\ntwo\nthree\nfour\n"

SO = ["one two three four", "… three four", "one … four", "one two …", "… two …", "…"]
NOT_SO = ["one two", "two …", "… three", "one three …", "… three … two …", "… five …", "… our …", "one … two"]


def lines(words: str) -> str:
    return words.replace(" ", "\n")


@pytest.mark.parametrize("shown", SO)
def test_shown_output_may_leave_lines_out(shown: str) -> None:
    assert shows(lines(shown), OUTPUT)


@pytest.mark.parametrize("shown", NOT_SO)
def test_other_output_is_noticed(shown: str) -> None:
    assert not shows(lines(shown), OUTPUT)
