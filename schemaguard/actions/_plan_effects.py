"""What a migration means for code that is deployed already, and for code that is about to be.

Where rules of the axis breaks-running-code say how sure they are that something breaks, this says when a statement may
run. So it is the stricter of the two: what nobody is known to use may be dropped after the deploy all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schemaguard.actions._plan_columns import column_effects, forced
from schemaguard.actions._plan_guards import guard_effects
from schemaguard.actions._plan_objects import other_effects, table_effects
from schemaguard.actions._plan_seen import Beside, Effect, Seen
from schemaguard.databases.registry import database
from schemaguard.rules._columns import table_of_code
from schemaguard.statements import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterTable,
    CodeFact,
    Copy,
    CreateIndex,
    CreateTable,
    Delete,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Insert,
    Merge,
    RenameColumn,
    RenameTable,
    RunCode,
    Statement,
    Truncate,
    Update,
)
from schemaguard.steps.step import MigrationSteps, Step

_RowStatement = Copy | Delete | Insert | Merge | Truncate | Update

#: Beginnings of the facts about code that changes rows; see CodeFact.
_ROWS = ("bulk-updates", "creates-", "deletes-", "saves-", "updates-")
_MONGODB_ROWS = frozenset({"mongo-update-all", "mongo-merge"})
_MONGODB_TAKES = {
    "mongo-drop-collection": "drops",
    "mongo-rename-collection": "renames",
    "mongo-drop-index": "drops an index of",
    "mongo-delete-all": "deletes every document of",
}
#: SQL that has no effect was read, and only reads.
_HARMLESS = frozenset({"always-raises", "never-runs", "raw-sql", "reads-only"})
_UNREAD = frozenset({"unread-call", "runs-command", "sends-signals"})


def effects_of(migration: MigrationSteps) -> tuple[Seen, ...]:
    """All effects of a migration, in order. What nobody notices has none."""
    beside = Beside(migration)
    found = list(forced(beside))
    for step in migration.steps:
        for statement in step.statements if step.databases else ():
            found += statement_effects(step, statement, beside)
    return tuple(found)


def statement_effects(step: Step, statement: Statement, beside: Beside) -> Iterator[Seen]:
    """What one statement means, with its table."""
    table = getattr(statement, "table", None) or ""
    if isinstance(statement, _RowStatement):
        yield from _rows(step, statement)
    elif isinstance(statement, RunCode):
        yield from _code(step, statement, beside)
    elif step.is_new_table(table) and not isinstance(statement, CreateTable):
        yield Seen(Effect.EASES, f"changes {table}, which nobody uses yet", table)
    else:
        yield from (replace(seen, table=table) for seen in _of_schema(step, statement, beside))


def _of_schema(step: Step, statement: Statement, beside: Beside) -> Iterator[Seen]:
    match statement:
        case AlterTable() | CreateTable() | DropTable() | RenameTable():
            return table_effects(step, statement)
        case AddColumn() | AlterColumn() | DropColumn() | RenameColumn():
            return column_effects(step, statement, beside)
        case AddConstraint() | CreateIndex() | DropConstraint() | DropIndex():
            return guard_effects(step, statement, beside)
        case _:
            return other_effects(step, statement, beside)


def _rows(step: Step, statement: _RowStatement) -> Iterator[Seen]:
    table = statement.table
    all_go = isinstance(statement, Truncate) or (isinstance(statement, Delete) and not statement.where)
    if all_go and not step.is_new_table(table):
        yield Seen(Effect.TAKES, f"deletes every row of {table}", table)
    elif not isinstance(statement, Copy) or statement.reads_file:
        yield Seen(Effect.ROWS, f"changes rows of {table}", table)


def _code(step: Step, code: RunCode, beside: Beside) -> Iterator[Seen]:
    if code.noop:
        return
    name = code.name.rpartition(".")[2]
    if not code.readable:
        yield Seen(Effect.HIDES, f"runs {name}, whose source cannot be read")
        return
    facts = [fact for fact in code.facts if fact.happens_on(beside.vendor)]
    found = [seen for fact in facts for seen in _fact(step, name, fact, beside)]
    if not found and len(facts) == len(code.facts) and not any(fact.kind in _HARMLESS for fact in facts):
        yield Seen(Effect.HIDES, f"runs {name}, and reading it does not tell what it changes")
    yield from found


def _fact(step: Step, name: str, fact: CodeFact, beside: Beside) -> Iterator[Seen]:
    table = table_of_code(step, fact.name) if "." in fact.name else ""
    if fact.kind in _UNREAD:
        yield Seen(Effect.HIDES, f"runs {name}, which calls {fact.name}: nobody has read that")
    elif fact.kind == "schema-editor":
        yield Seen(Effect.HIDES, f"runs {name}, which changes the schema itself")
    elif fact.kind == "raw-sql":
        yield from _sql(step, name, fact.name, beside)
    elif fact.kind == "deletes-all" and not step.is_new_table(table):
        yield Seen(Effect.TAKES, f"deletes every row of {table or fact.name}", table)
    elif fact.kind in _MONGODB_TAKES:
        yield Seen(Effect.TAKES, f"{_MONGODB_TAKES[fact.kind]} {fact.name}", fact.name)
    elif fact.kind in _MONGODB_ROWS or fact.kind.startswith(_ROWS):
        yield Seen(Effect.ROWS, f"changes rows of {table or fact.name}", table or fact.name)


def _sql(step: Step, name: str, text: str, beside: Beside) -> Iterator[Seen]:
    statements = database(beside.vendor).parse(text) if text else ()
    if not statements:
        yield Seen(Effect.HIDES, f"runs {name}, whose SQL is put together when it runs")
    for statement in statements:
        yield from statement_effects(step, statement, beside)
