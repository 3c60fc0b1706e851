"""``schemaguard drift`` and the history of migrations: records that are wrong, and histories that are not straight."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.drifting import (
    BY_NAME,
    BY_NAME_MODEL,
    CITY,
    CITY_MODEL,
    TWO,
    drift,
    found,
    migrated_shop,
    shop_of_three,
    with_models,
    without_row,
)
from tests.cli.places import execute
from tests.projects import Project, migration, shop


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return shop_of_three(tmp_path)


# The record of migrations


def test_recorded_without_a_file(project: Project) -> None:
    (project.root / "shop/migrations/0003_step.py").unlink()
    with_models(project, CITY_MODEL)
    assert found(drift(project, code=1)) == [
        ("unknown_migration", "shop.0003_step", "recorder", None),
        ("add_index", "shop_customer.shop_by_name", "recorder", "shop.0003_step"),
    ]


def test_recorded_for_an_app_that_is_gone(project: Project) -> None:
    execute(
        project.root / "db.sqlite3",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('old', '0001_initial', '2020-01-01')",
    )
    report = drift(project, code=1)
    assert found(report) == [("unknown_migration", "old.0001_initial", "recorder", None)]
    assert report["changes"][0]["severity"] == "info"
    drift(project, "--ignore", "migration:old.*", code=0)


def test_an_edited_migration(project: Project) -> None:
    # The schema stays as it was: only what the file does beside it is new.
    edited = f'{BY_NAME} migrations.RunSQL("SELECT 1", "SELECT 1"),'
    project.add_migration("shop", "0003_step", migration(edited, after=[("shop", "0002_step")]))
    assert found(drift(project, code=1)) == [("edited_migration", "shop.0003_step", "migrations", None)]


def test_recorded_but_never_run(tmp_path: Path) -> None:
    project = with_models(shop(tmp_path, CITY, BY_NAME), CITY_MODEL + BY_NAME_MODEL)
    assert project.manage("migrate", "shop", "0002", "-v0").code == 0
    assert project.manage("migrate", "-v0", "--fake", "shop").code == 0
    assert found(drift(project, code=1)) == [
        ("unmade_migration", "shop.0003_step", "recorder", None),
        ("drop_index", "shop_customer.shop_by_name", "recorder", "shop.0003_step"),
    ]


def test_run_but_not_recorded(project: Project) -> None:
    without_row(project, "0003_step")
    without_row(project, "0002_step")
    report = drift(project, code=1)
    assert found(report) == [
        ("unrecorded_migration", "shop.0002_step", "recorder", None),
        ("unrecorded_migration", "shop.0003_step", "recorder", None),
        ("add_column", "shop_customer.city", "recorder", "shop.0002_step"),
        ("add_index", "shop_customer.shop_by_name", "recorder", "shop.0003_step"),
    ]
    assert report["notes"] == []


def test_a_pending_migration_that_is_there_in_part(tmp_path: Path) -> None:
    both = CITY + 'migrations.AddField("customer", "street", models.TextField(null=True)),'
    project = migrated_shop(tmp_path, both)
    execute(tmp_path / "db.sqlite3", "ALTER TABLE shop_customer DROP COLUMN street")
    without_row(project, "0002_step")
    with_models(project, CITY_MODEL + "    street = models.TextField(null=True)\n")
    report = drift(project, code=1)
    assert found(report) == [("add_column", "shop_customer.city", "live", "shop.0002_step")]


# Histories that are not straight


def test_squashed_on_a_database_that_has_only_a_part(tmp_path: Path) -> None:
    project = shop(tmp_path, CITY, BY_NAME)
    assert project.manage("migrate", "shop", "0002", "-v0").code == 0
    assert project.manage("migrate", "schemaguard", "-v0").code == 0
    replaces = [("shop", "0001_initial"), ("shop", "0002_step"), ("shop", "0003_step")]
    texts = [project.read(f"shop/migrations/{name}.py") for _, name in replaces]
    operations = "".join(text.split("operations = [\n")[1].rsplit("]", 1)[0] for text in texts)
    squash = migration(operations, attributes=f"replaces = {replaces!r}")
    project.add_migration("shop", "0001_squashed", squash)
    with_models(project, CITY_MODEL + BY_NAME_MODEL)
    report = drift(project, code=0)
    assert report["notes"] == ["Pending, and not expected yet: shop.0003_step."]
    assert project.manage("migrate", "-v0").code == 0
    assert drift(project, code=0)["notes"] == []
    for _, name in replaces:
        (project.root / f"shop/migrations/{name}.py").unlink()
    assert drift(project, code=0)["notes"] == []


ROUTER = """
class Router:
    def allow_migrate(self, db, app_label, **hints):
        return (db == "other") == (app_label == "archive")
"""


def test_routers(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_app("archive", "class Box(models.Model):\n    name = models.TextField()\n", {})
    project.settings(TWO + 'DATABASE_ROUTERS = ["routers.Router"]\n')
    project.write("routers.py", ROUTER)
    assert project.manage("makemigrations", "-v0", "archive").code == 0
    for alias in ("default", "other"):
        assert project.manage("migrate", "-v0", "--database", alias).code == 0
    report = drift(project, code=0)
    assert [database["alias"] for database in report["databases"]] == ["default", "other"]
    execute(tmp_path / "other.sqlite3", "DROP TABLE archive_box")
    report = drift(project, code=1)
    assert [(item["database"], item["kind"], item["object"]) for item in report["changes"]] == [
        ("other", "unmade_migration", "archive.0001_initial"),
        ("other", "drop_table", "archive_box"),
    ]


def test_apps_without_migrations(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_app("loose", "class Thing(models.Model):\n    name = models.TextField()\n")
    assert project.manage("migrate", "-v0").code == 0
    assert drift(project, code=0)["notes"] == [], "plain migrate makes no tables of such an app"
    assert project.manage("migrate", "-v0", "--run-syncdb").code == 0
    assert drift(project, code=0)["notes"] == ["Apps without migrations are expected to look like their models: loose."]
    execute(tmp_path / "db.sqlite3", "ALTER TABLE loose_thing ADD COLUMN oops text")
    assert found(drift(project, code=1)) == [("add_column", "loose_thing.oops", "live", None)]
