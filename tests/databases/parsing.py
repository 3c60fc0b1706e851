"""What the tests of the parsers share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from hypothesis import strategies as st

from schemaguard.statements import Statement

Parse = Callable[[str], tuple[Statement, ...]]
#: A text and the statements in it, without their own text.
Case = tuple[str, list[Statement]]


def read(parse: Parse, sql: str) -> list[Statement]:
    """The statements of a text, without the text they came from."""
    return [replace(statement, sql="") for statement in parse(sql)]


def texts(cases: Iterable[Case]) -> st.SearchStrategy[str]:
    """Any text whatsoever, and the words of these cases in any order among quotes and comments."""
    words = {word for sql, _ in cases for word in sql.split()} | set("'\"`[]();\\\n#%") | {"/*!", "/*", "*/", "--"}
    return st.one_of(st.text(), st.lists(st.sampled_from(sorted(words))).map(" ".join))
