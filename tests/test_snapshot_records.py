"""Snapshots in the ledger: kept when something is new, found again, on every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.places import environments, execute, migrated, sqlite, use
from tests.projects import Project, shop

LIST = ("snapshot", "--list")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return migrated(tmp_path)


def stored(project: Project) -> list[list[str]]:
    """The rows of the list, in columns."""
    lines = project.schemaguard(*LIST).out.splitlines()
    return [line.split() for line in lines[1:]]


def take(project: Project, *arguments: str) -> str:
    """Take a snapshot and return what is said about the ledger."""
    done = project.schemaguard("snapshot", "-o", "schema.json", *arguments)
    assert done.code == 0, done.err
    return done.err.strip()


def test_what_is_new_is_kept_once(project: Project) -> None:
    said = take(project)
    ((key, _, _, zone, environment, database, product, _, short, tables),) = stored(project)
    assert said == f"Stored: default as {key}."
    assert (zone, environment, database, product) == ("UTC", "local", "default", "sqlite")
    document = project.schemaguard("snapshot", "schema.json").json["databases"]["default"]
    assert document["fingerprint"].startswith(short)
    assert int(tables) == len(document["objects"]["tables"])
    assert take(project) == "Not stored again: nothing changed since the last time."
    assert len(stored(project)) == 1


def test_a_change_is_kept_and_can_be_compared_with_what_was(project: Project) -> None:
    take(project)
    execute(project.root / "db.sqlite3", "CREATE TABLE later (id integer)")
    take(project)
    new, old = (row[0] for row in stored(project))
    assert project.schemaguard("compare", old, "default").code == 1
    assert project.schemaguard("compare", new, "default").code == 0
    report = project.schemaguard("compare", old, new, "--format", "json").json
    assert [change["object"] for change in report["changes"]] == ["later"]
    assert report["left"]["name"].startswith("local, 20")


def test_an_applied_migration_is_something_new(project: Project) -> None:
    take(project)
    execute(project.root / "db.sqlite3", "INSERT INTO django_migrations (app, name, applied) VALUES ('x', '1', '')")
    assert take(project).startswith("Stored")


def test_what_goes_back_is_kept_again(project: Project) -> None:
    for statement in ("CREATE TABLE later (id integer)", "DROP TABLE later"):
        take(project)
        execute(project.root / "db.sqlite3", statement)
    take(project)
    fingerprints = [row[-2] for row in stored(project)]
    assert len(fingerprints) == 3
    assert fingerprints[0] == fingerprints[2] != fingerprints[1]


def test_environments_are_kept_apart(project: Project) -> None:
    environments(project, staging={"default": sqlite(project.root / "staging.db", "CREATE TABLE t (a int)")})
    take(project)
    take(project, "staging")
    assert [row[4] for row in stored(project)] == ["staging", "local"]
    assert take(project, "staging") == "Not stored again: nothing changed since the last time."
    assert "local" not in project.schemaguard(*LIST, "staging").out
    refused = project.schemaguard(*LIST, "stagin")
    assert refused.is_one_clear_line()
    assert "Did you mean 'staging'? Known: local, staging." in refused.err


def test_what_has_no_environment_is_not_kept(project: Project) -> None:
    url = sqlite(project.root / "other.db", "CREATE TABLE t (a int)")
    assert take(project, url) == "Not stored: a database given by its URL belongs to no environment."
    assert take(project, "schema.json") == ""
    assert take(project, "--no-store") == ""
    assert project.schemaguard(*LIST).out.startswith("Nothing is stored yet.")


def test_a_ledger_that_is_not_there_is_no_failure(tmp_path: Path) -> None:
    project = shop(tmp_path)
    execute(tmp_path / "db.sqlite3", "CREATE TABLE t (a int)")
    said = "Not stored: the database 'default' has no table for snapshots."
    assert take(project) == said
    environments(project, staging={"default": sqlite(tmp_path / "staging.db")})
    (tmp_path / "db.sqlite3").unlink()
    assert take(project, "staging") == said
    assert not (tmp_path / "db.sqlite3").exists(), "looking for the ledger does not make a database"


def test_a_ledger_that_cannot_be_written_is_no_failure(tmp_path: Path, postgresql_url: str) -> None:
    project = migrated(tmp_path, default=postgresql_url)
    project.settings("DATABASES['default']['OPTIONS'] = {'options': '-c default_transaction_read_only=on'}")
    assert take(project) == "Not stored: the ledger could not be written (InternalError)."
    assert project.schemaguard("compare", "schema.json", "default").code == 0


def test_a_ledger_that_is_down_is_no_failure(tmp_path: Path) -> None:
    project = shop(tmp_path)
    environments(project, staging={"default": sqlite(tmp_path / "staging.db")})
    use(project, default="postgres://shop:hush@127.0.0.1:1/shop")
    assert take(project, "staging") == "Not stored: the ledger could not be written (OperationalError)."
    for arguments in (LIST, ("snapshot", "@1")):
        done = project.schemaguard(*arguments)
        assert done.is_one_clear_line()
        assert "OperationalError" in done.err


@pytest.mark.parametrize("fixture", ["postgresql_url", "mariadb_url", "django_mongodb_url"])
def test_every_engine(tmp_path: Path, fixture: str, request: pytest.FixtureRequest) -> None:
    project = Project(tmp_path)
    use(project, default=str(request.getfixturevalue(fixture)))
    assert project.manage("migrate", "-v0").code == 0
    assert take(project).startswith("Stored: default as @")
    assert take(project).startswith("Not stored again")
    ((key, *_),) = stored(project)
    assert project.schemaguard("compare", key, "default").code == 0
