"""Texts for regular expressions."""

from __future__ import annotations

import re

import pytest

from schemaguard.actions._seed_patterns import matching


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{3}-\d{4}$",
        r"^\+?1?\d{9,15}$",
        r"\A#(?:[0-9a-fA-F]{3}){1,2}\Z",
        r"^(?:a|bc|d[^x]e?)+$",
        r"^[-\w]+$",
        r"^(?P<user>[^@]+)@[^@]+\.[a-z]{2,}$",
        r"[]a]",
        r"^\w{2,4}?$",
        r"^([0-9]+)(,[0-9]+)*$",
        r"^.*\.(jpg|png)$",
    ],
)
def test_texts_match_and_differ(pattern: str) -> None:
    found = matching(pattern)
    assert len(set(found)) == len(found) > 1 and all(re.search(pattern, text) for text in found)


@pytest.mark.parametrize(
    "pattern", [r"(?=x)a", r"^(\d)\1$", r"^(?!a)b", "[[:alpha:]]", "a{2", "(", "[a", "a\\", "*a", "a)"]
)
def test_what_cannot_be_read_gives_none(pattern: str) -> None:
    assert matching(pattern) == []


def test_one_text_is_one() -> None:
    assert (matching("^$"), matching("^abc$")) == ([""], ["abc"])
