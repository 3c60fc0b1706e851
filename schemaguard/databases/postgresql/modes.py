"""PostgreSQL's lock modes, and which of them wait for each other."""

from __future__ import annotations

from collections.abc import Mapping

from schemaguard.databases.base import Lock

ACCESS_SHARE = "ACCESS SHARE"
ROW_SHARE = "ROW SHARE"
ROW_EXCLUSIVE = "ROW EXCLUSIVE"
SHARE_UPDATE_EXCLUSIVE = "SHARE UPDATE EXCLUSIVE"
SHARE = "SHARE"
SHARE_ROW_EXCLUSIVE = "SHARE ROW EXCLUSIVE"
EXCLUSIVE = "EXCLUSIVE"
ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE"

#: From the weakest on (manual, "Explicit Locking").
MODES = (
    ACCESS_SHARE,
    ROW_SHARE,
    ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    EXCLUSIVE,
    ACCESS_EXCLUSIVE,
)
#: Manual 18, table 13.2: writing takes ROW EXCLUSIVE, which conflicts with these; reading takes ACCESS SHARE, which
#: conflicts with the last one only.
BLOCKS_WRITES = frozenset({SHARE, SHARE_ROW_EXCLUSIVE, EXCLUSIVE, ACCESS_EXCLUSIVE})
BLOCKS_READS = frozenset({ACCESS_EXCLUSIVE})

#: By what pg_locks calls them, "AccessExclusiveLock"; also from the weakest on.
IN_PG_LOCKS = {f"{mode.title().replace(' ', '')}Lock": mode for mode in MODES}


def named(mode: str) -> Lock | None:
    """A lock by its name in the manual or in pg_locks; None for any other word."""
    mode = IN_PG_LOCKS.get(mode, mode)
    return held(mode) if mode in MODES else None


def held(mode: str, *, scans: bool = False, rewrites: bool = False, others: Mapping[str, str] | None = None) -> Lock:
    """A lock in this mode. Whatever writes the table anew reads it too: that is not said twice."""
    return Lock(
        mode=mode,
        blocks_reads=mode in BLOCKS_READS,
        blocks_writes=mode in BLOCKS_WRITES,
        scans=scans and not rewrites,
        rewrites=rewrites,
        others=others or {},
    )
