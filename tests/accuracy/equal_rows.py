"""Rows that are equal, which a rehearsal made for one try and took back: the statements that make them once more.

They are in no copy of the scratch database, because nobody sees into the transaction in which they were written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = "equal.json"


@contextmanager
def keeping(connection: Any) -> Iterator[list[str]]:
    """All statements inside that work, with their values in the text. Savepoints take back what was taken back.

    Where no transaction was open, SQLite is told of one: whoever writes them once more begins its own.
    """
    found: list[str] = []

    def keep(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Mapping[str, Any]) -> Any:
        result = execute(sql, values, many, context)
        if not sql.startswith("BEGIN"):
            found.append(connection.ops.last_executed_query(context["cursor"], sql, values))
        return result

    with connection.execute_wrapper(keep):
        yield found


@dataclass
class EqualRows:
    """Those of one rehearsal, by the number of the migration whose verdict needs them."""

    connection: Callable[[], Any]
    #: The one that is tried now.
    number: Callable[[], int]
    by_number: dict[int, list[str]] = field(default_factory=dict)
    _last: list[str] = field(default_factory=list)

    def repeated(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """Around what makes them."""

        def watched(*arguments: Any) -> Any:
            with keeping(self.connection()) as self._last:
                return method(*arguments)

        return watched

    def tried(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """Around the try on them. The last one counts, and only where it led to a verdict."""
        from schemaguard.rehearsals import MigrationRehearsal

        def watched(*arguments: Any, **options: Any) -> Any:
            self.by_number.pop(self.number(), None)
            found = method(*arguments, **options)
            if isinstance(found, MigrationRehearsal):
                self.by_number[self.number()] = self._last
            return found

        return watched

    def save(self, folder: Path) -> None:
        """Beside the copies."""
        (folder / FILE).write_text(json.dumps(self.by_number), encoding="utf-8")


def equal_rows(folder: Path, number: int) -> list[str]:
    """The statements for one migration; none where its verdict needs no such rows."""
    path = folder / FILE
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found.get(str(number), [])
