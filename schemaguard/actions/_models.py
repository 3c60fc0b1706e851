"""Models that changed without a migration, found by Django's own autodetector."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState

from schemaguard.steps.history import ModelChange
from schemaguard.steps.loader import Project


def changes(project: Project, state: ProjectState, labels: frozenset[str]) -> tuple[ModelChange, ...]:
    """What ``makemigrations`` would write for these apps. ``state`` is the one after all migrations."""
    if project.loader.detect_conflicts():
        return ()  # Which leaf would be continued is open: the conflict is a finding of its own.
    # The plain questioner answers by itself. The one of ``--noinput`` ends the process where a default is missing.
    questioner = MigrationQuestioner(specified_apps=set(labels), dry_run=True)
    detector = MigrationAutodetector(state, ProjectState.from_apps(apps), questioner)
    found = detector.changes(graph=project.loader.graph)
    return tuple(
        ModelChange(app, tuple(operation.describe() for migration in migrations for operation in migration.operations))
        for app, migrations in sorted(found.items())
        if app in labels
    )
