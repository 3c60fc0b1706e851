"""What ``apply`` and ``rollback`` say at their end."""

from __future__ import annotations

from collections.abc import Mapping

from schemaguard.actions._run_failure import of_run, outcome_of
from schemaguard.actions._run_session import Session
from schemaguard.actions._run_steps import Plans, Steps, Stopped
from schemaguard.conf import Settings
from schemaguard.databases.scratch_names import Ended
from schemaguard.exceptions import SchemaguardError
from schemaguard.runs import Outcome, RunReport


def carried_out(run: Session, steps: Steps, plans: Plans) -> RunReport:
    """Run all steps to their end, or to the first that fails, and end the run in the ledgers in any case."""
    outcome, error, noted, failure = Outcome.DONE, "", "", None
    try:
        steps.run(plans)
    except Stopped as stopped:
        outcome, error, noted = outcome_of(stopped.error), stopped.said, stopped.noted
        failure = stopped.error
    except SchemaguardError as refused:
        run.end(Outcome.FAILED, str(refused))
        raise
    except BaseException as unforeseen:
        run.end(outcome_of(unforeseen), of_run(run.lives, unforeseen))
        raise
    return _report(run, steps, outcome, error, run.end(outcome, noted), failure)


def _report(
    run: Session, steps: Steps, outcome: Outcome, error: str, ends: Mapping[str, str], failure: BaseException | None
) -> RunReport:
    done = any(item.outcome is Outcome.DONE for item in steps.results)
    forward = run.options.command == "apply"
    return RunReport(
        command=run.options.command,
        environment=run.settings.environment,
        outcome=outcome,
        runs=dict.fromkeys(run.lives, run.id),
        migrations=tuple(steps.results),
        error=error,
        rollback=f"manage.py schemaguard rollback --run {run.id[:8]}" if done and forward else "",
        ledger=ends,
        notes=tuple(dict.fromkeys(run.notes)),
        code=_code(outcome, failure),
    )


def not_run(command: str, settings: Settings, refusals: tuple[str, ...] = (), *, dry_run: bool = False) -> RunReport:
    """Nothing was begun."""
    return RunReport(
        command,
        settings.environment,
        Outcome.NOT_RUN,
        refusals=refusals,
        dry_run=dry_run,
        code=int(bool(refusals)),
    )


def nothing_to_do(run: Session) -> RunReport:
    """Everything is as it should be."""
    return RunReport(run.options.command, run.settings.environment, Outcome.DONE, notes=tuple(dict.fromkeys(run.notes)))


def _code(outcome: Outcome, failure: BaseException | None) -> int:
    """As shells give it: 130 for Ctrl-C, 143 for SIGTERM."""
    if isinstance(failure, Ended):
        return int(failure.code) if isinstance(failure.code, int) else 143
    if outcome is Outcome.STOPPED:
        return 130
    return 0 if outcome is Outcome.DONE else 1
