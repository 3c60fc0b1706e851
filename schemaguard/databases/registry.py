"""Finds the database packages. A new one is a package here with a ``traits.py``; nothing else is edited."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from schemaguard import databases
from schemaguard.databases.base import Database
from schemaguard.exceptions import BadInput
from schemaguard.target import Target


@cache
def vendors() -> tuple[str, ...]:
    """The names of all database packages."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(databases.__path__) if module.ispkg))


@cache
def database(vendor: str) -> Database:
    """The database with this vendor name."""
    found: Database = import_module(f"{databases.__name__}.{vendor}.traits").DATABASE
    return found


def vendor_of(settings: Mapping[str, Any]) -> str:
    """The vendor of an entry in DATABASES, by its engine; empty where schemaguard does not know it."""
    engine = str(settings.get("ENGINE", ""))
    return next((vendor for vendor in vendors() if engine.startswith(database(vendor).engines)), "")


def target_of(alias: str, settings: dict[str, Any], wanted: Target | None = None) -> Target:
    """The server that migrations of this alias are judged for.

    ``settings`` is the alias's entry in DATABASES. Neither a connection nor a driver is needed.
    Raises BadInput for an engine that schemaguard does not know.
    """
    if wanted is not None:
        return wanted
    if vendor := vendor_of(settings):
        return Target.parse(vendor)
    engine = settings.get("ENGINE", "")
    raise BadInput(
        f"The database {alias!r} has the engine {engine!r}, which schemaguard does not know. "
        f"Say what it is like: SCHEMAGUARD = {{'TARGET': {{{alias!r}: 'postgresql 16'}}}}."
    )
