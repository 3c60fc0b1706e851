"""Small migrations of which is known, and proven by ``prove.py``, what becomes of a database that takes them back."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from tests.rehearsal.case import Case


@cache
def all_cases() -> tuple[Case, ...]:
    """Those of all modules here, in order."""
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return tuple(case for module in modules for case in module.CASES)


def cases_for(engine: str) -> tuple[Case, ...]:
    """Those that run on a kind of database."""
    return tuple(case for case in all_cases() if engine in case.engines)
