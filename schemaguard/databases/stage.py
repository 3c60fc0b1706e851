"""A scratch database on which migrations are tried: what it holds, what they do to it, and the way back.

Each database package has a ``stage.py`` with one class.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from schemaguard.databases.base import Source
from schemaguard.schema.snapshot import SchemaSnapshot

#: Tables with more rows are compared by a sum for each column: which rows differ, and how many, is not known then.
EXACT_ROWS = 10_000

#: A hash of one value; None for NULL, and for a field that a document does not have.
Cell = int | None


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of a table or collection, as far as they can be told from those of another moment.

    Values stay in the database: what comes out are hashes of 64 bits, equal for equal values. Spellings that mean
    nothing do not count: time zones, trailing zeros, keys of JSON in another order.
    """

    #: The columns that ``cells`` has, in its order.
    columns: tuple[str, ...] = ()
    #: What tells rows apart; empty where nothing does.
    key: tuple[str, ...] = ()
    #: The hashes of each row by its key as text; without a key by a number that means nothing.
    cells: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)
    #: For a table that is too large for ``cells``: the number of rows, and a sum of hashes for each column.
    count: int = 0
    sums: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A moment of the database."""

    schema: SchemaSnapshot
    #: By the full name of the table or collection. The table of applied migrations is left out.
    rows: Mapping[str, TableRows] = field(default_factory=dict)
    #: The next value of each sequence and identity, by its name or that of its column.
    counters: Mapping[str, int] = field(default_factory=dict)
    #: Sentences about what of it could not be read.
    notes: tuple[str, ...] = ()


@dataclass
class Trace:
    """What the server did between two moments, to tables that were there before. Filled in at the end."""

    #: (table, mode), each mode as the server names it, the strongest of a table first.
    locks: list[tuple[str, str]] = field(default_factory=list)
    rewrites: list[str] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)
    index_builds: list[str] = field(default_factory=list)
    ways: dict[str, str] = field(default_factory=dict)
    #: Sentences about what could not be seen.
    notes: list[str] = field(default_factory=list)


class Stage(ABC):
    """One scratch database, with a connection that migrations use under their alias."""

    #: Whether ``attempt`` can take back what is done inside it, at no cost. Where it cannot, ``attempt`` may do so
    #: through ``keep`` and ``restore``.
    takes_back: bool = False
    #: Whether the ways inside ``attempt`` share a transaction: what fails in it may run in one of its own.
    shares: bool = False
    #: A sentence about what no trace of this database can tell.
    unseen: str = ""

    def __init__(self, source: Source, connection: Any) -> None:
        #: The scratch database, for ``introspect`` and its like; its connection is the one below.
        self.source = source
        #: Django's connection under the alias.
        self.connection = connection

    @abstractmethod
    def state(self) -> State:
        """What it holds now. May reuse what it knows of the last state where that cannot have changed."""

    def full_state(self) -> State:
        """The same, with everything read anew."""
        return self.state()

    @contextmanager
    def step(self, *, atomic: bool) -> Iterator[None]:
        """Everything that is done about one migration. ``atomic``: it runs in one transaction."""
        yield

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is done inside is made good at the end, also after an exception."""
        self.keep()
        try:
            yield
        finally:
            self.restore()

    def attempt_apart(self) -> AbstractContextManager[None]:
        """The same, with a transaction for each way. It may take much longer."""
        return self.attempt()

    def keep(self) -> None:  # noqa: B027 -- most stages need nothing
        """Remember this moment, in place of the one before, for ``restore``. Nothing where ``takes_back``.

        Stages copy aside only what differs from the moment kept last, on the same server.
        """

    def restore(self) -> None:  # noqa: B027
        """Bring back the moment kept last, as often as wanted. Nothing where ``takes_back``.

        Raises BadInput where that is not possible: then this database is of no more use.
        """

    def close(self) -> None:  # noqa: B027
        """Remove what was made beside the scratch database. Called before that one is dropped."""

    def settle(self) -> None:
        """What a commit would do: check deferred constraints, raising Django's IntegrityError."""
        self.connection.check_constraints()

    @abstractmethod
    def traced(self) -> AbstractContextManager[Trace]:
        """Watch what happens inside."""
