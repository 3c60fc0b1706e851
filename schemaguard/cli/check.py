"""``schemaguard check``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard import garbage
from schemaguard.actions import _baseline
from schemaguard.actions.check import Request, check
from schemaguard.cli import _output
from schemaguard.cli import options as shared
from schemaguard.findings import Severity

HELP = "Judge migrations: what would break, block, lose data, fail on rows, or cannot be undone."

KIND = "check"
THRESHOLDS = ("error", "warning", "notice", "never")


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    shared.add_app_and_migration(parser)
    shared.add_database(parser)
    parser.add_argument("--since", metavar="REF", help="Only migrations added or edited since this commit or branch.")
    parser.add_argument("--target", metavar="SERVER", help="Judge as this server, such as 'postgresql 16'.")
    _output.add_arguments(parser, KIND)
    parser.add_argument(
        "--fail-on", default="error", metavar="SEVERITY", help="Exit with 1 from this severity on, or never."
    )
    parser.add_argument("--baseline", metavar="FILE", help="Leave out the findings that this file takes over.")
    parser.add_argument("--write-baseline", metavar="FILE", help="Take all findings over into this file.")
    parser.add_argument("--all-apps", action="store_true", help="Judge installed packages as well.")
    parser.add_argument("--offline", action="store_true", help="Do not ask databases what they have applied.")


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Check, render, and return the exit code. What is shown never changes the code."""
    outputs = _output.pairs(options, KIND)
    threshold = _output.threshold(options, THRESHOLDS)
    writes = options["write_baseline"]
    with garbage.paused():
        report = check(_request(options, err, ignore_baseline=bool(writes)))
    if writes:
        partial = options["app"] is not None or options["since"] is not None
        count = _baseline.write(report, Path(writes), partial=partial)
        out.write(f"Took {count} finding{'' if count == 1 else 's'} over into {writes}.")
        return 0
    _output.emit(report, outputs, options, out)
    return int(report.fails(Severity(threshold) if threshold else None))


def _request(options: Mapping[str, Any], err: OutputWrapper, *, ignore_baseline: bool) -> Request:
    baseline = None if ignore_baseline or not options["baseline"] else Path(options["baseline"])
    return Request(
        app=options["app"],
        migration=options["migration"],
        since=options["since"],
        databases=tuple(options["database"]),
        target=options["target"],
        baseline=baseline,
        use_baseline=not ignore_baseline,
        ask_databases=not options["offline"],
        all_apps=options["all_apps"],
        progress=_progress(err),
    )


def _progress(err: OutputWrapper) -> Callable[[int, int], None]:
    """A counter on a terminal; nothing in a pipe."""
    if not err.isatty():
        return lambda done, total: None

    def show(done: int, total: int) -> None:
        if done % 50 == 0 or done == total:
            end = "\r\x1b[K" if done == total else ""
            err.write(f"\rReading migrations: {done} of {total}{end}", str, ending="")  # str: not red, it is no error.
            err.flush()

    return show
