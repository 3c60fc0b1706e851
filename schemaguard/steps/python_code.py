"""What the Python of a RunPython operation does, read from its syntax tree."""

from __future__ import annotations

from typing import Any

from django.db.migrations import RunPython

from schemaguard.statements import RunCode


def read_code(code: Any, atomic: bool | None = None) -> RunCode:
    """Describe one callable given to RunPython."""
    name = getattr(code, "__qualname__", type(code).__qualname__)
    return RunCode(name=name, noop=code is RunPython.noop, readable=True, atomic=atomic)
