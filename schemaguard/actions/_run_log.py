"""The statements of one migration, as the ledger keeps them: without values, and never too many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from schemaguard.steps.by_hand_texts import without_foreign_texts

#: How many different statements are kept, and how long each may be. A data migration may run millions.
_MOST, _LONGEST = 500, 4000
#: A text may be cut off.
_LITERAL = re.compile(r"(?:[eEnNxXbB]|_utf8mb4)?'(?:[^'\\]|''|\\.)*(?:'|\\?\Z)|\b\d+(?:\.\d+)?\b")


@dataclass
class Log:
    """A wrapper for ``connection.execute_wrapper``, which sees what goes through Django's cursors."""

    count: int = 0
    #: How often each text ran, in the order of the first time.
    _texts: dict[str, int] = field(default_factory=dict)
    _left_out: int = 0
    #: Code of the project writes statements of its own, whose values may be anybody's.
    in_code: bool = False
    #: The text of the file, while SQL by hand runs.
    by_hand: str | None = None
    #: Texts of SQL by hand, with the text of the file. Only looked through at the end: there may be very many.
    _of_file: dict[str, str] = field(default_factory=dict)

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Run a statement, and take note of it."""
        self.count += 1
        text = " ".join(str(sql).split())[:_LONGEST]
        if self.in_code:
            text = _LITERAL.sub("?", text)
        if text in self._texts or len(self._texts) < _MOST:
            self._texts[text] = self._texts.get(text, 0) + 1
            if self.by_hand is not None:
                self._of_file[text] = self.by_hand
        else:
            self._left_out += 1
        return execute(sql, params, many, context)

    @contextmanager
    def seeing(self, connection: Any, *, in_code: bool, by_hand: str | None = None) -> Iterator[None]:
        """Everything that runs inside, also what another wrapper refuses."""
        self.in_code, self.by_hand = in_code, by_hand
        connection.execute_wrappers.insert(0, self)
        try:
            yield
        finally:
            connection.execute_wrappers.remove(self)

    @property
    def sql(self) -> str:
        """One a line. What ran often says so."""
        shown = {text: without_foreign_texts(text, file) for text, file in self._of_file.items()}
        counted = ((shown.get(text, text), times) for text, times in self._texts.items())
        lines = [text if times == 1 else f"{text} -- {times} times" for text, times in counted]
        if self._left_out:
            lines.append(f"-- and {self._left_out} more")
        return "\n".join(lines)
