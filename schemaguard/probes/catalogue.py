"""Finds all probes: one per file of this package."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from schemaguard import probes
from schemaguard.probes.base import Probe

#: Modules of this package that hold no probe; so do those that start with an underscore.
_MACHINERY = frozenset({"base", "catalogue"})


@cache
def all_probes() -> tuple[Probe, ...]:
    """The probes, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(probes.__path__))
    return tuple(
        import_module(f"{probes.__name__}.{name}").ask
        for name in names
        if name not in _MACHINERY and not name.startswith("_")
    )
