"""What stands between a plan and the database: hazards that nobody has named, rows, reasons, approvals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schemaguard.conf import nearest
from schemaguard.exceptions import BadInput
from schemaguard.plans import Plan, PlannedStep
from schemaguard.preflights import Answer

#: Asks a person whether to carry out a plan.
Confirm = Callable[[Plan], bool]


@dataclass(frozen=True, slots=True)
class Gates:
    """The words that somebody accepts: names of rules, probes and verdicts."""

    allowed: frozenset[str] = frozenset()

    def check_words(self, known: Iterable[str], plan: Plan) -> None:
        """Raises BadInput for a word that means nothing."""
        names = sorted({*known, *plan.allowances()})
        for name in sorted(self.allowed):
            if name not in names:
                raise BadInput(
                    f"--allow {name}: there is no such rule, probe or verdict.{nearest(name, names)} "
                    "See: manage.py schemaguard rules"
                )

    def refusals(self, plan: Plan) -> tuple[str, ...]:
        """What stops the plan, in sentences with the way out; empty: nothing."""
        found = [
            f"{step.name} on {step.database}: {obstacle.text}"
            for step, obstacle in plan.obstacles()
            if not obstacle.allow or obstacle.allow not in self.allowed
        ]
        failed = [
            f"{alias}: {probed.message} {probed.remedy}".strip()
            for alias, probes in plan.servers.items()
            for probed in probes
            if probed.answer is Answer.FAILED and probed.probe not in self.allowed
        ]
        return tuple(dict.fromkeys([*found, *failed]))

    def accepted(self, step: PlannedStep) -> dict[str, list[str]]:
        """What was in the way of a step and is accepted, for the ledger, by the word."""
        found: dict[str, list[str]] = {}
        for obstacle in step.obstacles:
            if obstacle.allow and obstacle.allow in self.allowed:
                found.setdefault(obstacle.allow, []).append(obstacle.text)
        return found


def require_consent(plan: Plan, confirm: Confirm | None, *, yes: bool, otherwise: str) -> None:
    """On a protected environment somebody has to say yes. Raises BadInput with ``otherwise``: what was left undone."""
    if not plan.protected or yes or not plan.steps:
        return
    if confirm is None:
        raise BadInput(
            f"The environment {plan.environment!r} is protected, and nobody is here to be asked. "
            "Say that it is meant: --yes"
        )
    if not confirm(plan):
        raise BadInput(f"{otherwise}: the answer was no.")
