"""Finds the verbs. A new one is a module in this package with HELP, add_arguments and run."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from typing import Any, Protocol, cast

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard import cli
from schemaguard.cli.options import VerbParser, refuse

_MACHINERY = frozenset({"registry", "options"})


class Verb(Protocol):
    """What a module of a verb holds."""

    HELP: str

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verb's own options."""

    def run(self, options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
        """Do it; return the exit code."""


def names() -> tuple[str, ...]:
    """All verbs, in alphabetical order."""
    found = (module.name for module in pkgutil.iter_modules(cli.__path__))
    return tuple(sorted(name for name in found if name not in _MACHINERY and not name.startswith("_")))


def verb(name: str) -> Verb:
    """The module of one verb."""
    return cast(Verb, import_module(f"{cli.__name__}.{name}"))


def add_verbs(parser: CommandParser) -> None:
    """Give the command one subparser for each verb, with Django's own options after it."""
    # Django made this parser, so that its way to show an error can only be replaced on the object.
    setattr(parser, "error", partial(refuse, parser))  # noqa: B010
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=VerbParser)
    for name in names():
        module = verb(name)
        child = verbs.add_parser(name, help=module.HELP, description=module.HELP)
        child.called_from_command_line = getattr(parser, "called_from_command_line", False)
        child.add_shared_options()
        module.add_arguments(child)
