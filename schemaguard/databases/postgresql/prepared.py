"""Queries that the server plans once, for a database that is read again and again.

Planning takes longer than running, where a query is about a few tables.
"""

from __future__ import annotations

import re
from typing import Any

from schemaguard.databases.postgresql.catalogue import Catalogue, Row, query

#: The parameters of each statement that a session has prepared, by its name.
Known = dict[str, tuple[str, ...]]

#: The error of a server that has forgotten what was prepared: invalid_sql_statement_name.
FORGOTTEN = "26000"
_PARAMETER = re.compile(r"%\((\w+)\)s|%%")


class Prepared(Catalogue):
    """A catalogue that asks in this way."""

    def __init__(self, cursor: Any, major: int, known: Known) -> None:
        self.known = known
        super().__init__(cursor, major)

    def use(self, cursor: Any, known: Known) -> None:
        """Go on with another cursor, with everything in view."""
        self.cursor, self.known, self.only = cursor, known, None

    def ask(self, name: str, text: str, parameters: dict[str, Any]) -> list[Row]:
        """Run a query by its name."""
        return execute(self.cursor, self.known, name if self.only is None else f"{name}_only", text, parameters)


def ask(cursor: Any, known: Known, name: str) -> list[Row]:
    """All rows of a query that has no parameters and is the same for all versions."""
    return execute(cursor, known, name, query(name), {})


def execute(cursor: Any, known: Known, name: str, text: str, parameters: dict[str, Any]) -> list[Row]:
    """Prepare a statement if this session has not, and run it."""
    statement = f"schemaguard_{name}"
    if statement not in known:
        known[statement] = _prepare(cursor, statement, text)
    values = [parameters[word] for word in known[statement]]
    brackets = f" ({', '.join(['%s'] * len(values))})" if values else ""
    cursor.execute(f"EXECUTE {statement}{brackets}", values or None)
    found: list[Row] = cursor.fetchall()
    return found


def _prepare(cursor: Any, statement: str, text: str) -> tuple[str, ...]:
    words: list[str] = []

    def number(found: re.Match[str]) -> str:
        word = found[1]
        if word is None:
            return "%"
        if word not in words:
            words.append(word)
        return f"${words.index(word) + 1}"

    cursor.execute(f"PREPARE {statement} AS {_PARAMETER.sub(number, text)}")
    return tuple(words)
