"""What a RunPython or RunSQL does that an empty reverse would leave in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemaguard.databases.registry import database
from schemaguard.rules._code import short_name
from schemaguard.rules._columns import Name, columns_of_code, table_of_code
from schemaguard.rules._effects import leaves_something
from schemaguard.statements import (
    AddColumn,
    AlterColumn,
    CodeFact,
    Delete,
    Insert,
    RunCode,
    Statement,
    Truncate,
    Update,
)
from schemaguard.steps.by_hand_texts import beginning
from schemaguard.steps.step import Step

_KINDS = {
    "creates-rows": "creates",
    "deletes-all": "deletes",
    "deletes-rows": "deletes",
    "updates-all": "updates",
    "updates-rows": "updates",
    "bulk-updates": "updates",
    "saves-in-loop": "updates",
    "schema-editor": "changes",
}
UPDATES = frozenset(kind for kind, does in _KINDS.items() if does == "updates")
_UNKNOWN = frozenset({"unread-call", "runs-command", "sends-signals"})
#: The worst first: what is told about a function that does several things.
_WORST = ("deletes", "creates", "updates", "changes")


@dataclass(frozen=True, slots=True)
class Undone:
    """One operation whose effect stays. ``kind`` is None where that cannot be told."""

    name: str
    subject: str
    kind: str | None


def undone(step: Step, created: frozenset[str], new_columns: set[Name]) -> Undone | None:
    """What an empty reverse leaves in place; what this migration made itself does not count, as it goes on its own."""
    kinds: set[str | None] = set()
    name, subject = "This SQL", ""
    for statement in step.statements:
        if isinstance(statement, RunCode):
            name = subject = short_name(statement)
            kinds |= _of_code(step, statement, created, new_columns)
        else:
            kinds |= _of_sql([statement], created, new_columns)
            subject = subject or beginning(statement.sql, step.file.text)
    for kind in (*_WORST, None):
        if kind in kinds:
            return Undone(name, subject or "RunSQL", kind)
    return None


def _of_code(step: Step, code: RunCode, created: frozenset[str], new_columns: set[Name]) -> set[str | None]:
    if code.noop:
        return set()
    if not code.readable:
        return {None}
    kinds: set[str | None] = set()
    for fact in code.facts:
        if fact.kind in _UNKNOWN:
            kinds.add(None)
        elif fact.kind.startswith("mongo-"):
            kinds.add("changes")
        elif fact.kind == "raw-sql":
            parsed = database(step.target.vendor).parse(fact.name) if fact.name else ()
            kinds |= _of_sql(parsed, created, new_columns) if parsed else {None}
        elif (kind := _KINDS.get(fact.kind)) and not _goes_on_its_own(step, fact, created, new_columns):
            kinds.add(kind)
    return kinds


def _goes_on_its_own(step: Step, fact: CodeFact, created: frozenset[str], new_columns: set[Name]) -> bool:
    """Whether the way back drops the table, or the columns that are filled."""
    table = table_of_code(step, fact.name)
    if table in created or _KINDS[fact.kind] != "updates":
        return table in created
    columns = columns_of_code(step, fact)
    if columns is None:
        return any(table == new for new, _ in new_columns)
    return bool(columns) and all((table, name) in new_columns for name in columns)


def _of_sql(statements: Iterable[Statement], created: frozenset[str], new_columns: set[Name]) -> set[str | None]:
    kinds: set[str | None] = set()
    for statement in statements:
        left = leaves_something(statement)
        if left is None:
            kinds.add(None)
        elif left and not _is_own(statement, created, new_columns):
            kinds.add(_kind(statement))
    return kinds


def _is_own(statement: Statement, created: frozenset[str], new_columns: set[Name]) -> bool:
    if isinstance(statement, Update) and statement.table not in created:
        return bool(statement.columns) and all((statement.table, name) in new_columns for name in statement.columns)
    inside = Update | Insert | Delete | Truncate | AddColumn | AlterColumn
    return isinstance(statement, inside) and statement.table in created


def _kind(statement: Statement) -> str:
    if isinstance(statement, Insert):
        return "creates"
    if isinstance(statement, Delete | Truncate):
        return "deletes"
    return "updates" if isinstance(statement, Update) else "changes"
