"""Who is wrong about a difference, and which migration it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from schemaguard.actions._drift_history import History
from schemaguard.actions._plans import Plan
from schemaguard.reports import Difference
from schemaguard.schema.changes import Change
from schemaguard.steps.loader import Node


@dataclass(frozen=True, slots=True)
class Blame:
    """Says which side is wrong about a difference, and which migration it is about."""

    history: History
    plan: Plan
    #: What the models would make otherwise than the migrations.
    models: frozenset[Change]

    def of(self, difference: Difference) -> Difference:
        """The difference with its side and its migration."""
        change = difference.change
        if change is None:
            return difference
        if node := self.history.explains(change):
            return replace(difference, side="recorder", migration=".".join(node))
        origin = self.history.origins.of(change)
        named = ".".join(origin) if origin else ""
        if change in self.models:
            return replace(difference, side="migrations", migration=named)
        unknown = self._unknown_of(change)
        if len(unknown) == 1 and not named:
            return replace(difference, side="recorder", migration=".".join(unknown[0]))
        return replace(difference, side="recorder" if unknown and not named else "live", migration=named)

    def maybe(self, difference: Difference) -> Difference:
        """The migration of what may be no difference; nobody can tell who would be wrong."""
        origin = self.history.origins.of(difference.change) if difference.change is not None else None
        return replace(difference, migration=".".join(origin) if origin else "")

    def _unknown_of(self, change: Change) -> list[Node]:
        """Migrations without a file of the app whose table it is: what they did is not expected."""
        app = self.history.origins.app_of(change)
        return [node for node in self.plan.unknown if node[0] == app]
