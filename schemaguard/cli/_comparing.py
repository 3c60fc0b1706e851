"""What verbs that compare databases have in common: their options, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.cli import _output
from schemaguard.cli import options as shared
from schemaguard.databases.base import Wanted
from schemaguard.reports import ComparisonReport
from schemaguard.schema.weights import Weight

KIND = "compare"
THRESHOLDS = ("error", "warning", "info", "never")


def add_arguments(parser: CommandParser) -> None:
    """The options, without the places."""
    shared.add_database(parser)
    parser.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="PATTERN",
        help="Leave out what this is true of: [alias/][kind:]name, where * is any text. May be repeated.",
    )
    _output.add_arguments(parser, KIND)
    parser.add_argument(
        "--fail-on",
        default="info",
        metavar="WEIGHT",
        help="Exit with 1 from this weight on: error, warning or info; or never.",
    )
    shared.add_reading(parser)


@dataclass(frozen=True, slots=True)
class Choices:
    """The options after they were looked at, which comes before the work."""

    outputs: _output.Pairs
    threshold: Weight | None
    wanted: Wanted

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Choices:
        """Raises BadInput for an option that cannot be used."""
        threshold = _output.threshold(options, THRESHOLDS)
        return cls(_output.pairs(options, KIND), Weight(threshold) if threshold else None, shared.wanted(options))

    def finish(self, report: ComparisonReport, options: Mapping[str, Any], out: OutputWrapper) -> int:
        """Render the report and return the exit code. What is shown never changes the code."""
        _output.emit(report, self.outputs, options, out)
        return int(report.fails(self.threshold))
