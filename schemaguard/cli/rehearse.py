"""``schemaguard rehearse``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.actions._rehearsal_request import EMPTY, Mode, Request, Scope
from schemaguard.cli import _output, _progress
from schemaguard.cli import options as shared
from schemaguard.conf import nearest
from schemaguard.exceptions import BadInput
from schemaguard.rehearsals import Verdict

HELP = "Run migrations forward, back and forward again on a scratch database with rows, and say what does not survive."

KIND = "rehearse"
THRESHOLDS = (*(verdict.value for verdict in reversed(Verdict) if verdict is not Verdict.RESTORED), "never")
ALL = "all"
#: More is meant as all.
_MOST = 1_000_000_000


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    shared.add_app_and_migration(parser)
    scope = parser.add_mutually_exclusive_group()
    scope.add_argument("--pending", action="store_true", help="What the database has not applied. This is the default.")
    scope.add_argument("--all", action="store_true", help="The whole history, from an empty database.")
    scope.add_argument("--since", metavar="REF", help="Only migrations added or edited since this commit or branch.")
    shared.add_database(parser)
    parser.add_argument(
        "--source",
        metavar="PLACE",
        help="Where structure and rows come from: a database alias, an environment, a URL, or empty, which means "
        "generated rows. With --pending the database itself if left out, otherwise empty.",
    )
    parser.add_argument(
        "--rows", metavar="N", help="Rows of a table at the most: a number, or all. 1000 of a copy if left out."
    )
    shared.add_timeout(parser)
    parser.add_argument(
        "--mode",
        default=Mode.STEP.value,
        metavar="MODE",
        help="Reverse each migration from its own place (step), all from the last one (head), or both.",
    )
    _output.add_arguments(parser, KIND)
    parser.add_argument(
        "--fail-on",
        default=Verdict.IRREVERSIBLE.value,
        metavar="VERDICT",
        help=f"Exit with 1 from this verdict on, or never. From the worst: {', '.join(THRESHOLDS[:-1])}. "
        "What is declared irreversible counts as skipped.",
    )


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Rehearse, render, and return the exit code. What is shown never changes the code."""
    outputs = _output.pairs(options, KIND)
    threshold = _output.threshold(options, THRESHOLDS)
    rows, mode = _rows(options), _mode(options["mode"])
    # Running migrations takes more of Django than any other verb needs; all verbs are imported to be listed.
    from schemaguard.actions.rehearse import rehearse

    with _progress.clock(err) as progress:
        report = rehearse(
            Request(
                app=options["app"],
                migration=options["migration"],
                scope=_scope(options),
                since=options["since"],
                databases=tuple(options["database"]),
                source=options["source"],
                rows=rows,
                all_rows=options["rows"] == ALL,
                timeout=shared.timeout(options),
                mode=mode,
                talk=options["verbosity"] > 1,
                progress=progress,
            )
        )
    _output.emit(report, outputs, options, out)
    return int(report.fails(Verdict(threshold) if threshold else None))


def _scope(options: Mapping[str, Any]) -> Scope:
    if options["since"] is not None:
        return Scope.SINCE
    return Scope.ALL if options["all"] else Scope.PENDING


def _mode(word: str) -> Mode:
    if word not in tuple(Mode):
        raise BadInput(f"--mode takes {', '.join(Mode)}, not {word!r}.{nearest(word, tuple(Mode))}")
    return Mode(word)


def _rows(options: Mapping[str, Any]) -> int | None:
    """The number; None where nobody gave one. Raises BadInput."""
    word = options["rows"]
    if word is None:
        return None
    if word == ALL:
        if options["source"] == EMPTY or (options["source"] is None and _scope(options) is not Scope.PENDING):
            raise BadInput(
                "--rows all copies every row, and an empty source has none. Give --rows a number, or a --source."
            )
        return None
    if not (word.isascii() and word.isdecimal() and 0 < int(word[:10]) <= _MOST):
        raise BadInput(f"--rows takes a number from 1 to {_MOST}, or all, not {word!r}.")
    return int(word)
