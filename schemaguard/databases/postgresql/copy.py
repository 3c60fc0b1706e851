"""Copies a database into another one: its structure in statements that the server itself writes, and rows by COPY.

Constraints and triggers come after the rows. At the end both are read and compared, so that nothing is missing unsaid.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from django.db.utils import Error

from schemaguard.databases.base import Portion, Source, Wanted
from schemaguard.databases.connections import opened, reason, wrapper
from schemaguard.databases.obstacles import while_copying
from schemaguard.databases.postgresql import session
from schemaguard.databases.postgresql.catalogue import query
from schemaguard.databases.postgresql.copy_rows import Rows
from schemaguard.databases.postgresql.introspect import introspect, major_of
from schemaguard.exceptions import BadInput
from schemaguard.schema.changes import Change
from schemaguard.schema.compare import compare_fully

#: Names are spelled in full, functions may speak of what is not there yet, nothing is ended early.
_SETTINGS = (
    "SET search_path = ''",
    "SET check_function_bodies = off",
    "SET statement_timeout = 0",
    "SET lock_timeout = 0",
    "SET row_security = off",
)


def copy(source: Source, target: Source, portion: Portion) -> tuple[str, ...]:
    """Structure and rows of the first into the second, which is empty. Sentences about what is not there."""
    wanted = Wanted(portion.timeout)
    with opened(source) as old, session.transaction(old, wanted) as reading, closing(wrapper(target.settings)) as new:
        reading.execute("SELECT current_schema()")
        ((own,),) = reading.fetchall()
        reading.execute("SELECT set_config('search_path', '', true), set_config('row_security', 'off', true)")
        try:
            with new.cursor() as writing:
                for setting in _SETTINGS:
                    writing.execute(setting)
                said = list(_filled(reading, writing, old, new, own or "", portion))
        except Error as error:
            raise BadInput(f"{source.name} cannot be copied: {reason(error, source.settings)}") from error
    return (*said, *_differences(source, target, wanted))


def _filled(reading: Any, writing: Any, old: Any, new: Any, own: str, portion: Portion) -> Iterator[str]:
    major = major_of(reading)
    yield from _made(writing, _statements(reading, "copy_before_rows", major))
    yield from Rows(old, new, reading, writing, own, portion).copied(major)
    yield from _made(writing, _statements(reading, "copy_after_rows", major))


def _statements(cursor: Any, name: str, major: int) -> list[str]:
    cursor.execute(query(name, major))
    return [statement for _step, _oid, statement in cursor.fetchall()]


def _made(cursor: Any, statements: list[str]) -> Iterator[str]:
    """Run what can be run, then try the rest again: what a statement needs may come after it."""
    while statements:
        refused = []
        for statement in statements:
            try:
                cursor.execute(statement)
            except Error as error:
                if while_copying(error):
                    raise
                refused.append((statement, error))
        if len(refused) == len(statements):
            for statement, refusal in refused:
                short = " ".join(statement.split())[:100]
                yield f"The copy could not be given all: {reason(refusal, {})} It was asked for: {short}"
            return
        statements = [statement for statement, _ in refused]


def _differences(source: Source, target: Source, wanted: Wanted) -> Iterator[str]:
    left, right = introspect(source, wanted), introspect(Source(target.name, target.settings), wanted)
    yield from map(_sentence, compare_fully(left, right).changes)
    yield from (f"{gap.reason} The copy may lack it." for gap in left.gaps)


def _sentence(change: Change) -> str:
    action, _, kind = change.kind.partition("_")
    word = kind.replace("_", " ")
    if action == "drop":
        return f"The copy lacks the {word} {change.object}."
    if action == "add":
        return f"The copy has a {word} that is not in the original: {change.object}."
    return f"The copy differs in the {word} {change.object}: {', '.join(change.fields())}."
