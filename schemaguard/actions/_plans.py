"""Which migrations a database has applied, and which it has not, in the order of the graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.migrations import Migration

from schemaguard.exceptions import BrokenHistory
from schemaguard.steps import loader
from schemaguard.steps.loader import Node, Project


@dataclass(frozen=True)
class Plan:
    """The migrations of a project, as they matter to one database."""

    project: Project
    #: Applied, and to be run to get what is expected.
    done: tuple[Migration, ...]
    pending: tuple[Migration, ...] = ()
    #: Recorded, but no file has them.
    unknown: tuple[Node, ...] = ()

    @property
    def unmigrated(self) -> frozenset[str]:
        """Apps that have no migrations."""
        return frozenset(self.project.loader.unmigrated_apps)


def plans_for(aliases: Iterable[str], applied: Mapping[str, Collection[Node]]) -> dict[str, Plan]:
    """The plan of each database; one that ``applied`` does not name has applied all. Raises BrokenHistory."""
    project = loader.load()
    return {
        alias: plan_for(project, applied[alias]) if alias in applied else Plan(project, _migrations(project))
        for alias in aliases
    }


def plan_for(project: Project, applied: Collection[Node]) -> Plan:
    """The plan of a database with these rows. A squash is not used where a part of what it replaces is applied."""
    done = project.with_squashes(applied)
    parts = (set(file.migration.replaces) for file in project.files.values())
    if any(part & done and not part <= done for part in parts):
        project = loader.load(applied=done)
    return Plan(
        project,
        tuple(migration for migration in _migrations(project) if node_of(migration) in done),
        tuple(migration for migration in _migrations(project) if node_of(migration) not in done),
        tuple(sorted(node for node in applied if node not in project.files and node not in project.replaced)),
    )


def _migrations(project: Project) -> tuple[Migration, ...]:
    return tuple(file.migration for file in project.plan)


def node_of(migration: Migration) -> Node:
    """How the graph names a migration."""
    return migration.app_label, migration.name


def refuse_what_migrate_refuses(alias: str, plan: Plan) -> None:
    """As ``migrate`` does before it runs anything. Raises BrokenHistory."""
    for app, names in plan.project.leaves().items():
        if len(names) > 1:
            raise BrokenHistory(
                f"migrate refuses to run: {app} ends in several migrations, {', '.join(names)}. "
                "Merge them: manage.py makemigrations --merge"
            )
    done = set(map(node_of, plan.done))
    for node in sorted(done):
        for parent in plan.project.parents(node):
            if parent not in done:
                raise BrokenHistory(
                    f"migrate refuses to run: {alias} has applied {'.'.join(node)}, and not {'.'.join(parent)}, "
                    "which it depends on. Mend the table django_migrations."
                )
