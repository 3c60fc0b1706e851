"""Formats for two databases side by side: what ``compare`` and ``drift`` find."""

from __future__ import annotations

from schemaguard.reports import ComparisonReport

#: The report that these formats render.
REPORT = ComparisonReport
