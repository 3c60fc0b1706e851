"""Formats for what ``check`` finds."""

from __future__ import annotations

from schemaguard.reports import CheckReport

#: The report that these formats render.
REPORT = CheckReport
