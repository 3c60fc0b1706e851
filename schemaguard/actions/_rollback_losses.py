"""What a rollback throws away: values that were written since, and what has no reverse."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from schemaguard.databases.base import Database
from schemaguard.databases.registry import database
from schemaguard.plans import Lacks, Obstacle
from schemaguard.statements import (
    AlterColumn,
    Delete,
    DropColumn,
    DropTable,
    RenameColumn,
    RenameTable,
    RunCode,
    Statement,
    Truncate,
    Update,
)
from schemaguard.steps.deeds import columns_of_code, table_of_code
from schemaguard.steps.step import MigrationSteps, Step
from schemaguard.store import Rehearsed

#: More rows are not counted: who has to name a loss need not know whether it is ten thousand values or a million.
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Loss:
    """Values that are gone afterwards."""

    #: "table" or "table.column", as it is called now.
    name: str
    #: How many, at the most _MOST; None: it was not counted.
    rows: int | None
    because: str

    def sentence(self) -> str:
        """What it is, and how to accept it."""
        rows = self.rows
        count = "values" if rows is None else f"{'at least ' if rows >= _MOST else ''}{rows} value{_s(rows)}"
        if "." not in self.name:
            count = count.replace("value", "row")
        word = shlex.quote(self.name)
        return f"{self.because} {count} of {self.name} would be lost. Accept it by name: --accept-loss {word}"


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def losses(connection: Any, steps: MigrationSteps, rehearsed: Rehearsed | None, names: Names) -> tuple[Loss, ...]:
    """What the way back of one migration may throw away on a live database, each thing once, with how much there is.

    ``names``: what the migrations that are taken back before it have renamed; it learns what this one renames.
    """
    found: dict[str, Loss] = {}
    kind = database(steps.target.vendor)
    for step in reversed(steps.steps):
        if step.databases and step.side != "state":
            for statement in step.reverse_statements:
                for loss in _of(statement, step, kind, connection, names):
                    found.setdefault(loss.name, loss)
                names.see(statement)
    for loss in _rehearsed_losses(rehearsed):
        found.setdefault(loss.name, loss)
    return tuple(found.values())


class Names:
    """What tables and columns are called on the database now; the way back may rename them before it drops them."""

    def __init__(self) -> None:
        self._tables: dict[str, str] = {}
        self._columns: dict[tuple[str, str], str] = {}

    def table(self, name: str) -> str:
        return self._tables.get(name, name)

    def column(self, table: str, name: str) -> str:
        return self._columns.get((table, name), name)

    def see(self, statement: Statement) -> None:
        if isinstance(statement, RenameTable):
            self._tables[statement.to] = self.table(statement.table)
            for (table, name), old in list(self._columns.items()):
                if table == statement.table:
                    self._columns[statement.to, name] = old
        elif isinstance(statement, RenameColumn):
            self._columns[statement.table, statement.to] = self.column(statement.table, statement.column)


def _of(statement: Statement, step: Step, kind: Database, connection: Any, names: Names) -> Iterator[Loss]:
    if isinstance(statement, RunCode):
        yield from _of_code(statement, step, kind, connection, names)
    elif isinstance(statement, DropTable) and statement.kind != "temporary":
        table = names.table(statement.table)
        yield Loss(table, _count(kind, connection, table, None), "Its table goes:")
    elif isinstance(statement, DropColumn) and not statement.column.generated:
        table = names.table(statement.table)
        column = names.column(statement.table, statement.column.name)
        yield Loss(f"{table}.{column}", _count(kind, connection, table, column), "Its column goes:")
    elif isinstance(statement, Truncate) or (isinstance(statement, Delete) and not statement.where):
        table = names.table(statement.table)
        yield Loss(table, _count(kind, connection, table, None), "Its rows are deleted:")
    elif isinstance(statement, Update) and not statement.where:
        table = names.table(statement.table)
        for name in statement.columns:
            column = names.column(statement.table, name)
            yield Loss(f"{table}.{column}", _count(kind, connection, table, column), "It is overwritten in every row:")
    elif isinstance(statement, AlterColumn) and "type" in statement.changed and statement.before is not None:
        change = kind.type_change(statement.before.type, statement.after.type, step.target)
        if change.narrows and not change.fails:
            table = names.table(statement.table)
            column = names.column(statement.table, statement.after.name)
            count = _count(kind, connection, table, column)
            yield Loss(f"{table}.{column}", count, f"Its type changes, which is silent about {change.narrows}:")


def _of_code(code: RunCode, step: Step, kind: Database, connection: Any, names: Names) -> Iterator[Loss]:
    """What reading the code tells: what it does to every row. What it does to some of them, only a rehearsal knows."""
    by = f"{code.name.rpartition('.')[2] or code.name}()"
    for fact in code.facts if not code.noop else ():
        if not fact.happens_on(step.target.vendor):
            continue
        if fact.kind == "raw-sql" and fact.name:
            for statement in kind.parse(fact.name):
                yield from _of(statement, step, kind, connection, names)
        table = names.table(table_of_code(step.after, fact.name, kind.max_name_length))
        if table and fact.kind == "deletes-all":
            yield Loss(table, _count(kind, connection, table, None), f"{by} deletes its rows:")
        elif table and fact.kind == "updates-all":
            for column in sorted(columns_of_code(step.after, fact) or ()):
                now = names.column(table, column)
                yield Loss(f"{table}.{now}", _count(kind, connection, table, now), f"{by} writes every row of it:")


def _count(kind: Database, connection: Any, table: str, column: str | None) -> int | None:
    """Nothing where it is not there, as with a migration that is half applied; None where it cannot be seen."""
    look = kind.look(connection, frozenset({table})).get(table)
    if look is None or (column and look.columns is not None and column not in look.columns):
        return 0
    return kind.filled(connection, table, column, _MOST)


def _rehearsed_losses(rehearsed: Rehearsed | None) -> Iterator[Loss]:
    """What a rehearsal of exactly this migration has lost: only that knows what code does."""
    body = json.loads(rehearsed.document) if rehearsed is not None and rehearsed.document else {}
    for item in body.get("lost") or ():
        name = f"{item['table']}.{item['column']}" if item.get("column") else str(item["table"])
        yield Loss(name, None, "A rehearsal has shown it:")


def obstacles(
    name: str, found: Iterable[Loss], irreversible: Iterable[str], accepted: frozenset[str]
) -> list[Obstacle]:
    """What has to be named before the migration ``name`` is taken back."""
    if name in accepted:
        return []
    listed = [
        Obstacle(Lacks.LOSS, loss.sentence(), loss.name) for loss in found if not _is_accepted(loss.name, accepted)
    ]
    for operation in irreversible:
        text = (
            f"{operation} has no way back. Leave it as it is, and take back the rest: --accept-loss {name}; "
            "or write a reverse."
        )
        listed.append(Obstacle(Lacks.IRREVERSIBLE, text, name))
    return listed


def _is_accepted(name: str, accepted: frozenset[str]) -> bool:
    """A table means its columns as well; not the other way round."""
    return name in accepted or name.partition(".")[0] in accepted
