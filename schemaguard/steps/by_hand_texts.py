"""SQL that somebody has written, as it may be shown: a file may take passwords from its host."""

from __future__ import annotations

import re
from functools import lru_cache

#: So much of a statement tells which one it is.
_ENOUGH = 60
#: In quotes, or between dollars. It may be cut off.
_TEXT = re.compile(
    r"(?s)\$(\w*)\$(?P<body>.*?)(?:\$\1\$|\Z)|(?:[eEnNxXbB]|_utf8mb4)?'(?P<text>(?:[^'\\]|''|\\.)*)(?:'|\\?\Z)"
)


def without_foreign_texts(sql: str, known: str) -> str:
    """SQL by hand in one line, where only texts are shown that stand in the file: others may be secrets of a host."""
    own = _in_one_line(known)

    def shown(found: re.Match[str]) -> str:
        return found[0] if (found["body"] or found["text"] or "") in own else "?"

    return _TEXT.sub(shown, " ".join(sql.split()))


@lru_cache(maxsize=2)
def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def beginning(sql: str, known: str) -> str:
    """So much of it as tells which one it is."""
    return without_foreign_texts(sql, known)[:_ENOUGH]
