"""JSON, format 1: a public contract, described by docs/reference/plan.schema.json. It is what a plan file holds."""

from __future__ import annotations

from schemaguard.formats.registry import Style
from schemaguard.plan_file import write
from schemaguard.plans import Plan


def render(report: Plan, style: Style) -> str:
    """The whole plan as one document."""
    return write(report).removesuffix("\n")
