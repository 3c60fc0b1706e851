"""Finds the formats. A new one is a module ``as_NAME`` in this package."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from schemaguard import formats
from schemaguard.conf import nearest
from schemaguard.exceptions import BadInput
from schemaguard.reports import CheckReport


@dataclass(frozen=True, slots=True)
class Style:
    """How the reader sees text. Formats for machines ignore it."""

    width: int = 80
    colour: bool = False
    #: 0: the summary only; 1: each rule explained once; 2: explained every time.
    verbosity: int = 1


@cache
def names() -> tuple[str, ...]:
    """All formats, in alphabetical order."""
    found = (module.name for module in pkgutil.iter_modules(formats.__path__))
    return tuple(sorted(name.removeprefix("as_") for name in found if name.startswith("as_")))


def pieces(name: str, report: CheckReport, style: Style) -> Iterator[str]:
    """The report in one format, piece by piece where it may be long. Raises BadInput for an unknown format."""
    if name not in names():
        raise BadInput(f"There is no format {name!r}.{nearest(name, names())} Formats: {', '.join(names())}.")
    function: Callable[[CheckReport, Style], str | Iterator[str]]
    function = import_module(f"{formats.__name__}.as_{name}").render
    made = function(report, style)
    return iter((made,)) if isinstance(made, str) else made


def render(name: str, report: CheckReport, style: Style) -> str:
    """The report in one format, as one text. Raises BadInput for an unknown format."""
    return "".join(pieces(name, report, style))
