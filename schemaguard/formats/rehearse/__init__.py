"""Formats for rehearsals: what became of databases that went forward and back."""

from __future__ import annotations

from schemaguard.rehearsals import RehearsalReport

#: The report that these formats render.
REPORT = RehearsalReport
