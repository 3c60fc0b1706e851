"""Formats for the status of environments."""

from __future__ import annotations

from schemaguard.statuses import StatusReport

#: The report that these formats render.
REPORT = StatusReport
