"""``schemaguard drift``: silent on clean databases, exact on drifted ones, and right about who is wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.drifting import (
    BY_NAME,
    BY_NAME_MODEL,
    CITY,
    CITY_MODEL,
    drift,
    found,
    migrated_shop,
    run,
    shop_of_three,
    with_models,
)
from tests.cli.places import execute, migrated
from tests.projects import Project, migration, shop


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return shop_of_three(tmp_path)


# Clean databases


def test_silent_after_migrate(project: Project) -> None:
    report = drift(project, code=0)
    assert report["equal"] is True
    assert report["notes"] == []
    assert report["left"]["fingerprint"] == report["right"]["fingerprint"]


def test_migrated_helper_is_the_same_project(tmp_path: Path) -> None:
    project = migrated(tmp_path)
    assert drift(project, code=0)["equal"] is True


def test_silent_with_djangos_own_apps_and_a_user_of_ones_own(tmp_path: Path) -> None:
    project = Project(tmp_path)
    user = """
    from django.contrib.auth.models import AbstractUser

    class User(AbstractUser):
        nickname = models.CharField(max_length=20, unique=True)
    """
    project.add_app("people", user, {})
    project.settings(
        """
        INSTALLED_APPS += ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sites"]
        AUTH_USER_MODEL = "people.User"
        SITE_ID = 1
        """
    )
    assert project.manage("makemigrations", "-v0").code == 0
    assert project.manage("migrate", "-v0").code == 0
    assert drift(project, code=0)["notes"] == []


def test_nothing_applied_at_all(tmp_path: Path) -> None:
    project = shop(tmp_path)
    sqlite3.connect(tmp_path / "db.sqlite3").close()
    report = drift(project, code=0)
    assert "There is no table django_migrations" in report["notes"][0]
    assert "Pending, and not expected yet: schemaguard.0001_initial" in report["notes"][1]


def test_partly_applied(tmp_path: Path) -> None:
    project = shop(tmp_path, CITY, BY_NAME)
    assert project.manage("migrate", "shop", "0002", "-v0").code == 0
    with_models(project, CITY_MODEL + BY_NAME_MODEL)
    report = drift(project, code=0)
    assert any("shop.0003_step" in note and "0002_step" not in note for note in report["notes"])


def test_a_database_is_only_read(project: Project) -> None:
    before = (project.root / "db.sqlite3").read_bytes()
    drift(project, code=0)
    assert (project.root / "db.sqlite3").read_bytes() == before
    assert sorted(path.name for path in project.root.glob("*sqlite3*")) == ["db.sqlite3"]


# What somebody did by hand


BY_HAND: Mapping[str, tuple[str, list[tuple[str, str, str, str | None]]]] = {
    "a column": (
        "ALTER TABLE shop_customer ADD COLUMN oops text",
        [("add_column", "shop_customer.oops", "live", None)],
    ),
    "an index": (
        "CREATE INDEX oops ON shop_customer (note)",
        [("add_index", "shop_customer.oops", "live", None)],
    ),
    "a table": ("CREATE TABLE oops (id integer)", [("add_table", "oops", "live", None)]),
    "a part of a migration": (
        "ALTER TABLE shop_customer DROP COLUMN note",
        [("drop_column", "shop_customer.note", "live", "shop.0001_initial")],
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_drift_by_hand(project: Project, name: str) -> None:
    statement, expected = BY_HAND[name]
    execute(project.root / "db.sqlite3", statement)
    assert found(drift(project, code=1)) == expected


def test_fail_on_and_ignore(project: Project) -> None:
    execute(project.root / "db.sqlite3", "CREATE TABLE oops (id integer)")
    assert drift(project, "--ignore", "table:oops", code=0)["summary"]["ignored"] == 1
    drift(project, "--fail-on", "never", code=0)


# The models


def test_models_without_a_migration(project: Project) -> None:
    with_models(
        project, CITY_MODEL + BY_NAME_MODEL.replace("\n    class", "    zip = models.TextField(null=True)\n\n    class")
    )
    report = drift(project, code=1)
    assert found(report) == [("model_change", "shop", "migrations", None)]
    assert report["changes"][0]["detail"] == "Add field zip to customer"
    drift(project, "--no-models", code=0)


def test_made_by_hand_as_the_models_say(project: Project) -> None:
    with_models(
        project, CITY_MODEL + BY_NAME_MODEL.replace("\n    class", "    zip = models.TextField(null=True)\n\n    class")
    )
    execute(project.root / "db.sqlite3", "ALTER TABLE shop_customer ADD COLUMN zip text NULL")
    assert found(drift(project, code=1)) == [
        ("model_change", "shop", "migrations", None),
        ("add_column", "shop_customer.zip", "migrations", None),
    ]


def test_what_only_sql_makes_is_a_note(tmp_path: Path) -> None:
    sql = 'migrations.RunSQL("CREATE VIEW names AS SELECT name FROM shop_customer", "DROP VIEW names"),'
    project = migrated_shop(tmp_path, sql)
    report = drift(project, code=0)
    assert [note for note in report["notes"] if "drop view names" in note]
    report = drift(project, "--models", code=1)
    assert found(report) == [("drop_view", "names", "models", None)]
    assert report["changes"][0]["severity"] == "info"
    assert drift(project, "--no-models", code=0)["notes"] == []


# Another place


def test_a_snapshot_file(project: Project) -> None:
    assert project.schemaguard("snapshot", "-o", "there.json").code == 0
    report = drift(project, "there.json", code=0)
    assert "Edits of applied migrations were not looked for: the ledger is not in a snapshot." in report["notes"]
    execute(project.root / "db.sqlite3", "CREATE TABLE oops (id integer)")
    assert project.schemaguard("snapshot", "-o", "there.json").code == 0
    assert found(drift(project, "there.json", code=1)) == [("add_table", "oops", "live", None)]


def test_an_environment(project: Project) -> None:
    path = project.root / "staging.sqlite3"
    path.write_bytes((project.root / "db.sqlite3").read_bytes())
    project.settings(f'SCHEMAGUARD["ENVIRONMENTS"] = {{"staging": {{"default": "sqlite:///{path}"}}}}')
    assert drift(project, "staging", code=0)["right"]["name"] == "staging"
    edited = f'{BY_NAME} migrations.RunSQL("SELECT 1", "SELECT 1"),'
    project.add_migration("shop", "0003_step", migration(edited, after=[("shop", "0002_step")]))
    execute(project.root / "db.sqlite3", "DELETE FROM schemaguard_runstep")
    assert found(drift(project, "staging", code=1)) == [("edited_migration", "shop.0003_step", "migrations", None)]
    assert found(drift(project, code=0)) == []


# What cannot be asked


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("expected",), "cannot drift from itself"),
        (("nowhere",), "There is no environment"),
        (("--database", "nowhere"), "no database 'nowhere'"),
        (("--models", "--no-models"), "not allowed with"),
        (("--fields", "exact"), "Leave --fields out"),
    ],
)
def test_bad_input(project: Project, arguments: tuple[str, ...], said: str) -> None:
    done = run(project, *arguments)
    assert done.is_one_clear_line(), (done.out, done.err)
    assert said in done.err
