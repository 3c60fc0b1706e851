"""``schemaguard preflight``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.cli import _output, _progress
from schemaguard.cli import options as shared
from schemaguard.exceptions import BadInput
from schemaguard.preflights import Answer

HELP = "Ask live databases, read-only, what stands in the way of the migrations that are pending on them."

KIND = "preflight"
THRESHOLDS = (Answer.FAILED.value, Answer.UNKNOWN.value, Answer.WARNING.value, "never")
#: A day: servers take milliseconds in 32 bits.
_LONGEST = 86_400


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    shared.add_app_and_migration(parser)
    shared.add_database(parser)
    parser.add_argument(
        "--seconds",
        metavar="N",
        help="What each question may take. Where that is not enough for all rows, a part of them is looked at. "
        "SCHEMAGUARD['PROBE_SECONDS'] if left out.",
    )
    _output.add_arguments(parser, KIND)
    parser.add_argument(
        "--fail-on",
        default=Answer.FAILED.value,
        metavar="ANSWER",
        help=f"Exit with 1 from this answer on, or never. From the worst: {', '.join(THRESHOLDS[:-1])}.",
    )


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Ask, render, and return the exit code. What is shown never changes the code."""
    outputs = _output.pairs(options, KIND)
    threshold = _output.threshold(options, THRESHOLDS)
    seconds = _seconds(options["seconds"])
    from schemaguard.actions.preflight import Request, preflight

    with _progress.clock(err) as progress:
        report = preflight(
            Request(
                app=options["app"],
                migration=options["migration"],
                databases=tuple(options["database"]),
                seconds=seconds,
                progress=progress,
            )
        )
    _output.emit(report, outputs, options, out)
    return int(threshold is not None and any(item.worst().rank >= Answer(threshold).rank for item in report.databases))


def _seconds(word: str | None) -> float | None:
    """The number; None where nobody gave one. Raises BadInput."""
    if word is None:
        return None
    try:
        seconds = float(word)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        raise BadInput(f"--seconds takes a number of seconds, more than 0 and at most {_LONGEST}, not {word!r}.")
    return seconds
