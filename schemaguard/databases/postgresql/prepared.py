"""Queries that the server plans once, for a database that is read again and again.

Planning takes longer than running, where a query is about a few tables; and so does asking for one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.postgresql.psycopg_any import is_psycopg3

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
        #: Answers to what will be asked next, by name.
        self._ahead: dict[str, list[Row]] = {}
        super().__init__(cursor, major)

    def use(self, cursor: Any, known: Known) -> None:
        """Go on with another cursor, with everything in view."""
        self.cursor, self.known, self.only, self._ahead = cursor, known, None, {}

    def ask(self, name: str, text: str, parameters: dict[str, Any]) -> list[Row]:
        """Run a query by its name."""
        key = self._key(name)
        if key in self._ahead:
            return self._ahead.pop(key)
        return execute(self.cursor, self.known, key, text, parameters)

    def prepare_rows(self, *names: str) -> None:
        """Ask for all of these at once. Each is answered by that the next time, and then anew."""
        texts = {self._key(name): query(name, self.major, restricted=self.only is not None) for name in names}
        parameters = {"schema": self.own_schema, **self.given()}
        self._ahead |= dict(zip(texts, execute_all(self.cursor, self.known, texts, parameters), strict=True))

    def _key(self, name: str) -> str:
        return name if self.only is None else f"{name}_only"


def ask(cursor: Any, known: Known, *names: str) -> list[list[Row]]:
    """All rows of queries that have no parameters and are the same for all versions."""
    return execute_all(cursor, known, {name: query(name) for name in names}, {})


def execute(cursor: Any, known: Known, name: str, text: str, parameters: dict[str, Any]) -> list[Row]:
    """Prepare a statement if this session has not, and run it."""
    (found,) = execute_all(cursor, known, {name: text}, parameters)
    return found


def execute_all(cursor: Any, known: Known, texts: dict[str, str], parameters: dict[str, Any]) -> list[list[Row]]:
    """Prepare what this session has not, and run all of them in one go, where the driver can."""
    _prepare(cursor, known, {name: text for name, text in texts.items() if _statement(name) not in known})
    calls, values = [], []
    for name in texts:
        mine = [parameters[word] for word in known[_statement(name)]]
        brackets = f" ({', '.join(['%s'] * len(mine))})" if mine else ""
        calls.append(f"EXECUTE {_statement(name)}{brackets}")
        values.append(mine)
    if len(calls) == 1 or not gives_all_results(cursor):
        return [_fetched(cursor, call, mine) for call, mine in zip(calls, values, strict=True)]
    cursor.execute("; ".join(calls), [value for mine in values for value in mine] or None)
    return list(_results(cursor))


def gives_all_results(cursor: Any) -> bool:
    """Whether several statements in one text give a result each. The driver must put values into the text itself."""
    return is_psycopg3 and hasattr(cursor, "mogrify")


def _fetched(cursor: Any, call: str, values: Sequence[Any]) -> list[Row]:
    cursor.execute(call, values or None)
    found: list[Row] = cursor.fetchall()
    return found


def _results(cursor: Any) -> Iterator[list[Row]]:
    yield cursor.fetchall()
    while cursor.nextset():
        yield cursor.fetchall()


def _statement(name: str) -> str:
    return f"schemaguard_{name}"


def _prepare(cursor: Any, known: Known, texts: dict[str, str]) -> None:
    found: Known = {}
    statements = []
    for name, text in texts.items():
        words: list[str] = []

        def number(place: re.Match[str], words: list[str] = words) -> str:
            word = place[1]
            if word is None:
                return "%"
            if word not in words:
                words.append(word)
            return f"${words.index(word) + 1}"

        statements.append(f"PREPARE {_statement(name)} AS {_PARAMETER.sub(number, text)}\n")
        found[_statement(name)] = tuple(words)
    if statements:
        cursor.execute(";\n".join(statements))
        known.update(found)
