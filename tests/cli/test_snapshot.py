"""``schemaguard snapshot``: the document, where it goes, and what is said beside it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from schemaguard.actions.snapshot import Request, snapshot
from schemaguard.schema.reading import from_text
from tests.cli.places import environments, execute, migrated, sqlite, use
from tests.projects import Project, shop
from tests.servers.mongodb import connect


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return migrated(tmp_path)


def test_the_document_goes_to_the_terminal_and_all_else_beside_it(project: Project) -> None:
    done = project.schemaguard("snapshot", "--no-store")
    assert (done.code, done.err) == (0, "")
    (database,) = from_text(done.out, "the output").values()
    assert {"shop_customer", "django_migrations"} <= {table.name for table in database.all("table")}
    assert ("shop", "0001_initial") in database.migrations


def test_a_file_holds_the_same_bytes_on_every_run(project: Project) -> None:
    shown = project.schemaguard("snapshot", "--no-store").out
    for name in ("a.json", "b.json"):
        done = project.schemaguard("snapshot", "--no-store", "-o", name)
        assert (done.code, done.out, done.err) == (0, "", "")
        assert project.read(name) == shown
    assert project.schemaguard("snapshot", "a.json").out == shown, "a snapshot of a snapshot is the same"


def test_nothing_of_a_database_but_its_schema_is_in_the_document(project: Project) -> None:
    text = project.schemaguard("snapshot", "--no-store").out
    assert str(project.root) not in text
    execute(project.root / "db.sqlite3", "INSERT INTO shop_customer (name) VALUES ('x')", "ANALYZE")
    after = json.loads(project.schemaguard("snapshot", "--no-store").out)
    assert after["databases"]["default"]["fingerprint"] == json.loads(text)["databases"]["default"]["fingerprint"]


def test_a_file_is_replaced_as_a_whole_and_keeps_its_rights(project: Project) -> None:
    old = project.write("schema.json", "old")
    old.chmod(0o640)
    assert project.schemaguard("snapshot", "-o", "schema.json").code == 0
    assert old.stat().st_mode & 0o777 == 0o640
    assert from_text(old.read_text(), "schema.json")
    assert not [path for path in project.root.iterdir() if path.name.startswith(".schema")]


def test_what_is_no_plain_file_is_written_to(project: Project) -> None:
    assert project.schemaguard("snapshot", "-o", os.devnull).code == 0
    link = project.root / "link.json"
    link.symlink_to(project.root / "target.json")
    assert project.schemaguard("snapshot", "-o", "link.json").code == 0
    assert link.is_symlink()
    assert project.read("target.json").startswith("{")


def test_a_new_file_has_the_rights_of_any_other(project: Project) -> None:
    project.schemaguard("snapshot", "-o", "schema.json")
    other = project.write("other.json", "")
    assert (project.root / "schema.json").stat().st_mode == other.stat().st_mode


def test_several_databases_are_one_document(tmp_path: Path) -> None:
    project = shop(tmp_path)
    use(project, archive=sqlite(tmp_path / "archive.sqlite3", "CREATE TABLE log (id integer)"))
    execute(tmp_path / "db.sqlite3")
    assert list(project.schemaguard("snapshot").json["databases"]) == ["archive", "default"]
    assert list(project.schemaguard("snapshot", "--database", "archive").json["databases"]) == ["archive"]
    assert list(project.schemaguard("snapshot", "archive").json["databases"]) == ["archive"]
    project.schemaguard("snapshot", "-o", "all.json")
    assert list(project.schemaguard("snapshot", "all.json", "--database", "archive").json["databases"]) == ["archive"]


def test_a_database_without_tables(tmp_path: Path) -> None:
    project = shop(tmp_path)
    execute(tmp_path / "db.sqlite3", "CREATE TABLE x (id integer)", "DROP TABLE x")
    done = project.schemaguard("snapshot")
    assert done.code == 0
    assert done.json["databases"]["default"]["objects"] == {}


def test_mirrors_are_left_out_and_unknown_engines_are_named(project: Project) -> None:
    project.settings("""
        DATABASES["replica"] = {**DATABASES["default"], "TEST": {"MIRROR": "default"}}
        DATABASES["nothing"] = {}
        DATABASES["other"] = {"ENGINE": "not.installed"}
    """)
    done = project.schemaguard("snapshot", "--no-store")
    assert list(done.json["databases"]) == ["default"]
    (line,) = done.err.splitlines()
    assert line.startswith("Note: The database 'other' was left out: its engine 'not.installed' is not installed")
    assert project.schemaguard("snapshot", "replica", "--no-store").err == ""


def test_an_engine_that_builds_on_another_is_read_as_that(project: Project) -> None:
    project.write("counting/__init__.py", "")
    project.write("counting/base.py", "from django.db.backends.sqlite3.base import DatabaseWrapper")
    project.settings('DATABASES["default"]["ENGINE"] = "counting"')
    assert project.schemaguard("snapshot", "--no-store").json["databases"]["default"]["vendor"] == "sqlite"


def test_what_all_migrations_make(project: Project) -> None:
    expected = project.schemaguard("snapshot", "expected").json["databases"]["default"]
    live = project.schemaguard("snapshot", "--no-store").json["databases"]["default"]
    assert expected["fingerprint"] == live["fingerprint"]


def test_an_environment(project: Project) -> None:
    environments(
        project,
        staging={"default": sqlite(project.root / "staging.sqlite3", "CREATE TABLE only_there (id integer)")},
        local={"default": sqlite(project.root / "other.sqlite3")},
    )
    assert "only_there" in project.schemaguard("snapshot", "staging").out
    assert project.schemaguard("snapshot", "local").json["databases"]["default"]["objects"] == {}
    assert "shop_customer" in project.schemaguard("snapshot").out, "without a name it is this project"


@pytest.mark.django_db
def test_a_transaction_sees_its_own_tables(capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_in_this_test (id integer)")
    assert "made_in_this_test" in snapshot(Request(keep=False)).document
    call_command("schemaguard", "snapshot", "--no-store")
    assert "made_in_this_test" in capsys.readouterr().out
    assert connection.in_atomic_block


def test_mongodb(tmp_path: Path, mongodb_url: str) -> None:
    with connect(mongodb_url) as client:
        client.get_default_database()["reviews"].insert_many([{"_id": 1, "stars": 5}, {"_id": 2, "stars": 4.5}])
    project = shop(tmp_path)
    done = project.schemaguard("snapshot", mongodb_url, "--fields", "exact")
    assert done.code == 0, done.err
    (collection,) = done.json["databases"]["default"]["objects"]["collections"]
    assert (collection["name"], collection["profile"]) == ("reviews", "exact")
    assert {"name": "stars", "types": ["double", "int"], "always": True} in collection["fields"]
    assert "fields" not in project.schemaguard("snapshot", mongodb_url).out


def test_what_could_not_be_read_is_said(tmp_path: Path, mariadb_url: str) -> None:
    """A user who may see one table of two."""
    from tests.servers.mariadb import execute as run

    name = mariadb_url.rpartition("/")[2]
    for statement in ("CREATE TABLE seen (id int)", "CREATE TABLE hidden (id int)"):
        run(mariadb_url, statement)
    run(mariadb_url, f"CREATE USER '{name}' IDENTIFIED BY 'hush'")
    run(mariadb_url, f"GRANT SELECT ON {name}.seen TO '{name}'")
    try:
        done = shop(tmp_path).schemaguard("snapshot", mariadb_url.replace("root", f"{name}:hush"))
    finally:
        run(mariadb_url, f"DROP USER '{name}'")
    assert done.code == 0
    assert "Note: Not read in default: any table. " in done.err
    assert "hush" not in done.out + done.err
    (database,) = done.json["databases"].values()
    assert [table["name"] for table in database["objects"]["tables"]] == ["seen"]
    assert database["gaps"]
