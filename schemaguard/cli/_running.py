"""What ``apply`` and ``rollback`` share on the command line."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from schemaguard.actions._run_session import Options, Progress
from schemaguard.cli import _output
from schemaguard.conf import DURATION, seconds
from schemaguard.exceptions import BadInput
from schemaguard.plans import Plan
from schemaguard.runs import RunReport

#: Options whose values may hold a secret are none; these only say how the terminal looks, or where Django is.
_NOT_TOLD = frozenset({"--no-color", "--force-color", "--traceback", "--skip-checks"})


def add_arguments(parser: CommandParser) -> None:
    """Options of both."""
    parser.add_argument(
        "--wait", default="0s", metavar="TIME", help="How long to wait for another runner: 30s, 10min. Default: 0s."
    )
    parser.add_argument(
        "--lock-timeout", metavar="TIME", help="How long a statement may wait for locks, instead of LOCK_TIMEOUT."
    )
    parser.add_argument(
        "--statement-timeout", metavar="TIME", help="How long a statement may run, instead of STATEMENT_TIMEOUT."
    )
    parser.add_argument(
        "--no-verify", action="store_true", help="Do not look at what each migration has touched, after it."
    )
    parser.add_argument("--dry-run", action="store_true", help="Show the plan and what stands in its way. Run nothing.")
    parser.add_argument("--yes", action="store_true", help="Do not ask, also where the environment is protected.")


def options_of(command: str, options: Mapping[str, Any], progress: Progress) -> Options:
    """What was asked for. Raises BadInput."""
    return Options(
        command=command,
        databases=tuple(options["database"]),
        arguments=arguments(),
        wait=time_of("--wait", options["wait"]) or 0.0,
        lock_timeout=time_of("--lock-timeout", options["lock_timeout"]),
        statement_timeout=time_of("--statement-timeout", options["statement_timeout"]),
        verify=not options["no_verify"],
        progress=progress,
    )


def time_of(option: str, word: str | None) -> float | None:
    """A duration in seconds. Raises BadInput."""
    if word is None:
        return None
    if not DURATION.fullmatch(word):
        raise BadInput(f"{option} takes a duration such as 3s, 500ms or 10min, not {word!r}.")
    return seconds(word)


def arguments() -> str:
    """The command line from the verb on, for the ledger."""
    words = sys.argv[sys.argv.index("schemaguard") + 1 :] if "schemaguard" in sys.argv else []
    return shlex.join(word for word in words if word not in _NOT_TOLD)


def asking(question: str, err: OutputWrapper) -> Callable[[Plan], bool] | None:
    """A function that asks a person about a plan; None where nobody is there.

    ``question`` has places for "3 migrations" and "production (default, other)".
    """
    if not (sys.stdin is not None and sys.stdin.isatty() and err.isatty()):
        return None

    def ask(about: Plan) -> bool:
        count = f"{len(about.steps)} migration{'' if len(about.steps) == 1 else 's'}"
        names = ", ".join(dict.fromkeys(step.database for step in about.steps))
        said = question.format(count=count, place=f"{about.environment} ({names})")
        err.write(f"\r\x1b[K{said} [y/N] ", str, ending="")
        err.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    return ask


def tell(
    plan: Plan,
    report: RunReport,
    outputs: _output.Pairs,
    options: Mapping[str, Any],
    out: OutputWrapper,
    err: OutputWrapper,
) -> int:
    """Show what came of it, and give the exit code. A report that nobody gets does not undo what has run."""
    try:
        if report.dry_run and [name for name, _ in outputs] == ["text"]:
            _output.emit(plan, outputs, options, out)
        _output.emit(report, outputs, options, out)
        out.flush()
    except (BrokenPipeError, BadInput) as error:
        if not report.runs:
            raise
        if isinstance(error, BrokenPipeError):
            _output.mute()
        run = next(iter(report.runs.values()))
        why = str(error) if isinstance(error, BadInput) else "Nobody reads the output any more: it is not complete."
        err.write(f"{why} What ran is in the ledger: manage.py schemaguard history --run {run[:8]}")
    return report.code
