"""Looks at what a migration has touched, before it is recorded: whether it is as the migration says.

A migration that ran without an error may still have had no effect: its SQL went to another schema, somebody changed
the same table by hand, an index is not valid. What `drift` says of a whole database is said here of a few tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings as django_settings
from django.utils import timezone

from schemaguard.actions._drift_deeds import Thing, deeds
from schemaguard.conf import Settings
from schemaguard.databases.base import Database
from schemaguard.databases.looks import Looks, has_effect, tables_of
from schemaguard.statements import DropColumn, DropTable, RenameTable, Statement
from schemaguard.statements.phrases import phrase
from schemaguard.steps.loader import Node, Project
from schemaguard.steps.source import MigrationFile
from schemaguard.steps.step import Context, MigrationSteps
from schemaguard.steps.walk import Course, Walk
from schemaguard.target import Target


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked for."""

    #: Effects that were found, of how many that can be seen.
    found: int = 0
    effects: int = 0
    #: What is not as the migration says, in sentences.
    drift: tuple[str, ...] = ()
    #: What cannot be told, in sentences.
    notes: tuple[str, ...] = ()


class Effects:
    """The statements of the migrations of a run on one database, read once, in the order of the plan."""

    def __init__(
        self, project: Project, alias: str, target: Target, database: Database, wanted: frozenset[Node]
    ) -> None:
        self.alias, self.database = alias, database
        context = Context(Settings(), tuple(django_settings.DATABASES), timezone.now().date())
        walk = Walk(
            [Course(target, database, (alias,))],
            project.empty_state(),
            context=context,
            wanted=lambda file: file.key in wanted,
        )
        self._walked = walk.migrations(project.plan)
        self._steps: dict[Node, MigrationSteps] = {}

    def steps(self, file: MigrationFile) -> MigrationSteps | None:
        """All steps of one migration."""
        while file.key not in self._steps:
            found = next(self._walked, None)
            if found is None:
                return None
            self._steps[found.file.key] = found
        return self._steps[file.key]

    def verify(self, connection: object, file: MigrationFile, *, backwards: bool) -> Verified:
        """Look at the tables that a migration has touched."""
        found = self.steps(file)
        if found is None:
            return Verified()
        statements = list(_last_words(list(_statements(found, self.alias, backwards=backwards))))
        tables = frozenset[str]().union(*map(tables_of, statements))
        if not tables:
            return Verified()
        return self._judged(statements, self.database.look(connection, tables))

    def _judged(self, statements: Sequence[Statement], looks: Looks) -> Verified:
        answers = [(statement, has_effect(statement, looks, self.database.same_type)) for statement in statements]
        known = [(statement, answer) for statement, answer in answers if answer is not None]
        missing = [statement for statement, answer in known if not answer]
        return Verified(
            found=len(known) - len(missing),
            effects=len(known),
            # SQL of the project may name tables in ways of its own, and undo what it did: cannot tell.
            drift=tuple(f"After the migration {phrase(item)}." for item in missing if not item.sql),
            notes=tuple(f"Not seen: {phrase(item)}. SQL by hand may mean that." for item in missing if item.sql),
        )


def _statements(found: MigrationSteps, alias: str, *, backwards: bool) -> Iterator[Statement]:
    steps = [step for step in found.steps if alias in step.databases and step.side != "state"]
    for step in reversed(steps) if backwards else steps:
        yield from step.reverse_statements if backwards else step.statements


def _last_words(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Those that nothing in the same migration takes back or changes again."""
    later: set[Thing] = set()
    gone: set[str] = set()
    #: Tables whose indexes and constraints may have gone with a column.
    loosened: set[str] = set()
    for statement in reversed(statements):
        things = {deed.thing for deed in deeds(statement)}
        tables = tables_of(statement)
        about_parts = any(thing[0] in ("index", "constraint", "on") for thing in things)
        if not things & later and not tables & gone and not (about_parts and tables & loosened):
            yield statement
        later |= things
        if isinstance(statement, DropTable | RenameTable):
            gone.add(statement.table)
        elif isinstance(statement, DropColumn):
            loosened.add(statement.table)
