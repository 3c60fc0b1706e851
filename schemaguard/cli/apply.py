"""``schemaguard apply``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.cli import _output, _progress
from schemaguard.cli import options as shared
from schemaguard.exceptions import BadInput
from schemaguard.plans import Plan

HELP = "Apply what is pending: locked, limited, verified and recorded; resumes what was interrupted."


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    from schemaguard.cli import _running

    shared.add_app_and_migration(parser)
    shared.add_database(parser)
    parser.add_argument("--phase", default="", metavar="PHASE", help="Only expand, or only contract. See: plan.")
    parser.add_argument("--plan", metavar="FILE", help="Exactly what a file says that plan --save has written.")
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="NAME",
        help="Accept a hazard, a probe or a verdict by its name; may be repeated.",
    )
    parser.add_argument("--no-probes", action="store_true", help="Do not ask live rows whether the migrations can run.")
    _running.add_arguments(parser)
    _output.add_arguments(parser, "run")


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Apply, render, and return the exit code."""
    from schemaguard.actions.apply import Request, apply
    from schemaguard.cli import _running
    from schemaguard.cli.plan import phase_of

    outputs = _output.pairs(options, "run")
    _require_one_way(options)
    plan = _plan(options)

    with _progress.clock(err) as progress:
        applied = apply(
            Request(
                options=_running.options_of("apply", options, progress),
                app=options["app"],
                migration=options["migration"],
                phase=phase_of(options),
                allow=tuple(dict.fromkeys(options["allow"])),
                plan=plan,
                probes=not options["no_probes"],
                dry_run=options["dry_run"],
                yes=options["yes"],
                confirm=_running.asking("Apply {count} to {place}?", err),
            )
        )
    return _running.tell(applied.plan, applied.report, outputs, options, out, err)


def _require_one_way(options: Mapping[str, Any]) -> None:
    if options["plan"] and (options["app"] or options["phase"] or options["database"]):
        raise BadInput("--plan FILE says what is applied: leave APP, MIGRATION, --phase and --database out.")


def _plan(options: Mapping[str, Any]) -> Plan | None:
    """The plan of a file. Raises BadInput."""
    file = options["plan"]
    if not file:
        return None
    from schemaguard import plan_file

    try:
        text = Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--plan {file} cannot be read: {error.strerror}. Write it with: plan --save FILE") from error
    except UnicodeDecodeError:
        raise BadInput(f"--plan {file} is no plan: it is no text in UTF-8. Write it with: plan --save FILE") from None
    return plan_file.read(text, f"--plan {file}")
