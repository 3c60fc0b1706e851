"""The ledger through plain ``manage.py migrate``: what ran, in which direction, why, and what the files did."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.projects import CUSTOMER_MODEL, REASON, Project, migration, shop

ADD = 'migrations.AddField("customer", "city", models.TextField(null=True)),'
MODELS = CUSTOMER_MODEL + "    city = models.TextField(null=True)\n"
STEPS = (
    "SELECT r.command, r.database, r.environment, s.app, s.migration, s.backwards, s.reason, s.ticket, s.digest"
    " FROM schemaguard_runstep s JOIN schemaguard_run r ON r.id = s.run_id"
    " WHERE s.event IN ('done', 'faked') ORDER BY s.number"
)


def rows(project: Project, sql: str = STEPS, name: str = "db.sqlite3") -> list[Any]:
    """What a query finds in the project's database."""
    with closing(sqlite3.connect(project.root / name)) as connection:
        return connection.execute(sql).fetchall()


def steps(project: Project) -> list[tuple[str, bool]]:
    """The steps of the shop, each with its direction."""
    return [(row[4], bool(row[5])) for row in rows(project) if row[3] == "shop"]


def migrate(project: Project, *arguments: str) -> None:
    done = project.manage("migrate", "-v0", *arguments)
    assert done.code == 0, done.err


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A shop with two migrations, which are applied to a database with a row in it."""
    project = shop(tmp_path, ADD, models=MODELS)
    project.settings("SCHEMAGUARD['ENVIRONMENT'] = 'staging'")
    migrate(project)
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as connection:
        connection.execute("INSERT INTO shop_customer (name, note, city) VALUES ('Ada', 'n', 'London')")
        connection.commit()
    return project


def test_the_first_run_is_recorded_with_the_tables_it_made(project: Project) -> None:
    assert steps(project) == [("0001_initial", False), ("0002_step", False)]
    row = next(row for row in rows(project) if row[4] == "0002_step")
    assert row[:3] == ("migrate", "default", "staging")
    assert row[6:8] == (REASON, "")
    assert len(row[8]) == 64
    assert ("schemaguard", "0001_initial") in [(row[3], row[4]) for row in rows(project)]


def test_backwards_and_forwards_again_with_rows(project: Project) -> None:
    migrate(project, "shop", "0001")
    assert rows(project, "SELECT name, note FROM shop_customer") == [("Ada", "n")]
    migrate(project)
    assert steps(project)[2:] == [("0002_step", True), ("0002_step", False)]
    assert rows(project, "SELECT name, city FROM shop_customer") == [("Ada", None)]
    assert project.found() == shop_findings(project)


def shop_findings(project: Project) -> list[str]:
    """What is found without any database."""
    return project.found("--offline")


def test_a_run_without_migrations_leaves_no_trace(project: Project) -> None:
    migrate(project)
    assert len(rows(project, "SELECT * FROM schemaguard_run")) == 1


def test_reason_and_ticket_are_kept(project: Project) -> None:
    text = migration(after=[("shop", "0002_step")], reason="Größe – 折扣.", attributes=f"ticket = {'T' * 300!r}")
    project.add_migration("shop", "0003_next", text)
    migrate(project)
    (row,) = [row for row in rows(project) if row[4] == "0003_next"]
    assert row[6] == "Größe – 折扣."
    assert row[7] == "T" * 255


def test_a_fake_run_is_recorded_as_well(project: Project) -> None:
    project.add_migration("shop", "0003_next", migration(after=[("shop", "0002_step")]))
    migrate(project, "--fake")
    assert steps(project)[-1] == ("0003_next", False)


def test_without_the_ledgers_tables_migrate_runs_on(tmp_path: Path) -> None:
    project = shop(tmp_path)
    migrate(project, "shop")
    assert rows(project, "SELECT name FROM sqlite_master WHERE name = 'schemaguard_run'") == []
    assert rows(project, "SELECT name FROM django_migrations") == [("0001_initial",)]


def test_taking_back_the_ledger_itself(project: Project) -> None:
    migrate(project, "schemaguard", "zero")
    assert rows(project, "SELECT name FROM sqlite_master WHERE name = 'schemaguard_run'") == []
    migrate(project)
    assert rows(project)[0][3:5] == ("schemaguard", "0001_initial")
    assert {row[3] for row in rows(project)} == {"schemaguard"}


def test_a_ledger_that_cannot_be_written_does_not_make_migrations_look_failed(project: Project) -> None:
    with closing(sqlite3.connect(project.root / "db.sqlite3")) as connection:
        connection.execute("CREATE TRIGGER no BEFORE INSERT ON schemaguard_run BEGIN SELECT RAISE(ABORT, 'no'); END")
    project.add_migration("shop", "0003_next", migration(after=[("shop", "0002_step")]))
    done = project.manage("migrate", "-v0")
    assert done.code == 0
    assert "The ledger could not record this run on 'default'" in done.err
    assert ("0003_next",) in rows(project, "SELECT name FROM django_migrations")


SECOND = """
DATABASES["other"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "other.sqlite3"}
DATABASE_ROUTERS = ["routers.Router"]
"""
ROUTER = """
class Router:
    def db_for_write(self, model, **hints):
        return "default" if model._meta.app_label == "schemaguard" else None

    db_for_read = db_for_write

    def allow_migrate(self, db, app_label, **hints):
        return db == "default" or app_label != "schemaguard"
"""


def test_each_database_has_its_own_ledger(project: Project) -> None:
    """The router keeps all tables of schemaguard away from it; those of the ledger are there as django_migrations is."""
    project.write("routers.py", ROUTER)
    project.settings(SECOND)
    before = rows(project)
    migrate(project, "--database", "other")
    assert rows(project) == before
    found = rows(project, name="other.sqlite3")
    assert {row[1] for row in found} == {"other"}
    assert "0002_step" in [row[4] for row in found]
    tables = rows(project, "SELECT name FROM sqlite_master WHERE name LIKE 'schemaguard_%record'", "other.sqlite3")
    assert tables == [], "Others go where the router says."
    migrate(project, "schemaguard", "zero", "--database", "other")
    left = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'schemaguard_%'"
    assert rows(project, left, "other.sqlite3") == []


# What check makes of it


def edit(
    project: Project, operations: str = 'migrations.AddField("customer", "city", models.TextField(default="")),'
) -> None:
    project.add_migration("shop", "0002_step", migration(operations, after=[("shop", "0001_initial")]))


def test_an_edit_of_an_applied_migration_is_found(project: Project) -> None:
    assert "released-migration-edited" not in project.found()
    edit(project)
    (found,) = [f for f in project.check()["findings"] if f["rule"] == "released-migration-edited"]
    assert (found["migration"], found["severity"]) == ("0002_step", "error")
    assert "the ledger of 'default'" in found["message"]
    assert "released-migration-edited" not in project.found("--offline")


@pytest.mark.parametrize(
    "text",
    [
        f"# A comment.\n{ADD}",
        'migrations.AddField(\n    "customer",\n    "city",\n    models.TextField(null=True),\n),',
    ],
)
def test_layout_and_comments_are_no_edit(project: Project, text: str) -> None:
    edit(project, text)
    assert "released-migration-edited" not in project.found()


def test_a_new_reason_is_no_edit(project: Project) -> None:
    text = migration(
        ADD, after=[("shop", "0001_initial")], reason="Another one altogether.", attributes='ticket = "X-1"'
    )
    project.add_migration("shop", "0002_step", text)
    assert "released-migration-edited" not in project.found()


def test_a_migration_that_was_taken_back_may_be_edited(project: Project) -> None:
    migrate(project, "shop", "0001")
    edit(project)
    assert "released-migration-edited" not in project.found()
    migrate(project)
    assert "released-migration-edited" not in project.found(), "the ledger knows the new text"


def test_an_applied_migration_without_a_file_is_found(project: Project) -> None:
    (project.root / "shop/migrations/0002_step.py").unlink()
    (found,) = [f for f in project.check()["findings"] if f["rule"] == "applied-migration-missing"]
    assert (found["app"], found["migration"]) == ("shop", "0002_step")
    assert "'default'" in found["message"]


def test_a_new_migration_before_an_applied_one_is_found(project: Project) -> None:
    project.add_migration("shop", "0001_zero", migration(after=[("shop", "0001_initial")]))
    project.add_migration("shop", "0002_step", migration(ADD, after=[("shop", "0001_zero")]))
    (found,) = [f for f in project.check()["findings"] if f["rule"] == "applied-before-dependency"]
    assert found["migration"] == "0002_step"
    assert "shop.0001_zero" in found["message"]


def test_a_squash_of_which_a_part_is_applied_is_found(project: Project) -> None:
    project.add_migration("shop", "0003_next", migration(after=[("shop", "0002_step")]))
    replaces = [("shop", "0002_step"), ("shop", "0003_next")]
    squash = migration(ADD, after=[("shop", "0001_initial")], attributes=f"replaces = {replaces!r}")
    project.add_migration("shop", "0002_squashed", squash)
    (found,) = [f for f in project.check()["findings"] if f["rule"] == "squash-applied-in-part"]
    assert "1 of 2" in found["message"]
    migrate(project)
    assert "squash-applied-in-part" not in project.found()


def test_a_check_writes_nothing(project: Project) -> None:
    before = (project.root / "db.sqlite3").read_bytes()
    project.check()
    assert (project.root / "db.sqlite3").read_bytes() == before


def test_a_ledger_that_cannot_be_read_is_no_obstacle(project: Project) -> None:
    """Its tables are there, but not as this version knows them."""
    with closing(sqlite3.connect(project.root / "db.sqlite3")) as connection:
        connection.execute("ALTER TABLE schemaguard_runstep RENAME COLUMN digest TO old")
    done = project.schemaguard("check")
    assert done.code == 0, done.err
    assert "Note:" in done.out
