"""``schemaguard compare``: what it finds, what it leaves out, and what it says it cannot tell."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import copies, environments, execute, migrated, sqlite, use
from tests.projects import Project, shop
from tests.servers.mariadb import execute as run_on
from tests.servers.mongodb import connect

ONE = "CREATE TABLE one (id integer PRIMARY KEY, name varchar(20) NOT NULL)"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A shop and a copy of its database."""
    project = migrated(tmp_path)
    copies(project, ["copy.sqlite3"])
    return project


def compared(project: Project, left: str, right: str, *options: str, code: int) -> Any:
    """The JSON of a comparison."""
    done = project.schemaguard("compare", left, right, "--format", "json", *options)
    assert done.code == code, (done.out, done.err)
    return done.json


def changes(report: Any) -> list[tuple[str, str]]:
    """What changed."""
    return [(change["kind"], change["object"]) for change in report["changes"]]


def test_a_copy_is_equal(project: Project) -> None:
    report = compared(project, "default", "sqlite:///copy.sqlite3", code=0)
    assert report["equal"] is True
    assert report["changes"] == []
    assert report["left"]["fingerprint"] == report["right"]["fingerprint"]
    assert (report["left"]["name"], report["right"]["name"]) == ("default", "sqlite:///copy.sqlite3")


def test_differences(project: Project) -> None:
    execute(
        project.root / "copy.sqlite3",
        "ALTER TABLE shop_customer DROP COLUMN note",
        "CREATE INDEX by_name ON shop_customer (name)",
        "CREATE TABLE audit_log (id integer)",
    )
    report = compared(project, "default", "sqlite:///copy.sqlite3", code=1)
    there = [
        ("add_table", "audit_log"),
        ("drop_column", "shop_customer.note"),
        ("add_index", "shop_customer.by_name"),
    ]
    assert changes(report) == there
    assert all(change["severity"] and change["detail"] and change["effect"] for change in report["changes"])
    back = compared(project, "sqlite:///copy.sqlite3", "default", code=1)
    assert {name for _, name in changes(back)} == {name for _, name in there}
    assert {kind for kind, _ in changes(back)} == {"drop_table", "add_column", "drop_index"}


def test_fail_on(project: Project) -> None:
    """From the weight of what differs on, whatever is shown."""
    execute(project.root / "copy.sqlite3", "CREATE INDEX by_name ON shop_customer (name)")
    places = ("default", "sqlite:///copy.sqlite3")
    (change,) = compared(project, *places, code=1)["changes"]
    ranks = ["info", "warning", "error", "never"]
    assert change["severity"] != "error", "it would not show the difference"
    for number, threshold in enumerate(ranks):
        code = int(number <= ranks.index(change["severity"]))
        compared(project, *places, "--fail-on", threshold, code=code)
        assert project.schemaguard("compare", *places, "-v0", "--fail-on", threshold).code == code


def test_every_kind_of_place(project: Project) -> None:
    project.schemaguard("snapshot", "-o", "schema.json")
    (key,) = [word for word in project.schemaguard("snapshot", "--list").out.split() if word.startswith("@")]
    environments(
        project,
        staging={"default": f"sqlite:///{project.root / 'copy.sqlite3'}"},
        production={"snapshot": "schema.json"},
    )
    for place in ("local", "schema.json", key, "staging", "production", "expected", "sqlite:///copy.sqlite3"):
        report = compared(project, "default", place, code=0)
        assert (report["equal"], report["changes"], report["notes"]) == (True, [], []), place
    assert compared(project, "staging", "production", code=0)["right"]["name"] == "production"
    assert compared(project, "expected", "staging", code=0)["left"]["name"] == "expected"


def test_a_snapshot_file_against_what_its_migrations_make(project: Project) -> None:
    execute(project.root / "copy.sqlite3", "DROP TABLE shop_customer")
    project.schemaguard("snapshot", "sqlite:///copy.sqlite3", "-o", "copy.json")
    (project.root / "db.sqlite3").unlink()
    report = compared(project, "expected", "copy.json", code=1)
    assert changes(report) == [("drop_table", "shop_customer")]
    assert not (project.root / "db.sqlite3").exists()


def test_snapshots_are_relative_to_the_base_directory(project: Project) -> None:
    project.schemaguard("snapshot", "-o", "schema.json")
    environments(project, production={"snapshot": "schema.json"})
    done = project.python("-c", RUN_ELSEWHERE.format(root=str(project.root)))
    assert done.code == 0, done.err


RUN_ELSEWHERE = """
import os, sys
sys.path.insert(0, {root!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
os.chdir("/")
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "schemaguard", "compare", "production", "default"])
"""


def test_an_environment_comes_before_an_alias_and_a_file_of_its_name(project: Project) -> None:
    environments(
        project, **{name: {"default": sqlite(project.root / f"{name}.db", ONE)} for name in ("default", "x.json")}
    )
    project.write("x.json", "{}")
    for name in ("default", "x.json"):
        report = compared(project, name, "sqlite:///copy.sqlite3", code=1)
        assert ("drop_table", "one") in changes(report)


def test_databases_are_matched_by_alias(tmp_path: Path) -> None:
    project = shop(tmp_path)
    left = {"default": sqlite(tmp_path / "a.db", ONE), "archive": sqlite(tmp_path / "b.db", "CREATE TABLE two (a int)")}
    environments(project, staging=left, production={**left, "extra": sqlite(tmp_path / "c.db")})
    report = compared(project, "staging", "production", code=1)
    assert changes(report) == [("add_database", "extra")]
    assert report["changes"][0]["severity"] == "error"
    back = compared(project, "production", "staging", "--fail-on", "error", code=1)
    assert changes(back) == [("drop_database", "extra")]
    chosen = compared(project, "staging", "production", "--database", "default", "--database", "archive", code=0)
    assert [database["alias"] for database in chosen["databases"]] == ["default", "archive"]


def test_two_that_are_alone_match_whatever_they_are_called(tmp_path: Path) -> None:
    project = shop(tmp_path)
    url = sqlite(tmp_path / "b.db", ONE)
    use(project, default=sqlite(tmp_path / "a.db", ONE), other=url)
    assert compared(project, "default", "other", code=0)["equal"]
    assert compared(project, "other", url, code=0)["databases"][0]["alias"] == "other"
    assert compared(project, "local", url, "--database", "other", code=0)["equal"]


def test_ignored_differences_do_not_count(project: Project) -> None:
    execute(
        project.root / "copy.sqlite3",
        "CREATE TABLE audit_log (id integer)",
        "CREATE INDEX by_name ON shop_customer (name)",
    )
    project.settings("SCHEMAGUARD['IGNORE'] = {'audit_*': 'Owned by the audit tool.', 'gone_*': 'Long ago.'}")
    report = compared(project, "default", "sqlite:///copy.sqlite3", code=1)
    assert changes(report) == [("add_index", "shop_customer.by_name")]
    assert {"object": "audit_log", "reason": "Owned by the audit tool."}.items() <= report["ignored"][0].items()
    (note,) = report["notes"]
    assert "'gone_*'" in note
    more = compared(project, "default", "sqlite:///copy.sqlite3", "--ignore", "index:*.by_name", code=0)
    assert more["equal"]
    assert {entry["reason"] for entry in more["ignored"]} == {"Owned by the audit tool.", "given on the command line"}


def test_what_means_nothing_is_a_note(tmp_path: Path) -> None:
    project = shop(tmp_path)
    left = sqlite(tmp_path / "l.db", "CREATE TABLE t (a integer, b integer)", "CREATE INDEX t_a_0a1b2c3d ON t (a)")
    right = sqlite(tmp_path / "r.db", "CREATE TABLE t (b integer, a integer)", "CREATE INDEX t_a_9f8e7d6c ON t (a)")
    report = compared(project, left, right, code=0)
    order, names = report["databases"][0].get("notes") or report["notes"]
    assert order == "The columns stand in another order, which means nothing to Django, in t."
    assert names == "Only names differ that Django or the database chose: t.t_a_0a1b2c3d (t_a_9f8e7d6c)."


def test_a_rename_is_proposed(project: Project) -> None:
    execute(project.root / "copy.sqlite3", "ALTER TABLE shop_customer RENAME COLUMN note TO remark")
    report = compared(project, "default", "sqlite:///copy.sqlite3", code=1)
    (rename,) = report["possible_renames"]
    assert rename["left"] == "shop_customer.note"
    assert rename["right"] == "shop_customer.remark"


def test_what_cannot_be_told_is_not_equal(project: Project) -> None:
    """A table that one side could not see may be there."""
    execute(project.root / "copy.sqlite3", "CREATE TABLE extra (id integer)")
    document = project.schemaguard("snapshot").json
    body = document["databases"]["default"]
    body["gaps"] = [{"kind": "table", "name": "*", "reason": "No right to see them.", "hidden": True}]
    project.write("seen.json", json.dumps(document))
    report = compared(project, "seen.json", "sqlite:///copy.sqlite3", code=1)
    assert (report["equal"], report["changes"]) == (False, [])
    assert [entry["object"] for entry in report["unknown"]] == ["extra"]
    assert "Not read in seen.json: any table. No right to see them." in str(report)
    assert compared(project, "default", "seen.json", code=0)["equal"]


def test_reports_go_to_files(project: Project) -> None:
    arguments = ["--format", "json", "--output", "report.json", "--format", "html", "--output", "report.html"]
    done = project.schemaguard("compare", "default", "sqlite:///copy.sqlite3", *arguments)
    assert (done.code, done.out) == (0, "")
    assert '"equal":true' in project.read("report.json").replace(" ", "")
    assert project.read("report.html").startswith("<!doctype html>")


def test_two_processes_at_once(project: Project) -> None:
    command = [sys.executable, "manage.py", "schemaguard", "snapshot", "-o", "schema.json"]
    started = [
        subprocess.Popen(command, cwd=project.root, env=project.environment(), stderr=subprocess.PIPE) for _ in range(2)
    ]
    ended = [process.communicate() for process in started]
    assert [process.returncode for process in started] == [0, 0], ended
    assert compared(project, "default", "schema.json", code=0)["equal"]


def test_versions_of_a_server(tmp_path: Path, postgresql_url: str, postgresql15_url: str) -> None:
    project = migrated(tmp_path, default=postgresql_url, older=postgresql15_url)
    report = compared(project, "default", "older", code=0)
    assert report["equal"]
    assert "The servers differ: default is PostgreSQL 18, older is PostgreSQL 15." in str(report)
    assert compared(project, "older", "expected", code=0)["equal"]


def test_mysql_and_another_kind_of_database(tmp_path: Path, mysql_url: str) -> None:
    project = migrated(tmp_path, default=mysql_url, lite=f"sqlite:///{tmp_path / 'lite.db'}")
    report = compared(project, "default", "lite", code=0)
    assert "Only tables, the kinds of their columns, and keys were compared." in str(report)


def test_unlike_kinds_of_database(tmp_path: Path, postgresql_url: str, mariadb_url: str) -> None:
    project = migrated(tmp_path, default=postgresql_url, maria=mariadb_url)
    use(project, lite=f"sqlite:///{tmp_path / 'lite.db'}")
    assert project.manage("migrate", "-v0", "--database", "lite").code == 0
    for left, right in (("default", "maria"), ("maria", "lite"), ("lite", "default")):
        report = compared(project, left, right, code=0)
        assert "Only tables, the kinds of their columns, and keys were compared." in str(report)
    execute(tmp_path / "lite.db", "ALTER TABLE shop_customer DROP COLUMN note")
    assert changes(compared(project, "maria", "lite", code=1)) == [("drop_column", "shop_customer.note")]


def test_mysql_against_mariadb(tmp_path: Path, mysql_url: str, mariadb_url: str) -> None:
    """They are compared in full. MariaDB has a type for UUIDs, and none for JSON."""
    run_on(mysql_url, "ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
    json = 'migrations.AddField("customer", "more", models.JSONField(default=dict)),'
    project = migrated(tmp_path, json, default=mariadb_url, mysql=mysql_url)
    run_on(mysql_url, "CREATE INDEX oops ON shop_customer (id)")
    report = compared(project, "default", "mysql", "--ignore", "schemaguard_*", code=1)
    assert "What differs may come from that." in str(report)
    assert changes(report) == [
        ("alter_column", "shop_customer.more"),
        ("drop_check", "shop_customer.more"),
        ("add_index", "shop_customer.oops"),
    ]


def test_collections_against_tables(tmp_path: Path, mongodb_url: str) -> None:
    project = shop(tmp_path)
    left = sqlite(tmp_path / "a.db", ONE, "CREATE TABLE reviews (id integer)")
    with connect(mongodb_url) as client:
        client.get_default_database().create_collection("reviews")
        client.get_default_database().create_collection("drafts")
    report = compared(project, left, mongodb_url, code=1)
    assert changes(report) == [("add_table", "drafts"), ("drop_table", "one")]
    assert "Only the names of tables and collections were compared." in str(report)
