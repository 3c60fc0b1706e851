"""``schemaguard rollback``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.cli import _output, _progress
from schemaguard.cli import options as shared
from schemaguard.exceptions import BadInput

HELP = "Take back the last run, a run, or everything after a migration; refuses to lose rows unless told so by name."


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    from schemaguard.cli import _running

    parser.add_argument("app", nargs="?", metavar="APP", help="An app label, for MIGRATION.")
    parser.add_argument(
        "migration", nargs="?", metavar="MIGRATION", help="The migration to go back to, which stays; or zero: all go."
    )
    shared.add_database(parser)
    parser.add_argument("--last", action="store_true", help="The last run of which something is still there.")
    parser.add_argument("--run", metavar="ID", help="A run, by the beginning of its id. See: history.")
    parser.add_argument(
        "--accept-loss",
        action="append",
        default=[],
        metavar="NAME",
        help="Values that may be lost: table.column, table, or app.migration for all of a migration; may be repeated.",
    )
    _running.add_arguments(parser)
    _output.add_arguments(parser, "run")


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Take back, render, and return the exit code."""
    from schemaguard.actions.rollback import Request, rollback
    from schemaguard.cli import _running

    outputs = _output.pairs(options, "run")

    with _progress.clock(err) as progress:
        done = rollback(
            Request(
                target=_target(options),
                options=_running.options_of("rollback", options, progress),
                accept_loss=tuple(dict.fromkeys(options["accept_loss"])),
                dry_run=options["dry_run"],
                yes=options["yes"],
                confirm=_running.asking("Take back {count} on {place}?", err),
            )
        )
    return _running.tell(done.plan, done.report, outputs, options, out, err)


def _target(options: Mapping[str, Any]) -> Any:
    from schemaguard.actions._rollback_targets import Target

    app, migration = options["app"], options["migration"]
    if sum(map(bool, (app, options["last"], options["run"]))) != 1 or (app and not migration):
        raise BadInput("Say what to take back: --last, --run ID, or APP MIGRATION (zero for all of the app).")
    return Target(last=options["last"], run=options["run"], app=app, migration=migration)
