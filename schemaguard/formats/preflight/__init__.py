"""Formats for preflight: what live rows and servers say about what is pending."""

from __future__ import annotations

from schemaguard.preflights import PreflightReport

#: The report that these formats render.
REPORT = PreflightReport
