"""``schemaguard plan``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.cli import _output, _progress
from schemaguard.cli import options as shared
from schemaguard.conf import nearest
from schemaguard.exceptions import BadInput
from schemaguard.plans import Phase

HELP = "Show what would run, in order, with all that is known about it, and what stops it."

KIND = "plan"
PHASES = (Phase.EXPAND.value, Phase.CONTRACT.value)


def add_arguments(parser: CommandParser) -> None:
    """All options of the verb."""
    shared.add_app_and_migration(parser)
    shared.add_database(parser)
    parser.add_argument(
        "--phase",
        default="",
        metavar="PHASE",
        help="Only what may run before the deploy (expand), or what has to wait for it (contract).",
    )
    parser.add_argument("--no-probes", action="store_true", help="Do not ask live rows whether the migrations can run.")
    parser.add_argument("--save", metavar="FILE", help="Write the plan to this file, for: apply --plan FILE.")
    shared.add_timeout(parser)
    _output.add_arguments(parser, KIND)


def run(options: Mapping[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Plan, save, render; 1 where something stops ``apply``. What is shown never changes the code."""
    outputs, phase, save = _output.pairs(options, KIND), phase_of(options), options["save"]
    if save:
        _output.needs_place("--save", save)
    from schemaguard import plan_file
    from schemaguard.actions.plan import Request, make_plan
    from schemaguard.formats.plan._report import carried_out_by

    with _progress.clock(err) as progress:
        plan = make_plan(
            Request(
                app=options["app"],
                migration=options["migration"],
                databases=tuple(options["database"]),
                phase=phase,
                probes=not options["no_probes"],
                timeout=shared.timeout(options),
                progress=progress,
            )
        )
    if save:
        _output.write_whole("--save", save, [plan_file.write(plan)])
    _output.emit(plan, outputs, options, out)
    if save and options["verbosity"]:
        err.write(f"Saved: {save}. When it is approved: {carried_out_by(plan, save)}", str)
    return int(bool(plan.stops()))


def phase_of(options: Mapping[str, Any]) -> str:
    """The word of ``--phase``; empty where there is none. Raises BadInput."""
    word = str(options["phase"])
    if word not in ("", *PHASES):
        raise BadInput(f"--phase takes {' or '.join(PHASES)}, not {word!r}.{nearest(word, PHASES)}")
    return word
