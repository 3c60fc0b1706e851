"""What the history of the sample project holds, so that schemaguard has something of everything to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import migrations
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import CheckConstraint, GeneratedField, ManyToManyField, UniqueConstraint

from tests.sample_project.project import ROOT, shop_apps, shop_migrations

MIGRATIONS = shop_migrations()
MODELS = [model for config in shop_apps() for model in config.get_models()]
FIELDS = [field for model in MODELS for field in model._meta.local_fields]
MANY_TO_MANY = [field for model in MODELS for field in model._meta.local_many_to_many]
CONSTRAINTS = [constraint for model in MODELS for constraint in model._meta.constraints]

SQUASHED = ("customers", "0001_squashed_0005_remove_full_name")
LAST_REPLACED = ("customers", "0005_remove_full_name")


def flat(operations: Iterable[Operation]) -> Iterator[Operation]:
    """Operations, and those inside SeparateDatabaseAndState."""
    for operation in operations:
        yield operation
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from flat([*operation.database_operations, *operation.state_operations])


def label(migration: Migration) -> str:
    """Such as ``orders.0001_initial``."""
    return f"{migration.app_label}.{migration.name}"


def has_own_model(field: ManyToManyField) -> bool:
    """Whether the table in between is a model somebody wrote."""
    through = field.remote_field.through
    return through is not None and not through._meta.auto_created


def own_dependencies(migration: Migration) -> list[str]:
    """The migrations of the same app that it depends on."""
    return [name for app, name in migration.dependencies if app == migration.app_label]


OPERATIONS = [operation for migration in MIGRATIONS for operation in flat(migration.operations)]


def test_size() -> None:
    assert len(shop_apps()) == 7
    assert len(MIGRATIONS) >= 40


@pytest.mark.parametrize(
    "kind",
    [
        migrations.RenameField,
        migrations.RenameModel,
        migrations.RemoveField,
        migrations.RunPython,
        migrations.RunSQL,
        migrations.SeparateDatabaseAndState,
        migrations.AddConstraint,
        migrations.AddIndex,
    ],
)
def test_operations(kind: type[Operation]) -> None:
    assert any(isinstance(operation, kind) for operation in OPERATIONS)


def test_everything_is_reversible() -> None:
    assert [operation for operation in OPERATIONS if not operation.reversible] == []


@pytest.mark.parametrize(
    "found",
    [
        pytest.param([m for m in MODELS if m._meta.proxy], id="proxy"),
        pytest.param([m for m in MODELS if m._meta.parents and not m._meta.proxy], id="multi-table-inheritance"),
        pytest.param([m for m in MODELS if not m._meta.db_table.islower()], id="capitals-in-a-table"),
        pytest.param([f for f in FIELDS if f.column and not f.column.islower()], id="capitals-in-a-column"),
        pytest.param([f for f in FIELDS if f.related_model is f.model], id="self-reference"),
        pytest.param([f for f in FIELDS if isinstance(f, GeneratedField)], id="generated"),
        pytest.param([f for f in MANY_TO_MANY if not has_own_model(f)], id="many-to-many"),
        pytest.param([f for f in MANY_TO_MANY if has_own_model(f)], id="many-to-many-through"),
        pytest.param([c for c in CONSTRAINTS if isinstance(c, CheckConstraint)], id="check"),
        pytest.param([c for c in CONSTRAINTS if isinstance(c, UniqueConstraint) and not c.condition], id="unique"),
        pytest.param([c for c in CONSTRAINTS if isinstance(c, UniqueConstraint) and c.condition], id="partial-unique"),
        pytest.param([m for m in MIGRATIONS if m.replaces], id="squashed"),
        pytest.param([m for m in MIGRATIONS if len(own_dependencies(m)) > 1], id="merge"),
    ],
)
def test_variety(found: list[object]) -> None:
    assert found


def test_the_user_model_is_swapped() -> None:
    assert get_user_model() is apps.get_model("accounts", "User")


def test_the_squashed_migration_ends_where_the_replaced_ones_do() -> None:
    loader = MigrationLoader(None, replace_migrations=False)
    squashed, replaced = (loader.graph.make_state(nodes=[node]) for node in (SQUASHED, LAST_REPLACED))
    ours = {key for key in replaced.models if key[0] == "customers"}
    assert ours == {key for key in squashed.models if key[0] == "customers"}
    for key in ours:
        assert squashed.models[key] == replaced.models[key]


def test_every_migration_has_a_reason_but_two_of_loyalty() -> None:
    """The two are mistakes on purpose."""
    reasons = {label(migration): getattr(migration, "reason", None) for migration in MIGRATIONS}
    lacking = {name: reason for name, reason in reasons.items() if len((reason or "").split()) < 4}
    assert lacking == {"loyalty.0011_pointsentry_created_idx": None, "loyalty.0012_voucher_minimum_tier": "todo"}


def test_tickets() -> None:
    tickets = [getattr(migration, "ticket", None) for migration in MIGRATIONS]
    assert all(re.fullmatch(r"SHOP-\d+", ticket) for ticket in tickets if ticket is not None)


def test_one_operation_is_silenced() -> None:
    files = (ROOT / "sample_project").glob("*/migrations/*.py")
    assert sum(path.read_text().count("# schemaguard: ignore drop-column -- ") for path in files) == 1
