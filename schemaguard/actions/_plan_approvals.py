"""Whether enough people have approved what is to run on a protected environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import DatabaseError, InterfaceError

from schemaguard.actions._authors import authors_of, is_author
from schemaguard.actions._plan_parts import OURS
from schemaguard.conf import Settings
from schemaguard.plans import Lacks, Obstacle, PlannedStep
from schemaguard.store.approvals import Approval, Subject, all_approvals

#: Where the authors are not known, so many different people have to approve.
_TWO = 2


@dataclass
class Desk:
    """The approvals of several databases, each asked once."""

    settings: Settings
    notes: list[str] = field(default_factory=list)
    _given: dict[str, Mapping[Subject, tuple[Approval, ...]]] = field(default_factory=dict)
    _authors: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def given(self, step: PlannedStep) -> tuple[Approval, ...]:
        """Who approved exactly this, on its database."""
        if step.database not in self._given:
            try:
                self._given[step.database] = all_approvals(step.database)
            except (DatabaseError, InterfaceError) as error:
                self._given[step.database] = {}
                self.notes.append(
                    f"Approvals on {step.database!r} could not be looked up: the ledger cannot be read "
                    f"({type(error).__name__})."
                )
        return self._given[step.database].get(subject_of(step), ())

    def authors(self, step: PlannedStep) -> frozenset[str] | None:
        """Who wrote its file; None where nobody knows."""
        if step.path not in self._authors:
            self._authors[step.path] = authors_of(Path(step.path) if step.path else None)
        return self._authors[step.path]

    def missing(self, step: PlannedStep) -> str:
        """What is still missing, in a sentence; empty: nothing."""
        # The tables of the ledger hold the approvals, so they have to be there before.
        if self.settings.environment not in self.settings.protected or step.app == OURS:
            return ""
        given, wanted = self.given(step), self.settings.approvals
        if self.settings.four_eyes and step.own:
            return self._four_eyes(step, given, wanted)
        return _too_few(step, given, wanted)

    def _four_eyes(self, step: PlannedStep, given: Sequence[Approval], wanted: int) -> str:
        authors = self.authors(step)
        if authors is None:
            why = "Git does not know who wrote it, so that one alone may be its author."
            return _too_few(step, given, max(wanted, _TWO), why)
        others = [one for one in given if not is_author(authors, (one.user, *one.names))]
        if given and not others:
            own = "wrote it" if len(given) == 1 else "all wrote it"
            return f"{_names(given)} approved it, and {own}: somebody else has to approve it too. {_command(step)}"
        return _too_few(step, given, max(wanted, 1))


def with_approvals(steps: Iterable[PlannedStep], desk: Desk) -> tuple[PlannedStep, ...]:
    """The steps with who approved them, and what is missing."""
    return tuple(_with(step, desk) for step in steps)


def _with(step: PlannedStep, desk: Desk) -> PlannedStep:
    given, missing = desk.given(step), desk.missing(step)
    step = replace(step, approved_by=tuple(map(str, given)))
    if not missing:
        return step
    return replace(
        step, missing=(*step.missing, missing), obstacles=(*step.obstacles, Obstacle(Lacks.APPROVAL, missing))
    )


def subject_of(step: PlannedStep) -> Subject:
    """What is approved of a step: its digest, so that a changed file is not."""
    return step.app, step.migration, step.digest, step.backwards


def _too_few(step: PlannedStep, given: Sequence[Approval], wanted: int, why: str = "") -> str:
    left = wanted - len(given)
    if left <= 0:
        return ""
    so_far = f"{_names(given)} approved it; " if given else ""
    people = "person has" if left == 1 else "people have"
    more = "more " if given else ""
    return " ".join(filter(None, (f"{so_far}{left} {more}{people} to approve it.", why, _command(step))))


def _names(given: Sequence[Approval]) -> str:
    return " and ".join(one.user for one in given)


def _command(step: PlannedStep) -> str:
    return f"Approve it: manage.py schemaguard approve {step.app} {step.migration}"
