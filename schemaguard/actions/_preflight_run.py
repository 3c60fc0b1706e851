"""All probes on one database, in the order of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils import timezone

from schemaguard.actions._plans import Plan, node_of
from schemaguard.conf import Settings
from schemaguard.databases.base import Database
from schemaguard.databases.probing import Prober
from schemaguard.preflights import Probed
from schemaguard.probes._follow import follow
from schemaguard.probes._live import Live
from schemaguard.probes.base import Asking, ask_all
from schemaguard.probes.catalogue import all_probes
from schemaguard.statements import Statement
from schemaguard.steps.loader import Node
from schemaguard.steps.step import Context, MigrationSteps, Step
from schemaguard.steps.walk import Course, Walk

#: The release unit of what is there already, and of what is pending.
_BEFORE, _NOW = "applied", "pending"


class PreflightRun:
    """One database."""

    def __init__(
        self,
        alias: str,
        kind: Database,
        prober: Prober,
        plan: Plan,
        chosen: frozenset[Node],
        settings: Settings,
        progress: Callable[[str, int, int], None],
    ) -> None:
        self.alias, self.kind, self.plan, self.chosen = alias, kind, plan, chosen
        self.progress = progress
        self.notes = list(_remarks(plan))
        self.asking = Asking(alias, kind, prober, Live(prober.snapshot), settings, pending=bool(plan.pending))

    def probed(self) -> Iterator[Probed]:
        """What the plan meets, migration by migration, and then the server as a whole."""
        probes = all_probes()
        for step in self._steps():
            asking, asked = self.asking.at(step), step.file.key in self.chosen
            for statement in step.statements:
                if asked:
                    self._touch(statement)
                    yield from ask_all(probes, asking, statement)
                follow(asking.live, step, statement, asking.prober, self.kind)
            if asked:
                yield from ask_all(probes, asking, step)
        for item in probes:
            if not item.on and item.applies_to(self.kind.vendor):
                self.progress(f"asking {self.alias} about {item.name.replace('-', ' ')}", 0, 0)
                yield from item.ask(self.asking.by(item.name))

    def _steps(self) -> Iterator[Step]:
        for migration in self._migrations():
            yield from migration.steps

    def _migrations(self) -> Iterator[MigrationSteps]:
        """What runs up to the last migration that is asked for: also the others have changed rows and names by then."""
        files = self.plan.project.files
        done = [files[node_of(migration)] for migration in self.plan.done]
        pending = [files[node_of(migration)] for migration in self.plan.pending]
        last = max((place for place, file in enumerate(pending) if file.key in self.chosen), default=-1)
        waiting = frozenset(file.key for file in pending)
        target = self.asking.prober.target()
        walk = Walk(
            [Course(target, self.kind, (self.alias,))],
            self.plan.project.empty_state(),
            context=Context(self.asking.settings, (self.alias,), timezone.now().date()),
            wanted=lambda file: file.key in waiting,
            unit_of=lambda file: _NOW if file.key in waiting else _BEFORE,
        )
        for _ in walk.migrations(done):
            pass
        for number, file in enumerate(pending[: last + 1]):
            self.progress(f"{self.alias}: {file.app}.{file.name}", number, last + 1)
            yield from walk.migrations((file,))

    def _touch(self, statement: Statement) -> None:
        """Remember the tables of today that are locked."""
        lock = self.kind.lock(statement, self.asking.prober.target())
        if lock is None:
            return
        for table in (getattr(statement, "table", None), *lock.others):
            if table and (place := self.asking.live.place(table)) is not None:
                self.asking.live.touched.setdefault(place.view.table)


def _remarks(plan: Plan) -> Iterator[str]:
    if plan.unknown:
        names = ", ".join(".".join(node) for node in plan.unknown)
        yield f"Recorded as applied, but no file has it: {names}."
