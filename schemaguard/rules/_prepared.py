"""Whether somebody saw to the rows before a constraint reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from schemaguard.rules._code import short_name
from schemaguard.rules._columns import columns_of_code, table_of_code
from schemaguard.rules._earlier import statements_before
from schemaguard.rules.base import Hit, Severity
from schemaguard.statements import Delete, RunCode, Statement, Truncate, Update
from schemaguard.steps.step import MigrationSteps, Step

#: What code may do to rows that are there; see CodeFact.
CHANGES = frozenset({"updates-all", "updates-rows", "bulk-updates", "saves-in-loop", "deletes-all", "deletes-rows"})


def prepared_by(migration: MigrationSteps, at: Step, table: str, columns: Iterable[str] = ()) -> str:
    """Who changed or removed rows of a table before a step: "the UPDATE" or a function; "" for nobody.

    A change counts that deletes rows, and one that may write one of ``columns``; without columns, every one.
    Looks at the migration itself, and at the app's migration before it: that is where the way out of most findings
    sends such work. Which rows are left, only the database knows.
    """
    earlier: list[str] = []
    wanted = frozenset(columns)
    for step, statement in migration.statements():
        if step is at:
            break
        earlier += _who_changed(table, wanted, statement, at)
    if earlier:
        return earlier[-1]
    for statement in statements_before(migration):
        earlier += _who_changed(table, wanted, statement, at)
    return f"{earlier[-1]} in {migration.previous.name}" if earlier and migration.previous is not None else ""


def with_regard_to(who: str, hit: Hit) -> Hit:
    """The same hit as a notice where somebody has changed the rows before: whether enough of them, nobody can tell."""
    if not who:
        return hit
    message = f"{hit.message.removesuffix('.')}; {who} may have seen to that."
    return replace(hit, message=message, severity=Severity.NOTICE)


def _who_changed(table: str, wanted: frozenset[str], statement: Statement, at: Step) -> Iterator[str]:
    """Who changes rows of the table here. The facts about code name models: their tables are those before ``at``."""
    if isinstance(statement, Update | Delete | Truncate):
        written = frozenset(statement.columns) if isinstance(statement, Update) and statement.columns else None
        if statement.table == table and _may_help(written, wanted):
            yield f"the {type(statement).__name__.upper()}"
    elif isinstance(statement, RunCode):
        facts = (fact for fact in statement.facts if fact.kind in CHANGES and table_of_code(at, fact.name) == table)
        if any(_may_help(columns_of_code(at, fact), wanted) for fact in facts):
            yield short_name(statement)


def _may_help(written: frozenset[str] | None, wanted: frozenset[str]) -> bool:
    return written is None or not wanted or bool(written & wanted)
