"""Which migrations of other apps go back together with one."""

from __future__ import annotations

from django.db.migrations import Migration
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader

from schemaguard.rules.rollback_reaches_other_apps import check
from schemaguard.steps.history import History
from schemaguard.steps.loader import Project, load


def messages(*apps: str) -> dict[str, str]:
    return {where.migration: hit.message for where, hit in check.check(History(load(), frozenset(apps)))}


def test_a_migration_that_another_app_needs_is_named_with_it() -> None:
    assert messages("catalogue")["0004_rename_productsize_variant"] == (
        "Rolling back catalogue.0004_rename_productsize_variant first undoes orders.0004_orderline_variant."
    )


def test_migrations_that_only_their_own_app_needs_stay_quiet() -> None:
    found = messages("catalogue")
    assert "0006_copy_price_from_cents" not in found
    assert "0009_drop_price_cents" not in found


def test_only_the_apps_in_question_are_judged() -> None:
    assert not any(name.startswith("0004_rename_productsize") for name in messages("loyalty"))


def test_replaced_migrations_are_left_to_their_squash() -> None:
    found = messages("customers")
    assert "0001_initial" not in found
    assert "orders.0001_initial" in found["0001_squashed_0005_remove_full_name"]


def test_many_are_counted() -> None:
    base = migration("shop")
    others = [migration(app, base) for app in ("a", "b", "c", "d", "e")]
    [(where, hit)] = check.check(History(project(base, *others), frozenset({"shop"})))
    assert (where.app, where.migration, hit.subject) == ("shop", "0001_initial", "a")
    assert hit.message == (
        "Rolling back shop.0001_initial first undoes a.0001_initial, b.0001_initial, c.0001_initial and 2 more."
    )


def migration(app: str, *dependencies: Migration) -> Migration:
    kind = type("Migration", (Migration,), {"dependencies": [(item.app_label, item.name) for item in dependencies]})
    made: Migration = kind("0001_initial", app)
    return made


def project(*migrations: Migration) -> Project:
    loader = MigrationLoader(None, load=False)
    loader.graph = MigrationGraph()
    loader.disk_migrations = {(item.app_label, item.name): item for item in migrations}
    for key, item in loader.disk_migrations.items():
        loader.graph.add_node(key, item)
    for key, item in loader.disk_migrations.items():
        for parent in item.dependencies:
            loader.graph.add_dependency(item, key, (parent[0], parent[1]))
    return Project(loader)
