"""Formats for what the ledger tells."""

from __future__ import annotations

from schemaguard.histories import HistoryReport

#: The report that these formats render.
REPORT = HistoryReport
