"""``schemaguard drift``: silent on clean databases, exact on drifted ones, and right about who is wrong."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import execute, migrated
from tests.projects import CUSTOMER_MODEL, Done, Project, migration, shop

CITY = 'migrations.AddField("customer", "city", models.TextField(null=True)),'
BY_NAME = 'migrations.AddIndex("customer", models.Index(fields=["name"], name="shop_by_name")),'
CITY_MODEL = "    city = models.TextField(null=True)\n"
BY_NAME_MODEL = '\n    class Meta:\n        indexes = [models.Index(fields=["name"], name="shop_by_name")]\n'


def drift(project: Project, *arguments: str, code: int, **variables: str) -> Any:
    """The JSON of ``drift``."""
    done = run(project, "--format", "json", *arguments, **variables)
    assert done.code == code, (done.out, done.err)
    return done.json


def run(project: Project, *arguments: str, **variables: str) -> Done:
    """``drift`` with a cache of the project's own."""
    return project.schemaguard("drift", *arguments, XDG_CACHE_HOME=str(project.root / ".cache"), **variables)


def found(report: Any) -> list[tuple[str, str, str | None, str | None]]:
    """What differs, who is wrong, and which migration it is about."""
    return [(item["kind"], item["object"], item["side"], item["migration"]) for item in report["changes"]]


def without_row(project: Project, name: str) -> None:
    execute(project.root / "db.sqlite3", f"DELETE FROM django_migrations WHERE name = '{name}'")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A shop of three migrations, all applied."""
    return with_models(migrated_shop(tmp_path, CITY, BY_NAME), CITY_MODEL + BY_NAME_MODEL)


def migrated_shop(root: Path, *operations: str) -> Project:
    project = shop(root, *operations)
    assert project.manage("migrate", "-v0").code == 0
    return project


def with_models(project: Project, more: str) -> Project:
    project.models("shop", CUSTOMER_MODEL + more)
    return project


# Clean databases


def test_silent_after_migrate(project: Project) -> None:
    report = drift(project, code=0)
    assert report["equal"] is True
    assert report["notes"] == []
    assert report["left"]["fingerprint"] == report["right"]["fingerprint"]


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


# Nothing live is reached


TWO = """
DATABASES["other"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "other.sqlite3"}
"""
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


def test_the_ledger_gets_no_row(project: Project) -> None:
    def runs() -> int:
        with closing(sqlite3.connect(project.root / "db.sqlite3")) as connection:
            return int(connection.execute("SELECT count(*) FROM schemaguard_run").fetchone()[0])

    before = runs()
    drift(project, "--fresh", code=0)
    assert runs() == before


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


# The cache


def test_the_cache(project: Project) -> None:
    drift(project, code=0)
    (kept,) = (project.root / ".cache/schemaguard").glob("*.json")
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    written = kept.stat().st_mtime_ns, kept.stat().st_ino
    drift(project, code=0)
    assert kept.stat().st_ino == written[1], "it was not built again"
    drift(project, "--fresh", code=0)
    assert kept.stat().st_ino != written[1]


@pytest.mark.parametrize("damage", ["", "{", '{"snapshots": "{}"}', "null"])
def test_a_damaged_cache_is_built_again(project: Project, damage: str) -> None:
    drift(project, code=0)
    (kept,) = (project.root / ".cache/schemaguard").glob("*.json")
    whole = kept.read_text()
    kept.write_text(damage)
    drift(project, code=0)
    assert json.loads(kept.read_text()) == json.loads(whole)


def test_a_cached_answer_is_not_believed_after_an_edit_of_what_migrations_use(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.write("lengths.py", "NOTE = 30\n")
    text = migration(
        'migrations.AddField("customer", "tag", models.CharField(max_length=NOTE, null=True)),',
        after=[("shop", "0001_initial")],
        above="from lengths import NOTE",
    )
    project.add_migration("shop", "0002_step", text)
    with_models(project, "    tag = models.CharField(max_length=30, null=True)\n")
    assert project.manage("migrate", "-v0").code == 0
    drift(project, code=0)
    project.write("lengths.py", "NOTE = 40\n")
    with_models(project, "    tag = models.CharField(max_length=40, null=True)\n")
    report = drift(project, code=1)
    assert ("alter_column", "shop_customer.tag", "live", "shop.0002_step") in found(report)


def test_a_home_that_cannot_be_written(project: Project) -> None:
    done = project.schemaguard("drift", XDG_CACHE_HOME="/dev/null")
    assert done.code == 0, done.err
    assert done.err == ""


def test_migrated_helper_is_the_same_project(tmp_path: Path) -> None:
    project = migrated(tmp_path)
    assert drift(project, code=0)["equal"] is True


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
