"""Finds the formats. A new one is a module ``as_NAME`` in the package of its kind of report."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from schemaguard import formats
from schemaguard.conf import nearest
from schemaguard.exceptions import BadInput


@dataclass(frozen=True, slots=True)
class Style:
    """How the reader sees text. Formats for machines ignore it."""

    width: int = 80
    colour: bool = False
    #: 0: the summary only; 1: each explanation once; 2: every time.
    verbosity: int = 1


@cache
def kinds() -> Mapping[type, str]:
    """The kind of each report: "check", "compare". A kind is a package here that names its REPORT."""
    found = (module.name for module in pkgutil.iter_modules(formats.__path__) if module.ispkg)
    return {_package(name).REPORT: name for name in sorted(found)}


@cache
def names(kind: str) -> tuple[str, ...]:
    """All formats for a kind of report, in alphabetical order."""
    found = (module.name for module in pkgutil.iter_modules(_package(kind).__path__))
    return tuple(sorted(name.removeprefix("as_") for name in found if name.startswith("as_")))


def pieces(name: str, report: object, style: Style) -> Iterator[str]:
    """The report in one format, piece by piece where it may be long. Raises BadInput for an unknown format."""
    kind = kinds()[type(report)]
    function: Callable[[Any, Style], str | Iterator[str]]
    function = import_module(f"{formats.__name__}.{kind}.as_{known(name, kind)}").render
    made = function(report, style)
    return iter((made,)) if isinstance(made, str) else made


def render(name: str, report: object, style: Style) -> str:
    """The report in one format, as one text. Raises BadInput for an unknown format."""
    return "".join(pieces(name, report, style))


def known(name: str, kind: str) -> str:
    """The name, if there is such a format for this kind of report; else BadInput with the nearest one."""
    if name in names(kind):
        return name
    raise BadInput(f"There is no format {name!r}.{nearest(name, names(kind))} Formats: {', '.join(names(kind))}.")


def _package(kind: str) -> ModuleType:
    return import_module(f"{formats.__name__}.{kind}")
