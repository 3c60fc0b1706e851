"""What tables look like at a moment, as far as it takes to tell whether a statement has had its effect.

A snapshot says far more and reads the whole database. Here a few tables are looked at after each migration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemaguard.statements import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    Column,
    Constraint,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    RenameColumn,
    RenameIndex,
    RenameTable,
    Statement,
    ValidateConstraint,
)


@dataclass(frozen=True, slots=True)
class LookedColumn:
    """One column."""

    #: As the database spells it.
    type: str
    null: bool


@dataclass(frozen=True, slots=True)
class LookedPart:
    """An index or a constraint."""

    columns: tuple[str, ...] = ()
    unique: bool = False
    #: "index", or the kind of a Constraint.
    kind: str = "index"
    #: Whether queries can use it, and all rows were looked at.
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """One table."""

    #: None: they cannot be seen.
    columns: Mapping[str, LookedColumn] | None = field(default_factory=dict)
    #: Indexes and constraints by name. A unique constraint is both, under one name or two.
    parts: Mapping[str, LookedPart] = field(default_factory=dict)


Looks = Mapping[str, Look]


class Folded(dict[str, Any]):
    """By names in which capital letters mean nothing."""

    def __init__(self, items: Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__((self.fold(name), value) for name, value in items)

    @staticmethod
    def fold(name: str) -> str:
        """What all spellings of a name have in common."""
        return name.lower()

    def __contains__(self, name: object) -> bool:
        return super().__contains__(self.fold(str(name)))

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(self.fold(name))

    def get(self, name: str, default: Any = None) -> Any:
        """As a dict has it."""
        return super().get(self.fold(name), default)


#: Whether two types, as a statement and as the database spell them, are the same; None: cannot tell.
SameType = Callable[[str, str], bool | None]


def tables_of(statement: Statement) -> frozenset[str]:
    """The tables to look at for a statement. Without one, there is nothing to be seen."""
    names = [getattr(statement, "table", None)]
    if isinstance(statement, RenameTable):
        names.append(statement.to)
    return frozenset(name for name in names if name)


def has_effect(statement: Statement, looks: Looks, same: SameType) -> bool | None:
    """Whether a database looks as it does after a statement; None: it cannot be told."""
    table = getattr(statement, "table", None)
    look = looks.get(table) if table else None
    match statement:
        case CreateTable(kind="temporary") | DropTable(kind="temporary"):
            return None
        case CreateTable():
            return look is not None and _has_columns(look, statement.columns)
        case DropTable():
            return look is None
        case RenameTable(to=to):
            return look is None and to in looks
    if look is None:
        return None if table is None else False
    return _on_table(statement, look, same)


def _on_table(statement: Statement, look: Look, same: SameType) -> bool | None:
    match statement:
        case AddColumn(column=column):
            return _as_stated(column, frozenset({"type", "null"}), look, same)
        case DropColumn(column=column):
            return None if look.columns is None else column.name not in look.columns
        case RenameColumn(column=old, to=new):
            return None if look.columns is None else new in look.columns and old not in look.columns
        case AlterColumn(after=column, changed=changed):
            return _as_stated(column, changed, look, same)
    return _on_parts(statement, look)


def _on_parts(statement: Statement, look: Look) -> bool | None:
    match statement:
        case CreateIndex(index=index):
            return _there(look, index.name, index.columns, unique=index.unique)
        case DropIndex(index=gone) | DropConstraint(constraint=gone):
            return gone.name not in look.parts if gone.name else None
        case RenameIndex(name=old, to=new):
            return new in look.parts and old not in look.parts
        case AddConstraint(constraint=constraint):
            return _has_constraint(look, constraint)
        case ValidateConstraint(name=name):
            return name in look.parts and look.parts[name].valid
    return None


def _has_columns(look: Look, columns: Iterable[Column]) -> bool:
    return look.columns is None or all(column.name in look.columns for column in columns)


def _as_stated(column: Column, changed: frozenset[str], look: Look, same: SameType) -> bool | None:
    """Of what may change, only types and NULL can be seen here."""
    if look.columns is None:
        return None
    found = look.columns.get(column.name)
    if found is None:
        return False
    answers: list[bool | None] = [None] if changed - {"type", "null"} else []
    if "null" in changed and not column.generated and not column.identity:
        answers.append(found.null == column.null or (column.primary_key and not found.null))
    if "type" in changed:
        answers.append(same(column.type, found.type) if column.type else None)
    return False if False in answers else None if None in answers else True


def _has_constraint(look: Look, constraint: Constraint) -> bool | None:
    if constraint.kind == "not_null":
        return None
    if constraint.expressions and not constraint.name:
        return None
    unique = constraint.kind in ("unique", "primary_key")
    found = _there(look, constraint.name, constraint.columns, unique=unique, kind=constraint.kind)
    return found or (None if constraint.kind in ("check", "exclude") and not constraint.name else found)


def _there(
    look: Look, name: str, columns: tuple[str, ...], *, unique: bool = False, kind: str = "index"
) -> bool | None:
    """Names that nobody chose are not known before, so that columns have to do."""
    if name and name in look.parts:
        part = look.parts[name]
        # MySQL keeps the index of a foreign key that is dropped, under the same name.
        return part.valid and (part.unique or not unique) and (kind != "foreign_key" or part.kind == kind)
    if name or not columns:
        return False if name else None
    return any(part.valid for part in _alike(look.parts.values(), columns, unique, kind))


def _alike(parts: Iterable[LookedPart], columns: tuple[str, ...], unique: bool, kind: str) -> Iterator[LookedPart]:
    for part in parts:
        fits = part.unique or not unique
        if part.columns == columns and fits and (kind != "foreign_key" or part.kind == kind):
            yield part


def filled(connection: Any, table: str, column: str | None, most: int) -> int:
    """How many rows a table has, or how many of them have a value in a column; no more than ``most`` are counted."""
    quote = connection.ops.quote_name
    where = f" WHERE {quote(column)} IS NOT NULL" if column else ""
    with connection.cursor() as cursor:
        inner = f"SELECT 1 AS one FROM {quote(table)}{where} LIMIT {int(most)}"  # noqa: S608 - quoted
        cursor.execute(f"SELECT COUNT(*) FROM ({inner}) AS counted")  # noqa: S608
        return int(cursor.fetchone()[0])
