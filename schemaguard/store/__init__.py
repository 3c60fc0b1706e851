"""Between the plain values and the rows of schemaguard's tables: the only package that converts one into the other."""

from __future__ import annotations

from schemaguard.store.abandoned import close_killed
from schemaguard.store.approvals import Approval, approvals, approve
from schemaguard.store.central import mirror
from schemaguard.store.ledger import Ledger, digests, has_ledger, project_settings
from schemaguard.store.observing import gone, observe, recorded, settle, unknown_to_ledger
from schemaguard.store.protecting import protect
from schemaguard.store.quiet import is_quiet, quiet
from schemaguard.store.records import one_run, record_of, records
from schemaguard.store.rehearsals import Rehearsed, keep_rehearsals, latest_rehearsal, latest_rehearsals
from schemaguard.store.runs import applied_by, beginnings, begun, interrupted, runs, unfinished
from schemaguard.store.snapshots import Stored, find_snapshot, keep_snapshot, kept_snapshots, snapshot_database
from schemaguard.store.verifying import verify
from schemaguard.store.who import new_run

__all__ = [
    "Approval",
    "Ledger",
    "Rehearsed",
    "Stored",
    "applied_by",
    "approvals",
    "approve",
    "beginnings",
    "begun",
    "close_killed",
    "digests",
    "find_snapshot",
    "gone",
    "has_ledger",
    "interrupted",
    "is_quiet",
    "keep_rehearsals",
    "keep_snapshot",
    "kept_snapshots",
    "latest_rehearsal",
    "latest_rehearsals",
    "mirror",
    "new_run",
    "observe",
    "one_run",
    "project_settings",
    "protect",
    "quiet",
    "record_of",
    "recorded",
    "records",
    "runs",
    "settle",
    "snapshot_database",
    "unfinished",
    "unknown_to_ledger",
    "verify",
]
