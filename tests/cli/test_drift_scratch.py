"""``schemaguard drift`` runs migrations in scratch databases: nothing live is reached, and what does not run is said."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.drifting import CITY, CITY_MODEL, TWO, drift, found, migrated_shop, run, shop_of_three, with_models
from tests.cli.places import execute
from tests.projects import Project, migration, shop


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return shop_of_three(tmp_path)


# Nothing live is reached


ACROSS = """\
def fill(apps, schema_editor):
    customer = apps.get_model("shop", "Customer")
    for alias in ("default", "other"):
        customer.objects.using(alias).create(name=alias)
"""


def two_databases(root: Path) -> Project:
    """A data migration of each writes into both."""
    project = shop(root, CITY)
    project.settings(TWO)
    code = migration(
        "migrations.RunPython(fill, migrations.RunPython.noop),", after=[("shop", "0002_step")], above=ACROSS
    )
    for alias in ("default", "other"):
        assert project.manage("migrate", "-v0", "--database", alias).code == 0
    project.add_migration("shop", "0003_fill", code)
    for alias in ("default", "other"):
        assert project.manage("migrate", "-v0", "--database", alias).code == 0
    return with_models(project, CITY_MODEL)


def rows(root: Path) -> list[int]:
    counts = []
    for name in ("db.sqlite3", "other.sqlite3"):
        with closing(sqlite3.connect(root / name)) as connection:
            counts += [connection.execute("SELECT count(*) FROM shop_customer").fetchone()[0]]
    return counts


def test_rows_in_several_databases_never_reach_a_live_one(tmp_path: Path) -> None:
    project = two_databases(tmp_path)
    before = rows(tmp_path)
    assert before == [2, 2]
    assert drift(project, code=0)["equal"] is True
    assert rows(tmp_path) == before


def test_another_database_must_be_asked_for(tmp_path: Path) -> None:
    project = two_databases(tmp_path)
    done = run(project, "--database", "default")
    assert done.is_one_clear_line()
    assert "shop.0003_fill uses the database 'other'" in done.err
    assert "--database default --database other" in done.err
    assert rows(tmp_path) == [2, 2]


SNEAKY = """\
import threading

from django.conf import settings
from django.db import connections

def fill(apps, schema_editor):
    assert "db.sqlite3" not in str(settings.DATABASES["default"]["NAME"])
    names = []
    def look():
        names.append(str(connections["default"].settings_dict["NAME"]))
        names.append(str(connections["other"].settings_dict["NAME"]))
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert len(names) == 2 and not any(".sqlite3" in name for name in names), names
    print("said by a migration")
"""


def test_threads_and_settings_lead_to_no_live_database(tmp_path: Path) -> None:
    project = shop(tmp_path)
    assert project.manage("migrate", "-v0").code == 0
    project.settings(TWO)
    text = migration(
        "migrations.RunPython(fill, migrations.RunPython.noop),", after=[("shop", "0001_initial")], above=SNEAKY
    )
    project.add_migration("shop", "0002_fill", text)
    execute(
        tmp_path / "db.sqlite3",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0002_fill', '2020-01-01')",
    )
    done = run(project, "default")
    assert done.code == 0, (done.out, done.err)
    assert "said by a migration" not in done.out + done.err
    assert "said by a migration" in run(project, "default", "--fresh", "-v2").err


LEAVES = """\
from django.core.mail import send_mail

def fill(apps, schema_editor):
    send_mail("subject", "body", "a@example.org", ["b@example.org"])
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ATTACH 'db.sqlite3' AS live")
"""


def test_no_other_file_is_opened_and_no_mail_is_sent(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.settings(
        """
        EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        EMAIL_FILE_PATH = BASE_DIR / "mails"
        """
    )
    text = migration(
        "migrations.RunPython(fill, migrations.RunPython.noop),",
        after=[("shop", "0001_initial")],
        above=LEAVES,
        attributes="atomic = False",
    )
    project.add_migration("shop", "0002_fill", text)
    assert project.manage("migrate", "--fake", "-v0").code == 0
    done = run(project)
    assert done.is_one_clear_line(), (done.out, done.err)
    assert "shop.0002_fill" in done.err and "it opens the file db.sqlite3" in done.err
    assert not (tmp_path / "mails").exists()


def test_the_ledger_gets_no_row(project: Project) -> None:
    def runs() -> int:
        with closing(sqlite3.connect(project.root / "db.sqlite3")) as connection:
            return int(connection.execute("SELECT count(*) FROM schemaguard_run").fetchone()[0])

    before = runs()
    drift(project, "--fresh", code=0)
    assert runs() == before


# What cannot run


def test_a_migration_that_does_not_run_on_a_new_database(tmp_path: Path) -> None:
    project = migrated_shop(tmp_path, CITY)
    broken = 'migrations.RunSQL("SELECT * FROM nowhere", "SELECT 1"),'
    project.add_migration("shop", "0002_step", migration(broken, after=[("shop", "0001_initial")]))
    done = run(project)
    assert done.is_one_clear_line()
    assert (
        "shop.0002_step does not run on a new database of 'default': OperationalError: no such table: nowhere"
        in done.err
    )


def test_a_pending_migration_that_does_not_run(tmp_path: Path) -> None:
    project = migrated_shop(tmp_path)
    broken = 'migrations.RunSQL("SELECT * FROM nowhere", "SELECT 1"),'
    project.add_migration("shop", "0002_step", migration(broken, after=[("shop", "0001_initial")]))
    report = drift(project, code=0)
    assert any("shop.0002_step does not run on a new database" in note for note in report["notes"])


# What runs beside them


RECEIVER = """
from django.db import connections
from django.db.models.signals import post_migrate


def install(sender, using, **kwargs):
    if sender.label == "shop":
        with connections[using].cursor() as cursor:
            cursor.execute("CREATE VIEW IF NOT EXISTS names AS SELECT name FROM shop_customer")


post_migrate.connect(install)
"""


def test_what_receivers_of_signals_install_is_expected(tmp_path: Path) -> None:
    project = with_models(shop(tmp_path), RECEIVER)
    assert project.manage("migrate", "-v0").code == 0
    assert drift(project, code=0)["notes"] == []
    execute(tmp_path / "db.sqlite3", "DROP VIEW names")
    assert [item[:3] for item in found(drift(project, code=1))] == [("drop_view", "names", "live")]
