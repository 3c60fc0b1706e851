"""Formats for what was found in ledgers that were verified."""

from __future__ import annotations

from schemaguard.histories import VerifyReport

#: The report that these formats render.
REPORT = VerifyReport
