"""``schemaguard compare``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.cli import _comparing
from schemaguard.cli import options as shared

HELP = "Say whether two databases have the same schema, and what differs."


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    for name in ("left", "right"):
        parser.add_argument(name, metavar=name.upper(), help=shared.PLACES)
    _comparing.add_arguments(parser)


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Read both sides, compare, and render."""
    from schemaguard.actions.compare import Request, compare

    choices = _comparing.Choices.of(options)
    with shared.progress(err) as progress:
        report = compare(
            Request(
                left=options["left"],
                right=options["right"],
                databases=tuple(options["database"]),
                ignore=tuple(options["ignore"]),
                wanted=choices.wanted,
                progress=progress,
            )
        )
    return choices.finish(report, options, out)
