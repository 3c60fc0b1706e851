"""What every database package provides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.statements import Statement
from schemaguard.target import Target

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from schemaguard.databases.looks import Looks
    from schemaguard.databases.probing import Prober
    from schemaguard.databases.running import Claim, Guard, Held, Limits
    from schemaguard.databases.stage import Stage
    from schemaguard.databases.values import Values


@dataclass(frozen=True, slots=True)
class Lock:
    """What a statement holds while it runs."""

    #: As the database's manual names it: "ACCESS EXCLUSIVE", "SHARED (metadata lock)", "whole database".
    mode: str
    blocks_reads: bool = False
    blocks_writes: bool = False
    #: Time that grows with the rows: the table is read …
    scans: bool = False
    #: … or written anew.
    rewrites: bool = False
    #: MySQL: "instant", "inplace" or "copy"; MariaDB also "nocopy".
    algorithm: str = ""
    #: Further tables that are locked, such as the target of a foreign key, and how.
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypeChange:
    """What it means to give a column another type."""

    #: "none" (catalogue only), "scan" (every row is read), "rewrite" (the table is written anew) or "unknown".
    cost: str
    #: Why values may be cut, rounded or refused; empty: every value fits; None: cannot tell.
    narrows: str | None = ""
    #: Whether the statement fails where a value does not fit (True), or changes values quietly (False).
    fails: bool = True
    #: Whether indexes on the column are built anew although the table is not.
    rebuilds_indexes: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A live database to read from."""

    #: What the user calls it. Never a URL, which may hold a password.
    name: str
    #: An entry of DATABASES, complete.
    settings: Mapping[str, Any]
    #: A connection that must be used instead of a new one: a database in memory, or an open transaction.
    connection: BaseDatabaseWrapper | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a live database is read."""

    #: Seconds that a single statement may take.
    timeout: float = 60.0
    #: MongoDB: "" leaves the fields of documents alone, "inferred" looks at a sample, "exact" at all of them.
    fields: str = ""


#: Gives what stands for a person's data: (table, column, value) -> value. None takes values as they are. Values are as
#: the driver gives them, or as the server writes them. It may raise BadInput, which ends the copy.
Mask = Callable[[str, str, Any], Any]


@dataclass(frozen=True, slots=True)
class Portion:
    """How much of a database is copied."""

    #: Rows of each table at the most, and besides those that these refer to; None: all.
    rows: int | None = None
    mask: Mask | None = None
    #: Seconds that a statement may take on the source.
    timeout: float = 60.0
    #: The tables that the mask is for, so that others are copied at full speed; None: any.
    masked: frozenset[str] | None = None

    def mask_of(self, table: str) -> Mask | None:
        """What stands for the values of a table; None: they themselves."""
        return self.mask if self.masked is None or table in self.masked else None


def _not_there(*arguments: object) -> Any:
    raise NotImplementedError


def _always(source: Source) -> bool:
    """For databases that are made when they are first written to."""
    return True


def _plain_name(settings: Mapping[str, Any]) -> str:
    return str(settings.get("NAME") or "")


def _open(connection: Any, told: Callable[[str], None]) -> None:
    """What keeps connections inside where nothing can."""


def _nothing(source: Source, like: SchemaSnapshot) -> tuple[str, ...]:
    """What a database is provided with that has no extensions."""
    return ()


def _unknown(mode: str) -> Lock | None:
    """What a database is provided with whose locks no trace sees."""
    return None


def _never(source: Source) -> bool:
    """For databases whose sessions are never shared."""
    return False


def _not_looked(connection: Any, tables: frozenset[str]) -> Looks:
    """For databases whose tables cannot be looked at one by one."""
    return {}


def _alone(connection: Any) -> AbstractContextManager[tuple[str, ...]]:
    """For databases that end the work of a client when it is gone."""
    return nullcontext(())


def _filled(connection: Any, table: str, column: str | None, most: int) -> int:
    from schemaguard.databases.looks import filled

    return filled(connection, table, column, most)


def _cannot_tell(one: str, other: str) -> bool | None:
    return None


def _from_the_start(editor: Any, told: Callable[[str], None]) -> AbstractContextManager[None]:
    """For databases that undo what was interrupted."""
    return nullcontext()


def _no_names(connection: Any) -> frozenset[str]:
    return frozenset()


def _no_triggers(connection: Any, tables: tuple[str, ...]) -> tuple[str, ...]:
    return ()


DataTypes = Mapping[str, str | Callable[[Mapping[str, Any]], str]]


@dataclass(frozen=True, slots=True)
class Database:
    """One kind of database: facts as data, judgements about statements, and access to live ones as functions."""

    vendor: str
    #: Beginnings of Django ENGINE names.
    engines: tuple[str, ...]
    data_types: DataTypes
    max_name_length: int | None
    related_fields_match_type: bool
    #: Whether DDL takes part in a transaction and is undone with it.
    transactional_ddl: bool
    parse: Callable[[str], tuple[Statement, ...]]
    #: None for statements that hold no lock worth naming, such as SELECT.
    lock: Callable[[Statement, Target], Lock | None]
    #: Types before and after as the database spells them; None is unknown.
    type_change: Callable[[str | None, str | None, Target], TypeChange]
    #: The live database as a value. Read-only. Raises BadInput with one line where it cannot be read.
    introspect: Callable[[Source, Wanted], SchemaSnapshot]
    #: A new, empty database on the server of the source, as an entry of DATABASES; dropped at the end, also after
    #: an exception. Leftovers of killed processes are removed first. The source itself need not exist.
    scratch: Callable[[Source], AbstractContextManager[dict[str, Any]]]
    #: What every kind of database has: tables, columns with a family of types, keys. For comparing unlike ones.
    portable: Callable[[SchemaSnapshot], SchemaSnapshot]
    #: Whether the server has the database. False only where the server itself says so; a server that does not answer
    #: says nothing.
    exists: Callable[[Source], bool] = _always
    #: What the server calls the database of an entry of DATABASES. Neither a host nor a path.
    name_of: Callable[[Mapping[str, Any]], str] = _plain_name
    #: Give a scratch database what an administrator installs by hand, as the snapshot has it: extensions, schemas.
    #: Returns the names of what was missing. Raises BadInput where the right is missing as well.
    provide: Callable[[Source, SchemaSnapshot], tuple[str, ...]] = _nothing
    #: What a mode that a trace or ``Lock.others`` names keeps others from doing; None where that is not known.
    held: Callable[[str], Lock | None] = _unknown
    #: What tries migrations on a scratch database: the database with its connection, under the alias they use.
    stage: Callable[[Source, Any], Stage] = _not_there
    #: Copy structure and rows of the first into the second, which is empty. The first is only read. Foreign keys hold
    #: in the copy. Returns sentences about what could not be copied. Raises BadInput with one line.
    copy: Callable[[Source, Source, Portion], tuple[str, ...]] = _not_there
    #: What writes rows of our own into a scratch database: its connection, and what it looks like.
    values: Callable[[Any, SchemaSnapshot], Values] = _not_there
    #: Make a connection of Django that is not open yet read only, so that code cannot undo it; the second argument
    #: raises, and is called for what would write. None: sessions of this database cannot be made so.
    read_only: Callable[[Any, Callable[[], NoReturn]], None] | None = None
    #: Keep a connection of Django that is not open yet inside its scratch database; the second argument is told what
    #: would have reached out.
    fence: Callable[[Any, Callable[[str], None]], None] = _open
    #: Be the only runner of a database, until the end of the ``with`` block or of this process. Raises Busy where
    #: another one does not end in time, and BadInput where it cannot be asked.
    runner: Callable[[Source, Claim], AbstractContextManager[Held]] = _not_there
    #: Who runs migrations on it now, in words; empty: nobody.
    who_runs: Callable[[Source], str] = _not_there
    #: Limits for the statements of a connection of Django.
    guard: Callable[[Any, Limits], Guard] = _not_there
    #: Whether each statement of a connection may go to another session: a pooler in transaction mode.
    is_pooled: Callable[[Source], bool] = _never
    #: Mark the session of a connection as the one in which migrations run, and end what a killed run has left at work.
    #: Only for who holds the lock. Gives sentences about what was ended.
    working: Callable[[Any], AbstractContextManager[tuple[str, ...]]] = _alone
    #: What tables look like now, on a connection of Django; those that are not there are left out.
    look: Callable[[Any, frozenset[str]], Looks] = _not_looked
    #: Whether two types are the same, as a statement and as the database spell them; None: cannot tell.
    same_type: Callable[[str, str], bool | None] = _cannot_tell
    #: How many rows a table has, or have a value in a column; none are counted beyond a number.
    filled: Callable[[Any, str, str | None, int], int] = _filled
    #: While an operation that was interrupted runs again through a schema editor of Django: what it has done already
    #: is left as it is. Tells what was left out.
    resuming: Callable[[Any, Callable[[str], None]], AbstractContextManager[object]] = _from_the_start
    #: Indexes that failed builds have left, which nobody can use; and a way to remove some of them.
    unusable: Callable[[Any], frozenset[str]] = _no_names
    remove_unusable: Callable[[Any, frozenset[str]], None] = _not_there
    #: Statements that make tables of ours append-only, by triggers; none where the engine has no such thing.
    append_only: Callable[[Any, tuple[str, ...]], tuple[str, ...]] = _no_triggers
    #: What asks a live database about its rows and itself, and never writes; each question has so many seconds. The
    #: snapshot is what it looks like now.
    prober: Callable[[Source, SchemaSnapshot, float], AbstractContextManager[Prober]] = _not_there
