"""What is said to the session and to the server."""

from __future__ import annotations

from dataclasses import dataclass

from schemaguard.statements.base import Statement, TableStatement


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Transaction(Statement):
    """BEGIN, COMMIT, ROLLBACK, SAVEPOINT …: ``verb`` is "begin", "commit", "rollback" or "savepoint"."""

    verb: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SetParameter(Statement):
    """SET or a writing PRAGMA. ``name`` is lower case; ``local`` is SET LOCAL."""

    name: str
    value: str = ""
    local: bool = False
    #: SET GLOBAL, ALTER SYSTEM, ALTER DATABASE/ROLE … SET: outlives the session.
    permanent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LockTable(TableStatement):
    """LOCK TABLE."""

    mode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Maintenance(Statement):
    """``verb`` is vacuum, vacuum_full, cluster, analyze, optimize, checkpoint, repair, check or flush."""

    verb: str
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Grant(Statement):
    """GRANT and REVOKE: ``verb`` is "grant" or "revoke"."""

    verb: str
