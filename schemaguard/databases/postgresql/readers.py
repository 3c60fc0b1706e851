"""Tells the statements that read a table because they change the schema from queries, which choose what they read.

On the few rows of a scratch database the planner reads a whole table for a single row, where it would use an index on
many (manual, "Examining Index Usage"). What a change of the schema reads does not depend on how many rows there are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from schemaguard.databases.postgresql.catalogue import query

_START = r"(?:\s+|--[^\n]*\n|/\*.*?\*/|\()*"
_QUERY = re.compile(
    rf"{_START}(?:SELECT|INSERT|UPDATE|DELETE|WITH|VALUES|TABLE|MERGE|COPY|FETCH|DECLARE)\b", re.IGNORECASE | re.DOTALL
)
#: Rows that were written before are checked now, one by one.
_LATE = re.compile(rf"{_START}(?:SET\s+CONSTRAINTS|COMMIT)\b", re.IGNORECASE | re.DOTALL)
#: Statements about the session, and questions to the catalogue.
_NEITHER = re.compile(
    rf"{_START}(?:SET|SHOW|SAVEPOINT|RELEASE|ROLLBACK|COMMIT|BEGIN)\b|.*\b(?:pg_(?:catalog|class)|information_schema)\b",
    re.IGNORECASE | re.DOTALL,
)
#: Another statement in the same text.
_ALSO_SCHEMA = re.compile(r";\s*(?:ALTER|CREATE|DROP|REINDEX|REFRESH|CLUSTER|DO)\b", re.IGNORECASE)
_TRUNCATE = re.compile(r"\bTRUNCATE\b", re.IGNORECASE)
#: What makes a session forget its prepared statements.
_FORGET = re.compile(rf"{_START}(?:DEALLOCATE|DISCARD)\b", re.IGNORECASE | re.DOTALL)
#: A transaction after an error, as both drivers number it.
_IN_ERROR = 3


def is_query(sql: str) -> bool | None:
    """Whether a statement only asks for rows or changes them; None: neither that nor a change of the schema."""
    if _ALSO_SCHEMA.search(sql):
        return False
    if _LATE.match(sql):
        return True
    return None if _NEITHER.match(sql) else bool(_QUERY.match(sql))


class Readers:
    """A wrapper for ``connection.execute_wrapper`` that looks each time one kind of statements follows the other."""

    def __init__(
        self, connection: Any, before: Mapping[int, int], known: dict[str, Any], *, in_transaction: bool
    ) -> None:
        self._connection, self._in_transaction = connection, in_transaction
        #: What the session has prepared.
        self._known = known
        self._read: Counter[int] = Counter()
        self._before, self._queries = before, False
        self.truncates = False

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Run the statement."""
        text = str(sql)
        if self._in_transaction:
            self._look(text)
        self.truncates |= bool(_TRUNCATE.search(text))
        try:
            return execute(sql, params, many, context)
        finally:
            if _FORGET.match(text):
                self._known.clear()

    def _look(self, text: str) -> None:
        """Statistics are kept for each transaction, so between several there is nothing to compare."""
        queries, raw = is_query(text), self._connection.connection
        if queries is None or queries is self._queries or raw.info.transaction_status == _IN_ERROR:
            return
        with raw.cursor() as cursor:  # Past all wrappers.
            cursor.execute(query("scans"))
            now = dict(cursor.fetchall())
        if queries:
            self._add(now)
        self._before, self._queries = now, queries

    def _add(self, now: Mapping[int, int]) -> None:
        self._read.update({oid: count - self._before.get(oid, 0) for oid, count in now.items()})

    def by_schema(self, now: Mapping[int, int]) -> set[int]:
        """The tables that changes of the schema have read, at the end."""
        if not self._queries:
            self._add(now)
        return {oid for oid, count in self._read.items() if count > 0}
