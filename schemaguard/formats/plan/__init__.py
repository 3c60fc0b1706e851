"""Formats for plans: what would run, and what stops it."""

from __future__ import annotations

from schemaguard.plans import Plan

#: The report that these formats render.
REPORT = Plan
