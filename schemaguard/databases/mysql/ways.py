"""How MySQL and MariaDB carry out a change of a table: the algorithm, and what it keeps others from doing.

Sources: MySQL manual 8.4, sections 15.1.9 "ALTER TABLE" and 17.12 "InnoDB and Online DDL"; MariaDB documentation,
"InnoDB Online DDL Operations" with the INSTANT, NOCOPY and INPLACE algorithm. The tests ask MariaDB 10.11, and MySQL
9.7 where there is one, for the cheapest algorithm and the weakest lock that it accepts. About MySQL 8.4 it is the
manual's word where 9.7 does otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from schemaguard.databases.base import Lock
from schemaguard.target import Target

#: From cheap to dear. Only MariaDB has NOCOPY: in place, and sure not to rebuild the table.
ALGORITHMS = ("instant", "nocopy", "inplace", "copy")
#: The LOCK clause, from weak to strong, and what is held. The end of every ALTER TABLE needs the table for itself
#: for a moment: MySQL manual 8.4, section 17.12.2, "Online DDL and Metadata Locks".
MODES = {
    "none": "EXCLUSIVE (metadata lock, brief)",
    "shared": "SHARED (metadata lock)",
    "exclusive": "EXCLUSIVE (metadata lock)",
}
LOCKS = tuple(MODES)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to make a change."""

    algorithm: str
    lock: str = "none"
    scans: bool = False
    rewrites: bool = False
    #: INSTANT is possible, but INPLACE would rebuild the table.
    rebuilds_inplace: bool = False

    def rank(self) -> tuple[bool, int, int, bool]:
        """For comparing: it is dearest to write rows anew."""
        return self.rewrites, ALGORITHMS.index(self.algorithm), LOCKS.index(self.lock), self.scans

    def held(self, others: Mapping[str, str] | None = None) -> Lock:
        """The lock of a statement that goes this way."""
        return Lock(
            mode=MODES[self.lock],
            blocks_reads=self.lock == "exclusive",
            blocks_writes=self.lock != "none",
            scans=self.scans and not self.rewrites,
            rewrites=self.rewrites,
            algorithm=self.algorithm,
            others=others or {},
        )


#: Only the definition of the table changes.
METADATA = Way("instant")
#: So it is for columns that come, go or move.
COLUMN = Way("instant", rebuilds_inplace=True)
REBUILD = Way("inplace", rewrites=True)
COPY = Way("copy", "shared", rewrites=True)


def index_way(target: Target, lock: str = "none") -> Way:
    """Building an index reads the table."""
    return Way("nocopy" if target.is_mariadb() else "inplace", lock, scans=True)


def metadata_way(target: Target) -> Way:
    """A change of metadata that MySQL does not call instant."""
    return Way("instant" if target.is_mariadb() else "inplace")


def drop_index_way(target: Target) -> Way:
    """No rows are read: measured on MariaDB; MySQL manual 8.4, section 17.12.1, "Index Operations"."""
    return Way("nocopy" if target.is_mariadb() else "inplace")


def copy_way(target: Target) -> Way:
    """Writes wait while the table is copied, until MariaDB 11.2 (documentation, "Online Schema Change")."""
    online = target.is_mariadb() and target.at_least(11, 2)
    return replace(COPY, lock="none") if online else COPY


def dearest(*ways: Way) -> Way:
    """Several changes in one statement are as dear as the dearest."""
    return max(ways, key=Way.rank)


def stated(way: Way, algorithm: str, lock: str, target: Target) -> Way:
    """The way that a statement with these clauses goes, where ``way`` is what the server would choose itself.

    A clause that the server cannot keep makes the statement fail at once, before anything is blocked or written.
    """
    if algorithm in ALGORITHMS:
        if ALGORITHMS.index(algorithm) < ALGORITHMS.index(way.algorithm):
            return Way(algorithm)
        way = _asked(way, algorithm, target)
    if lock in LOCKS:
        return replace(way, lock=lock) if LOCKS.index(lock) >= LOCKS.index(way.lock) else Way(way.algorithm)
    return way


def _asked(way: Way, algorithm: str, target: Target) -> Way:
    """What is dearer than need be. MariaDB takes any word but COPY for the worst it may do: measured."""
    if algorithm == "copy":
        return way if way.algorithm == "copy" else copy_way(target)
    if target.is_mariadb() or algorithm == way.algorithm:
        return way
    return replace(way, algorithm=algorithm, rewrites=way.rebuilds_inplace)
