"""What statements do to objects, and what differences are about, in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from schemaguard.schema.changes import Change
from schemaguard.schema.kinds import full_name
from schemaguard.schema.objects import Exclusion, ForeignKey, Index, PrimaryKey, Table, Unique
from schemaguard.statements import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterConstraint,
    AlterObject,
    Column,
    Constraint,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropObject,
    DropTable,
    RenameColumn,
    RenameIndex,
    RenameTable,
    Statement,
    ValidateConstraint,
)
from schemaguard.statements import Index as StatementIndex

#: ("table", name), ("column", table, name), ("index" or "constraint", table, name), ("other", name), and for what may
#: have no name of its own ("on", table, columns).
Thing = tuple[object, ...]


class Deed(NamedTuple):
    """What a statement does to one object."""

    #: "make", "unmake", "change"; "part" of a table that is made; "rename", where the thing ends with the new name.
    verb: str
    thing: Thing
    #: The attributes of a column that change, as snapshots call them; empty where that is not known.
    fields: frozenset[str] = frozenset()


#: What statements and snapshots call the same attribute of a column.
_FIELDS = {"null": "nullable", "charset": "options", "check": "options"}


def things(change: Change) -> Iterator[Thing]:
    """What a change is about, the exact name first."""
    item = change.subject
    if change.owner is None:
        yield ("table", full_name(item)) if isinstance(item, Table) else ("other", item.name.partition("(")[0])
        return
    table = f"{change.owner.schema}.{change.owner.name}" if change.owner.schema else change.owner.name
    if change.type == "column":
        yield "column", table, item.name
    elif change.type in ("trigger", "policy", "rule", "statistics", "field"):
        yield "other", item.name
    else:
        # A unique constraint may be an index in the database, and the other way round.
        yield "index", table, item.name
        yield "constraint", table, item.name
        if columns := _columns(item):
            yield "on", table, columns


def _columns(item: object) -> tuple[str, ...]:
    if isinstance(item, Unique | ForeignKey | PrimaryKey):
        return item.columns
    if isinstance(item, Index | Exclusion):
        return tuple(element.partition(" ")[0] for element in item.elements)
    return ()


def deeds(statement: Statement) -> Iterator[Deed]:
    """What a statement does to objects; nothing where that cannot be told."""
    match statement:
        case CreateTable(table=table):
            yield Deed("make", ("table", table))
            yield from _parts(statement)
        case DropTable(table=table):
            yield Deed("unmake", ("table", table))
        case RenameTable(table=table, to=to):
            yield Deed("rename", ("table", table, to))
            yield Deed("unmake", ("table", table))
            yield Deed("make", ("table", to))
        case AddColumn(table=table, column=column):
            yield Deed("make", ("column", table, column.name))
            yield from _with_column(table, column)
        case DropColumn(table=table, column=column):
            yield Deed("unmake", ("column", table, column.name))
        case RenameColumn(table=table, column=old, to=new):
            yield Deed("rename", ("column", table, old, new))
            yield Deed("unmake", ("column", table, old))
            yield Deed("make", ("column", table, new))
        case AlterColumn(table=table, after=column, changed=changed):
            fields = frozenset(_FIELDS.get(name, name) for name in changed)
            yield Deed("change", ("column", table, column.name), fields)
        case _:
            yield from _deeds_of_others(statement)


def _deeds_of_others(statement: Statement) -> Iterator[Deed]:
    match statement:
        case CreateIndex(table=table, index=index):
            yield Deed("make", _named("index", table, index))
        case DropIndex(table=table, index=index):
            yield Deed("unmake", _named("index", table or "", index))
        case RenameIndex(table=table, name=name, to=to):
            yield Deed("unmake", ("index", table or "", name))
            yield Deed("make", ("index", table or "", to))
        case AddConstraint(table=table, constraint=constraint):
            yield Deed("make", _named("constraint", table, constraint))
        case DropConstraint(table=table, constraint=constraint):
            yield Deed("unmake", _named("constraint", table, constraint))
        case ValidateConstraint(table=table, name=name) | AlterConstraint(table=table, name=name):
            yield Deed("change", ("constraint", table, name))
        case CreateObject(name=name):
            yield Deed("make", ("other", name))
        case DropObject(name=name):
            yield Deed("unmake", ("other", name))
        case AlterObject(name=name):
            yield Deed("change", ("other", name))


def _parts(statement: CreateTable) -> Iterator[Deed]:
    for column in statement.columns:
        yield Deed("part", ("column", statement.table, column.name))
        yield from _with_column(statement.table, column)
    for constraint in statement.constraints:
        yield Deed("part", _named("constraint", statement.table, constraint))
    for index in statement.indexes:
        yield Deed("part", _named("index", statement.table, index))


def _with_column(table: str, column: Column) -> Iterator[Deed]:
    """The index, unique constraint or foreign key that comes with a column."""
    if column.index or column.unique or column.references or column.primary_key:
        yield Deed("part", ("on", table, (column.name,)))


def _named(kind: str, table: str, item: StatementIndex | Constraint) -> Thing:
    return (kind, table, item.name) if item.name else ("on", table, item.columns)
