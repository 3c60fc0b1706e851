"""What operations do, in the words of Django; of those that it has no words for, a little more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.migrations import RunPython, RunSQL, SeparateDatabaseAndState

from schemaguard.steps.by_hand_texts import without_foreign_texts

#: So much of a statement tells which one it is.
_MOST = 100


def in_words(operation: Any, file: str) -> Iterator[str]:
    """A sentence for an operation, or one for each that is inside. ``file``: the text of its file."""
    if isinstance(operation, SeparateDatabaseAndState):
        for name, inner in (
            ("In the database", operation.database_operations),
            ("In the models", operation.state_operations),
        ):
            yield from (f"{name}: {text}" for one in inner for text in in_words(one, file))
    elif isinstance(operation, RunPython):
        yield f"Run the Python function {getattr(operation.code, '__name__', type(operation.code).__name__)}"
    elif isinstance(operation, RunSQL):
        yield f"Run SQL: {_shortened(operation.sql, file)}"
    else:
        yield _described(operation)


def _shortened(sql: Any, file: str) -> str:
    """The beginning of the first statement; parameters are left out, and texts that somebody has put in when it ran."""
    first = sql if isinstance(sql, str) else next(iter(sql), "")
    text = without_foreign_texts(str(first if isinstance(first, str) else first[0]), file)
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def _described(operation: Any) -> str:
    """Those of third parties may say it in code that fails."""
    try:
        return str(operation.describe())
    except Exception:  # noqa: BLE001 - it is only said; what the operation does, the statements tell
        return type(operation).__name__
