"""Whether a person is one of those whom git names."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemaguard.actions._authors import authors_of, is_author

AUTHORS = frozenset({"ada byron", "ada@example.org", "12345+bob@users.example.org"})

PEOPLE = [
    ("ada", "", "", True),
    ("lovelace", "ADA@example.org", "", True),
    ("lovelace", "", "Ada Byron", True),
    ("bob", "", "", True),
    ("12345", "", "", True),
    ("eve", "eve@example.org", "Eve", False),
    ("", "", "", False),
    ("example.org", "", "", False),
]


@pytest.mark.parametrize(("person", "email", "name", "wrote"), PEOPLE)
def test_a_person_is_known_by_any_name(person: str, email: str, name: str, wrote: bool) -> None:
    assert is_author(AUTHORS, (person, email, name)) is wrote


def test_without_git_nobody_is_known(tmp_path: Path) -> None:
    (tmp_path / "0001.py").write_text("", encoding="utf-8")
    assert authors_of(tmp_path / "0001.py") is None
    assert authors_of(tmp_path / "0002.py") is None
    assert authors_of(None) is None
