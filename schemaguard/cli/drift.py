"""``schemaguard drift``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.cli import _comparing
from schemaguard.cli import options as shared

HELP = "Say whether a live database is what its migrations say, what differs, and who is wrong."


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    parser.add_argument(
        "place", nargs="?", metavar="ENV", help=f"{shared.PLACES} This project's databases if left out."
    )
    _comparing.add_arguments(parser)
    parser.add_argument("--fresh", action="store_true", help="Run the migrations anew instead of asking the cache.")
    models = parser.add_mutually_exclusive_group()
    models.add_argument(
        "--models", action="store_true", help="Count differences between the models and all migrations as well."
    )
    models.add_argument("--no-models", action="store_true", help="Do not look at the models at all.")


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Compare, render, and return the exit code. What is shown never changes the code."""
    # Running migrations takes more of Django than any other verb needs; all verbs are imported to be listed.
    from schemaguard.actions.drift import LEFT_OUT, LISTED, NOTED, Request, drift

    choices = _comparing.Choices.of(options)
    models = LISTED if options["models"] else LEFT_OUT if options["no_models"] else NOTED
    with shared.progress(err) as progress:
        report = drift(
            Request(
                place=options["place"],
                databases=tuple(options["database"]),
                ignore=tuple(options["ignore"]),
                wanted=choices.wanted,
                models=models,
                fresh=options["fresh"],
                talk=options["verbosity"] > 1,
                progress=progress,
            )
        )
    return choices.finish(report, options, out)
