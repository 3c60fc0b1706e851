"""Who writes rows of which table: what statements and the facts about code say, in one form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemaguard.statements import (
    Block,
    CodeFact,
    Copy,
    Delete,
    Insert,
    Merge,
    Opaque,
    RunCode,
    Statement,
    Truncate,
    Update,
)
from schemaguard.steps.dialect import Dialect
from schemaguard.steps.models import Models, column_name

_UPDATES = frozenset({"updates-all", "updates-rows", "bulk-updates", "saves-in-loop"})
_DELETES = frozenset({"deletes-all", "deletes-rows"})
_CREATES = frozenset({"creates-rows"})
#: What may write to any table, as far as reading the code tells.
_ANYTHING = frozenset({"unread-call", "runs-command", "mongo-update-all", "mongo-merge"})


@dataclass(frozen=True, slots=True)
class Deed:
    """Rows are written, added or removed."""

    #: Empty: it cannot be told which, so any.
    table: str
    #: None: any of them.
    columns: frozenset[str] | None = None
    #: Rows only go: what is left is as it was.
    removes: bool = False
    #: There may be more rows afterwards.
    adds: bool = False
    #: What does it, in words: "an UPDATE", "fill_notes()".
    by: str = ""


def deeds(statement: Statement, models: Models, dialect: Dialect) -> Iterator[Deed]:
    """What a statement does to rows. ``models`` are those before it."""
    match statement:
        case Update(table=table, columns=columns):
            yield Deed(table, frozenset(columns) or None, by="an UPDATE")
        case Insert(table=table) | Merge(table=table):
            by = "a MERGE" if isinstance(statement, Merge) else "an INSERT"
            yield Deed(table, adds=True, by=by)
        case Copy(table=table, reads_file=True):
            yield Deed(table, adds=True, by="a COPY")
        case Delete(table=table) | Truncate(table=table):
            yield Deed(table, removes=True, by=f"a {type(statement).__name__.upper()}")
        case Opaque() | Block():
            by = "SQL that could not be read" if statement.sql else "an operation with code of its own"
            yield Deed("", adds=True, by=by)
        case RunCode():
            yield from _code(statement, models, dialect)


def _code(code: RunCode, models: Models, dialect: Dialect) -> Iterator[Deed]:
    by = f"{code.name.rpartition('.')[2] or code.name}()"
    if code.noop:
        return
    if not code.readable:
        yield Deed("", adds=True, by=by)
    for fact in code.facts:
        if fact.kind in _ANYTHING or (fact.kind == "raw-sql" and not fact.name):
            yield Deed("", adds=True, by=by)
        elif fact.kind == "raw-sql":
            for statement in dialect.parse(fact.name):
                yield from (replace(deed, by=by) for deed in deeds(statement, models, dialect))
        elif fact.kind in _UPDATES | _CREATES | _DELETES:
            columns = columns_of_code(models, fact) if fact.kind in _UPDATES else None
            table = table_of_code(models, fact.name, dialect.max_name_length)
            yield Deed(table, columns, fact.kind in _DELETES, fact.kind in _CREATES, by)


def table_of_code(models: Models, model: str, limit: int | None) -> str:
    """The table of a model that the facts about code name as ``app.Model``; "" where only a run can tell."""
    app, _, name = model.partition(".")
    found = models.get((app, name.lower()))
    return found.table(limit) if found is not None else ""


def columns_of_code(models: Models, fact: CodeFact) -> frozenset[str] | None:
    """The columns that a fact about code says are changed; None where that is not known."""
    if fact.fields is None:
        return None
    app, _, name = fact.name.partition(".")
    model = models.get((app, name.lower()))
    if model is None:
        return frozenset(fact.fields)
    columns = {name: column_name(name, model_field) for name, model_field in model.fields.items()}
    # Code may name a foreign key by its column; and what it gives values to may be no field at all.
    named = {columns.get(name, name) for name in fact.fields} & set(columns.values())
    return frozenset(named) or None
