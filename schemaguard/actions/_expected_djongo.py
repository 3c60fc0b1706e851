"""What is expected of databases of djongo. Migrations are not run for it: what it should have made is worked out.

djongo does not run with the versions of Django that schemaguard needs, except through an engine of ours; and where it
runs, it silently leaves out some of what a migration asks for. A scratch database made by it would hide just that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.apps import apps
from django.db import router
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState

from schemaguard.actions._expected_order import Expected, Order
from schemaguard.actions._plans import Plan, node_of
from schemaguard.databases.base import Source
from schemaguard.schema.snapshot import SchemaSnapshot

ENGINES = ("djongo", "schemaguard.contrib.djongo_engine")


def is_djongo(source: Source) -> bool:
    """Whether migrations run through djongo there."""
    return str(source.settings.get("ENGINE", "")).startswith(ENGINES)


def added(made: Expected, alias: str, plan: Plan, order: Order) -> Expected:
    """What was built for other databases, with what is expected of this one."""
    known = order.known.get(alias)
    state = plan.project.empty_state()
    snapshot = _after(plan.done, alias, state, known)
    ahead = plan.pending if order.ahead else ()
    later = tuple((node_of(migration), _after([migration], alias, state, known)) for migration in ahead)
    head = later[-1][1] if later else snapshot
    models = {alias: _snapshot(alias, ProjectState.from_apps(apps), known)} if order.models else {}
    return replace(
        made,
        snapshots={**made.snapshots, alias: snapshot},
        later={**made.later, alias: later} if later else made.later,
        head={**made.head, alias: head},
        models={**made.models, **models},
    )


def _after(
    migrations: Iterable[Migration], alias: str, state: ProjectState, known: SchemaSnapshot | None
) -> SchemaSnapshot:
    for migration in migrations:
        migration.mutate_state(state, preserve=False)
    return _snapshot(alias, state.clone(), known)


def _snapshot(alias: str, state: ProjectState, known: SchemaSnapshot | None) -> SchemaSnapshot:
    # Only projects with MongoDB have its driver.
    from schemaguard.databases.mongodb.djongo import expected_for_state

    def allow(app: str, model: str) -> bool:
        return bool(router.allow_migrate(alias, app, model_name=model))

    like = known or SchemaSnapshot("mongodb", "mongodb")
    return SchemaSnapshot.of("mongodb", expected_for_state(state, allow), flavour=like.flavour, version=like.version)
