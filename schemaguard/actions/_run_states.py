"""The states of models before and after each operation of one migration, made once."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.migrations import Migration, RunSQL
from django.db.migrations.state import ProjectState


@dataclass
class States:
    """Django makes them anew each time that a migration is tried; here several tries share them."""

    migration: Migration
    before: ProjectState
    _pairs: list[tuple[ProjectState, ProjectState]] = field(default_factory=list)

    def around(self, number: int) -> tuple[ProjectState, ProjectState]:
        """The states before and after an operation."""
        while len(self._pairs) <= number:
            old = self._pairs[-1][1] if self._pairs else self._first()
            new = old.clone()
            self.migration.operations[len(self._pairs)].state_forwards(self.migration.app_label, new)
            self._pairs.append((old, new))
        return self._pairs[number]

    def after(self) -> ProjectState:
        """The state after the last operation."""
        last = len(self.migration.operations) - 1
        return self.around(last)[1] if last >= 0 else self.before

    def _first(self) -> ProjectState:
        """Rendered at once, as ``migrate`` does it, where anything looks at models."""
        if not all(type(operation) is RunSQL for operation in self.migration.operations):
            _ = self.before.apps
        return self.before
