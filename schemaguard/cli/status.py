"""``schemaguard status``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.cli import _output
from schemaguard.cli import options as shared

HELP = "Show what each database has applied, what is pending, and what needs a person."

KIND = "status"


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    parser.add_argument(
        "place",
        nargs="*",
        metavar="ENV",
        help=f"{shared.PLACES} This environment if left out.".replace(", or expected", ""),
    )
    parser.add_argument("--all", action="store_true", help="Every environment that the settings name.")
    shared.add_database(parser)
    parser.add_argument(
        "--drift", action="store_true", help="Compare each schema with what its migrations make, which takes longer."
    )
    shared.add_timeout(parser)
    _output.add_arguments(parser, KIND)


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Look, render; 1 where something needs a person. What is shown never changes the code."""
    from schemaguard.actions.status import Request, status

    outputs = _output.pairs(options, KIND)
    with shared.progress(err) as progress:
        report = status(
            Request(
                places=tuple(options["place"]),
                all=options["all"],
                databases=tuple(options["database"]),
                drift=options["drift"],
                timeout=shared.timeout(options),
                progress=progress,
            )
        )
    _output.emit(report, outputs, options, out)
    return int(bool(report.problems))
