"""Takes all migrations of a plan there and back, on scratch databases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.operations import AddField, AlterField
from django.db.migrations.state import ProjectState

from schemaguard.actions._plans import node_of
from schemaguard.actions._rehearsal_check import Foreseen
from schemaguard.actions._rehearsal_findings import Measured, disagreements
from schemaguard.actions._rehearsal_head import Descent, Passed, Softener
from schemaguard.actions._rehearsal_moves import Moves, without_rendering
from schemaguard.actions._rehearsal_names import Names, Rows
from schemaguard.actions._rehearsal_own import NOTHING, Around, Own, came_back, written
from schemaguard.actions._rehearsal_rows import row_changes
from schemaguard.actions._rehearsal_trial import Trial
from schemaguard.actions._rehearsal_way import Ways
from schemaguard.actions._scratch_run import Run
from schemaguard.databases.registry import database as vendor
from schemaguard.databases.stage import Stage, State
from schemaguard.exceptions import SchemaguardError
from schemaguard.rehearsals import Again, Failure, MigrationRehearsal, Outcome, Verdict
from schemaguard.schema.compare import compare_fully
from schemaguard.steps.loader import Node, Project
from schemaguard.steps.source import MigrationFile


class Seeder(Softener, Protocol):
    """Puts rows into tables that have none, and values into columns that are new."""

    def fill(self, stage: Stage, state: State, models: ProjectState, node: Node | None = None) -> tuple[str, ...]:
        """Returns sentences about what could not be filled. ``node``: the migration that went forward."""

    def weaken(self, stage: Stage, state: State, models: ProjectState, statement: str = "") -> bool:
        """Make the rows ask less of a migration that failed on them, and say whether there was anything to do."""

    def withdrawn(self, stage: Stage) -> bool:
        """Whether there are no rows left that were generated."""

    def repeat(
        self, stage: Stage, state: State, models: ProjectState, statements: Sequence[str] | None, in_any_case: bool
    ) -> bool:
        """Add rows that are equal inside of something that takes them back, and say whether there are any."""


class Overlooked(SchemaguardError):
    """A state was not what it was taken for. The same rehearsal, reading everything each time, tells the truth."""


@dataclass
class Rehearsed:
    """One database of a rehearsal, as far as it has come."""

    stage: Stage
    #: Read everything each time, also what cannot have changed.
    careful: bool = False
    #: Where its history is another one than that of the first: what to take back, and the graph of it.
    chosen: Collection[Node] | None = None
    project: Project | None = None
    known: State | None = None
    results: dict[Node, MigrationRehearsal] = field(default_factory=dict)
    passed: list[Passed] = field(default_factory=list)
    #: What was written to make rows weaker, and the rows before that; until they are given back.
    weakened: Own = NOTHING
    strong: Rows = field(default_factory=dict)
    #: Migrations that do not run, or come after one that does not, and which that is.
    failed: dict[Node, str] = field(default_factory=dict)

    def look(self) -> State:
        """The database as it is now."""
        return self.stage.full_state() if self.careful else self.stage.state()

    def weaker(self, before: State) -> None:
        """See what is there, and remember how it was before rows were made weaker."""
        self.known = self.look()
        self.weakened, self.strong = self.weakened + written(before.rows, self.known.rows), self.strong or before.rows

    def filled(self, after: State) -> Around:
        """See what is there, and give what was written around the migration that ran."""
        self.known = self.look()
        own = written(after.rows, self.known.rows)
        around = Around(own, self.weakened, came_back(self.strong, self.known.rows, own + self.weakened))
        self.weakened, self.strong = NOTHING, {}
        return around

    def remember(self, passed: Passed, *, chosen: bool) -> None:
        """A migration that went forward, and stays where it is not ``chosen``."""
        if chosen:
            self.passed.append(passed)
        else:
            self.count(passed.around)

    def count(self, around: Around) -> None:
        """What was written around a migration that stays, or does not run, counts with the one below it."""
        if self.passed:
            last = self.passed[-1]
            own = around.left(Names(), self.look().rows)
            self.passed[-1] = replace(last, around=replace(last.around, after=last.around.after + own))

    def prove(self) -> None:
        """What was not read again has not changed. Raises Overlooked."""
        kept, found = self.look(), self.stage.full_state()
        rows = row_changes(kept.rows, found.rows)
        names = {change.object for change in compare_fully(kept.schema, found.schema).changes}
        names |= {lost.table for lost in rows.lost} | {left.table for left in rows.left}
        if names or kept.counters != found.counters:
            raise Overlooked(f"What changed of {', '.join(sorted(names)) or 'counters'} was overlooked.")


@dataclass
class Rehearsal(Run):
    """A run in which migrations are also taken back."""

    project: Project = field(kw_only=True)
    databases: Mapping[str, Rehearsed] = field(kw_only=True)
    #: The migrations to take back; the others only go forward.
    chosen: Collection[Node] = field(kw_only=True)
    seeder: Seeder | None = None
    #: What check says about each migration on each database.
    foreseen: Mapping[tuple[str, Node], Foreseen] = field(default_factory=dict)
    step: bool = True
    head: bool = False

    def finish(self) -> None:
        """Take everything back from the end, where that was asked for. Raises Overlooked."""
        for alias, database in self.databases.items():
            database.prove()
            if self.head and database.known is not None:
                self._descend(alias, database, database.known)
                database.prove()

    def _descend(self, alias: str, database: Rehearsed, last: State) -> None:
        needs = (database.project or self.project).parents
        database.count(Around(before=database.weakened, then=database.strong))
        descent = Descent.over(self._ways(alias), database.passed, last, needs, self.seeder)
        for node, outcome in descent.found.items():
            result = database.results[node]
            remarks = filter(None, (descent.remarks.get(node),))
            database.results[node] = replace(result, head=outcome, remarks=(*result.remarks, *remarks))

    def _chosen(self, database: Rehearsed) -> Collection[Node]:
        return self.chosen if database.chosen is None else database.chosen

    def _ways(self, alias: str) -> Ways:
        def guarded(what: str, node: Node) -> AbstractContextManager[None]:
            return self._guarded(alias, f"{what} on the scratch database", node)

        return Ways(self.databases[alias].stage, guarded, self.databases[alias].look)

    def _apply(self, alias: str, migration: Migration) -> None:
        node, database = node_of(migration), self.databases[alias]
        project = database.project or self.project
        needed = next((parent for parent in project.parents(node) if parent in database.failed), None)
        if needed is None:
            result = self._try(alias, database, migration)
        else:
            database.failed[node] = database.failed[needed]
            remark = f"It comes after {database.failed[needed]}, which does not run."
            result = MigrationRehearsal(*node, step=Outcome(Verdict.SKIPPED), remarks=(remark,))
        if node in self._chosen(database) or result.verdict is Verdict.FAILED_FORWARD:
            database.results[node] = result

    def _tried(
        self, alias: str, database: Rehearsed, file: MigrationFile, models: ProjectState
    ) -> tuple[Trial, MigrationRehearsal]:
        """What fails only on generated rows is tried again on rows that ask less of it, and then on none."""
        first: Failure | None = None
        while True:
            before = database.known or database.look()
            softened = partial(self.seeder.softened, database.stage) if self.seeder is not None else None
            repeat = partial(self.seeder.repeat, database.stage) if self.seeder is not None else None
            trial = Trial(self._ways(alias), Moves(file, connections[alias], models), before, softened, repeat)
            result = trial.run(back=self.step and file.key in self._chosen(database))
            error = result.step.error if result.step and result.verdict is Verdict.FAILED_FORWARD else None
            weaken = self.seeder.weaken if self.seeder is not None else None
            if error is None or weaken is None or not weaken(database.stage, before, models, error.statement):
                result = replace(result, remarks=(*_without(first, failed=error is not None), *result.remarks))
                if first and error is None and self.seeder and self.seeder.withdrawn(database.stage):
                    result = _on_any_row(file, first, result)
                return trial, result
            database.weaker(before)
            first = first or error

    def _try(self, alias: str, database: Rehearsed, migration: Migration) -> MigrationRehearsal:
        node, models = node_of(migration), self.states[alias]
        if "apps" not in models.__dict__:
            _ = models.apps  # All at once is much faster than one model after the other.
        trial, result = self._tried(alias, database, (database.project or self.project).files[node], models)
        result = self._beside(alias, trial, result)
        if trial.models is None or trial.after is None:
            database.failed[node] = ".".join(node)
            return result
        self.states[alias] = trial.models
        self._record(alias, migration)
        if self.seeder is not None:
            remarks = self.seeder.fill(database.stage, trial.after, trial.models, node)
            result = replace(result, remarks=(*result.remarks, *remarks))
        around = database.filled(trial.after)
        if self.head:
            passed = Passed(trial.moves.file, without_rendering(models), trial.before, around)
            database.remember(passed, chosen=node in self._chosen(database))
        return result

    def _beside(self, alias: str, trial: Trial, result: MigrationRehearsal) -> MigrationRehearsal:
        """The findings for a migration, and where they and what was measured contradict each other."""
        foreseen = self.foreseen.get((alias, (result.app, result.migration)))
        if foreseen is None:
            return result
        held = vendor(connections[alias].vendor).held
        found = disagreements(foreseen, Measured(result, trial.before, trial.after, held))
        remarks = (*result.remarks, *dict.fromkeys(found))
        return replace(result, findings=foreseen.findings, remarks=remarks)


def _on_any_row(file: MigrationFile, first: Failure, result: MigrationRehearsal) -> MigrationRehearsal:
    """A migration that runs only without rows. Where it chooses the values itself, no other rows would help."""
    operations = file.migration.operations[: None if first.operation is None else first.operation + 1]
    made = {(item.model_name_lower, item.name_lower) for item in operations if isinstance(item, AddField)}
    failed = operations[-1] if operations else None
    if not isinstance(failed, AddField | AlterField) or (failed.model_name_lower, failed.name_lower) not in made:
        return result
    remark = "It runs only where the table has no rows, and so it was rehearsed."
    return replace(result, step=Outcome(Verdict.FAILED_FORWARD, error=first), again=Again.NOT_RUN, remarks=(remark,))


def _without(first: Failure | None, *, failed: bool) -> tuple[str, ...]:
    """What generated rows had to do with it. ``first``: why it failed with all of them."""
    if first is None:
        return ()
    if failed:
        return ("It fails without the generated rows as well.",)
    return (f"Rehearsed without some of the generated rows or values, because it fails on them: {first.message}",)
