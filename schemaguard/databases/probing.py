"""What ``preflight`` asks of a live database, and in which words the answer comes back.

A question names things as the plan does; a View knows what they are called in the database today.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from schemaguard.exceptions import SchemaguardError
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.statements import Column
from schemaguard.target import Target

#: Rows whose keys are named.
EXAMPLES = 3


class TooLong(SchemaguardError):
    """The time for a question ran out."""


class CannotTell(SchemaguardError):
    """The database does not answer, and the text says why: a missing right, or nothing that knows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a column of the plan holds today."""

    #: The column that the database has now; empty for one that only the plan makes.
    column: str = ""
    #: An expression over the columns of today, where it is not just that column. The same value in each row counts.
    sql: str = ""
    #: Why its values cannot be told; empty where they can.
    why: str = ""
    #: Every row has the same value, though which one cannot be told.
    same: bool = False

    @property
    def known(self) -> bool:
        """Whether its values can be asked for."""
        return not self.why


@dataclass(frozen=True, slots=True)
class View:
    """A table as the plan sees it at one moment, though the database has it under today's names."""

    #: Today's name, with its schema where that is not the usual one.
    table: str
    #: What the plan calls it.
    name: str
    columns: Mapping[str, Cell] = field(default_factory=dict)
    #: Today's columns of the primary key.
    key: tuple[str, ...] = ()

    def cell(self, column: str) -> Cell:
        """What a column holds; of documents any field may be asked for."""
        return self.columns.get(column) or Cell(column)


@dataclass(frozen=True, slots=True)
class Element:
    """A part of an index: a column, or an expression."""

    #: As it stands in SQL, with its collation.
    text: str
    #: The column, where it is one and nothing else.
    column: str = ""
    #: PostgreSQL: the operator of an exclusion constraint.
    operator: str = ""
    #: PostgreSQL: an operator class that may compare in a way of its own.
    operator_class: str = ""
    #: MySQL: only so many characters count.
    prefix: int = 0


@dataclass(frozen=True, slots=True)
class Definition:
    """A constraint or an index with all its details, as a text of SQL has them."""

    elements: tuple[Element, ...] = ()
    #: Of a partial index or constraint; of a check: what has to hold.
    condition: str = ""
    nulls_distinct: bool = True
    #: MongoDB: which documents are in the index.
    filter: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nulls:
    """Rows without a value; in documents also those without the field."""

    view: View
    column: str


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows with a value in a column; without a column, all rows."""

    view: View
    column: str = ""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Rows that are equal to another one in the eyes of an index."""

    view: View
    index: Definition


@dataclass(frozen=True, slots=True)
class Orphans:
    """Rows that point to a row that is not there."""

    view: View
    columns: tuple[str, ...]
    parent: View
    targets: tuple[str, ...]
    #: Rows in which only some of the columns have a value count as well.
    full: bool = False


@dataclass(frozen=True, slots=True)
class Violations:
    """Rows for which a condition is false; where it is NULL it holds."""

    view: View
    condition: str


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Rows that an exclusion constraint does not let stand beside another one."""

    view: View
    constraint: Definition


@dataclass(frozen=True, slots=True)
class Misfits:
    """Rows whose value another type does not hold."""

    view: View
    column: str
    before: Column
    after: Column
    using: bool = False


RowQuestion: TypeAlias = Nulls | Filled | Duplicates | Orphans | Violations | Overlaps | Misfits


@dataclass(frozen=True, slots=True)
class Counted:
    """The answer to a question about rows."""

    count: int
    #: Keys of the first of them: "id=42".
    examples: tuple[str, ...] = ()
    #: Shows all of them.
    query: str = ""
    #: How many rows were looked at, where that is only a part; None: all.
    looked_at: int | None = None
    #: Duplicates: how many different values the rows have.
    groups: int = 0
    #: Misfits: what is wrong with each of them.
    what: str = ""
    #: Misfits: it is kept as it is, though it does not fit.
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """How large a table is."""

    rows: int
    #: With everything beside the rows themselves, but without indexes.
    bytes: int
    index_bytes: int = 0
    #: False where the server's own estimate was taken.
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who may be in the way."""

    #: "pid 4242 (app web, idle in transaction)"; never the text of a statement.
    who: str
    seconds: float
    #: The tables in question on which it holds locks; empty where it only has an old snapshot.
    tables: tuple[str, ...] = ()
    #: A prepared transaction: nobody is there who could end it.
    prepared: bool = False
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Replica:
    """A server that follows."""

    name: str
    #: None: not known.
    seconds: float | None = None
    bytes: int | None = None
    #: Why it does not follow at all; empty where it does.
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Counter:
    """Something that gives numbers, and what it or its column can hold at the most."""

    #: "shop_order.id".
    object: str
    last: int
    limit: int
    #: The name of the sequence where it has one, and the type that ends first.
    what: str = ""
    query: str = ""
    #: The user may not see it, so that the last number is not known.
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Disk:
    """Room where the database lies."""

    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Broken:
    """An index that is not valid, or a constraint that was never validated."""

    #: "index shop_order_created".
    object: str
    table: str
    message: str
    remedy: str
    #: It matters also where nothing is done to its table.
    anywhere: bool = True


@dataclass(frozen=True, slots=True)
class Versions:
    """What a server is, and what Django asks for."""

    found: Target
    #: With everything that it says of itself.
    text: str
    #: The oldest that this Django works with; empty where it does not say.
    oldest: tuple[int, ...] = ()


class Prober(ABC):
    """Asks one live database. Nothing is ever written; each question has the same time."""

    #: Django's connection; None where the database is asked without one.
    connection: Any
    snapshot: SchemaSnapshot
    seconds: float

    @abstractmethod
    def count(self, question: RowQuestion) -> Counted:
        """How many rows, which ones, and the query to see all. Raises CannotTell."""

    @abstractmethod
    def size(self, table: str) -> Size:
        """How large a table of today is. Raises CannotTell."""

    @abstractmethod
    def sessions(self, tables: Sequence[str]) -> tuple[Session, ...]:
        """Transactions that are open and hold locks on these tables, or old snapshots. Raises CannotTell."""

    @abstractmethod
    def replicas(self) -> tuple[Replica, ...]:
        """The servers that follow. Raises CannotTell."""

    @abstractmethod
    def counters(self) -> tuple[Counter, ...]:
        """Everything that gives numbers to rows. Raises CannotTell."""

    @abstractmethod
    def disk(self) -> Disk | None:
        """Room beside the database; None where there is no such thing: a database in memory. Raises CannotTell."""

    @abstractmethod
    def versions(self) -> Versions:
        """What the server is. Raises CannotTell."""

    def broken(self) -> tuple[Broken, ...]:
        """What the schema has, but nobody can rely on."""
        return ()

    def partition(self, table: str, partition: str) -> Size:
        """How large a part of a table is. Raises CannotTell."""
        raise CannotTell("there is no such thing")

    def literal(self, value: Any) -> str:
        """A value as it stands in SQL. Raises CannotTell."""
        raise CannotTell(f"{self.snapshot.server} has no SQL.")

    def definition(self, text: str, name: str = "", columns: Sequence[str] = ()) -> Definition:
        """Read a constraint or an index from a text of SQL: the one with this name or these columns.

        Raises CannotTell.
        """
        raise CannotTell(f"{self.snapshot.server} has no SQL.")

    def unique_of(self, model: Any, columns: Sequence[str], constraint: Any | None) -> Definition:
        """The unique index that Django makes for columns of a model, or for its constraint. Raises CannotTell."""
        raise CannotTell(f"what Django makes on {self.snapshot.server} is not known")

    def columns(self, names: Sequence[str]) -> Definition:
        """An index on plain columns."""
        return Definition(tuple(Element(name, name) for name in names))

    def converted(self, cell: Cell, after: Column, who: str) -> Cell:
        """What a column holds when it has another type."""
        return Cell(cell.column, why=f"{who} gives it another type before")

    def recollated(self, cell: Cell, collation: str) -> Cell:
        """What a column holds when it is compared in another way."""
        return Cell(cell.column, why="another way to compare cannot be told")

    def filled(self, cell: Cell, literal: str) -> Cell:
        """What a column holds when a value stands in for NULL."""
        return Cell(cell.column, why="what replaces NULL cannot be told")

    def editor(self) -> Any:
        """Django's schema editor, to be asked for texts only. Raises CannotTell."""
        raise CannotTell(f"{self.snapshot.server} has no SQL.")

    def target(self) -> Target:
        """The live server, as rules and locks name it."""
        snapshot = self.snapshot
        return Target(snapshot.vendor, snapshot.flavour, snapshot.version)
