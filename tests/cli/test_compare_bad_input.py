"""Whatever is wrong with a place: one clear line, exit code 2, no traceback, and never a password."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import environments, migrated, sqlite, use
from tests.projects import Project, shop
from tests.servers.base import free_port

PASSWORD = "hush-hush-9"

#: Arguments, and words that the line must hold.
ARGUMENTS = [
    ("compare", "LEFT"),
    ("compare default", "RIGHT"),
    ("compare default a b", "unrecognized arguments: b"),
    (f"compare default a postgres://u:{PASSWORD}@h/x", "unrecognized arguments: postgres://***@h/x"),
    ("compare defualt default", "Did you mean 'default'?"),
    ("compare stagin default", "Did you mean 'staging'? Environments: eu, local, staging."),
    ("compare default expcted", "Did you mean 'expected'?"),
    ("compare expected expected", "Both sides are what migrations expect"),
    ("compare default eu", "cannot be read through its API yet"),
    ("compare default staging", "['default'] is empty"),
    ("compare default none.json", "there is no file none.json"),
    ("compare default shop", "Is a directory"),
    ("compare default manage.py", "is no complete JSON document"),
    ("compare default @", "snapshot --list"),
    ("compare default @zz", "None of the stored snapshots begin with @zz"),
    ("compare default default --fail-on notice", "error, warning, info, never"),
    ("compare default default --fail-on eror", "Did you mean 'error'?"),
    ("compare default default --format jsn", "Did you mean 'json'?"),
    ("compare default default --output nodir/x", "directory does not exist"),
    ("compare default default --output shop", "Is a directory"),
    ("compare default default --timeout 0", "--timeout takes a number of seconds"),
    ("compare default default --timeout soon", "not 'soon'"),
    ("compare default default --timeout nan", "not 'nan'"),
    ("compare default default --fields exat", "Did you mean 'exact'?"),
    ("compare default default --ignore tabel:x", "Did you mean 'table'?"),
    ("compare default default --ignore default/", "names nothing"),
    ("compare default default --database default", "Leave it out"),
    ("compare local sqlite:///x.db --database deflt", "Did you mean 'default'?"),
    (f"compare default oracle://u:{PASSWORD}@h/x", "unknown scheme 'oracle'"),
    (f"compare default postgrs://u:{PASSWORD}@h/x", "Did you mean 'postgres'?"),
    (f"compare default postgres://u:{PASSWORD}@h", "names no database"),
    (f"compare default postgres://u:{PASSWORD}/@h/x", "write @ as %40"),
    (f"compare default postgres://u:{PASSWORD}#@h/x", "write @ as %40"),
    (f"compare default postgres://u:{PASSWORD}[@h/x", "write @ as %40"),
    (f"compare default postgres://u:{PASSWORD}@h:port/x", "cannot be read"),
    (f"compare default postgres:/u:{PASSWORD}@h/x", "'***@h/x'"),
    (f"compare default mongodb://u:{PASSWORD}@127.0.0.1", "names no database"),
    ("snapshot stagin", "Did you mean 'staging'?"),
    ("snapshot --database deflt", "Did you mean 'default'?"),
    ("snapshot -o nodir/x.json", "directory does not exist"),
    ("snapshot -o shop", "Is a directory"),
    ("snapshot --list", "has no table for snapshots"),
    ("snapshot --timeout=-1", "--timeout takes"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A shop whose database is there, with nothing in it."""
    project = shop(tmp_path_factory.mktemp("shop"))
    sqlite(project.root / "db.sqlite3", "CREATE TABLE t (a integer)")
    environments(project, staging={"default": ""}, eu={"api": "https://example.org", "token": PASSWORD})
    return project


def refused(project: Project, *arguments: str) -> str:
    """The one line that a command ends with."""
    done = project.schemaguard(*arguments)
    assert done.is_one_clear_line(), (done.code, done.out, done.err)
    assert PASSWORD not in done.err
    return done.err


@pytest.mark.parametrize(("arguments", "words"), ARGUMENTS, ids=[case[0] for case in ARGUMENTS])
def test_arguments(project: Project, arguments: str, words: str) -> None:
    assert words in refused(project, *arguments.split())


@pytest.fixture(scope="module")
def document(project: Project) -> dict[str, Any]:
    """A snapshot that is in order."""
    found: dict[str, Any] = project.schemaguard("snapshot", "--no-store").json
    return found


def test_a_file_that_breaks_off(project: Project, document: dict[str, Any]) -> None:
    text = json.dumps(document)
    project.write("half.json", text[: len(text) // 2])
    assert "is no complete JSON document" in refused(project, "compare", "default", "half.json")


def test_a_file_of_something_else(project: Project) -> None:
    for text in ("{}", "[]", '{"format": 1, "findings": []}', "3"):
        project.write("foreign.json", text)
        assert "is not a snapshot" in refused(project, "compare", "default", "foreign.json")


def test_a_file_of_a_newer_version(project: Project, document: dict[str, Any]) -> None:
    project.write("newer.json", json.dumps({**document, "format": 2}))
    assert "Upgrade schemaguard here." in refused(project, "compare", "default", "newer.json")


def edited(document: dict[str, Any], **changes: Any) -> str:
    """The document with other values in its one database."""
    return json.dumps({**document, "databases": {"default": {**document["databases"]["default"], **changes}}})


def test_a_file_that_was_edited_by_hand(project: Project, document: dict[str, Any]) -> None:
    broken: list[dict[str, Any]] = [
        {"objects": {}},
        {"objects": {"tables": [{"nam": "x"}]}},
        {"objects": []},
        {"version": "x"},
    ]
    for changes in broken:
        project.write("edited.json", edited(document, **changes))
        assert "is a damaged snapshot" in refused(project, "compare", "default", "edited.json")


def test_a_file_of_no_database(project: Project, document: dict[str, Any]) -> None:
    project.write("empty.json", json.dumps({**document, "databases": {}}))
    assert "is a snapshot of no database" in refused(project, "compare", "default", "empty.json")


def test_a_file_that_is_no_text(project: Project) -> None:
    (project.root / "binary.json").write_bytes(b"\xff\xfe\x00")
    assert "no text in UTF-8" in refused(project, "compare", "default", "binary.json")


def test_a_file_that_cannot_be_read(project: Project) -> None:
    """As root every file can be read, but not the memory of a process from its start."""
    assert "cannot be read as a snapshot file" in refused(project, "compare", "default", "/proc/self/mem")


def test_one_database_against_several(tmp_path: Path) -> None:
    project = shop(tmp_path)
    use(project, default=sqlite(tmp_path / "a.db"), archive=sqlite(tmp_path / "b.db"))
    line = refused(project, "compare", "default", "local")
    assert "default is one database, and local has 2: default, archive. Say which one" in line
    assert "--database default" in line
    assert project.schemaguard("compare", "default", "local", "--database", "default").code == 0


def test_settings(tmp_path: Path) -> None:
    project = migrated(tmp_path)
    project.settings("SCHEMAGUARD['IGNORE'] = {'tabel:x': 'Nobody knows.'}")
    assert "The pattern 'tabel:x' names the kind 'tabel'. Did you mean 'table'?" in refused(
        project, "compare", "default", "default"
    )
    project.settings("SCHEMAGUARD['IGNORE'] = {'x': ''}")
    assert "must say why" in refused(project, "compare", "default", "default")


@pytest.mark.parametrize("scheme", ["postgres", "mysql", "mongodb"])
def test_a_server_that_is_not_there(project: Project, scheme: str) -> None:
    place = f"{scheme}://shop:{PASSWORD}@127.0.0.1:{free_port()}/shop"
    line = refused(project, "compare", "default", place)
    assert f"{place.replace(f'shop:{PASSWORD}@', '')} cannot be read: " in line


def test_a_wrong_password(project: Project, mariadb_url: str) -> None:
    place = mariadb_url.replace("root@", f"nobody:{PASSWORD}@")
    assert "Access denied" in refused(project, "compare", "default", place)
    shown = project.schemaguard("compare", "default", place, "--traceback").err
    assert "Traceback" in shown
    assert PASSWORD not in shown


@pytest.mark.parametrize("fixture", ["postgresql_url", "mariadb_url"])
def test_a_database_that_is_not_there(project: Project, fixture: str, request: pytest.FixtureRequest) -> None:
    url = str(request.getfixturevalue(fixture))
    refused(project, "snapshot", f"{url.partition('?')[0]}_gone")


def test_a_database_file_that_is_not_there_is_not_made(project: Project) -> None:
    line = refused(project, "snapshot", "sqlite:///gone.db")
    assert "gone.db" in line
    assert not (project.root / "gone.db").exists()


def test_a_file_that_is_no_database(project: Project) -> None:
    project.write("text.db", "This is no database, and it is long enough to be looked at by SQLite. " * 20)
    assert "text.db cannot be read: " in refused(project, "snapshot", "sqlite:///text.db")


def test_a_driver_that_is_not_installed(tmp_path: Path) -> None:
    other = Project(tmp_path)
    other.settings("DATABASES['other'] = {'ENGINE': 'not.installed'}")
    for arguments in (["snapshot", "other"], ["compare", "default", "other"]):
        assert "its engine 'not.installed' is not installed" in refused(other, *arguments)
    assert "local has no database 'other'" in refused(other, "snapshot", "--database", "other")


def test_no_database_at_all(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.settings("DATABASES = {}")
    assert "DATABASES is empty" in refused(project, "snapshot")
