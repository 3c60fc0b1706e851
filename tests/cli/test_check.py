"""``check``: its options, exit codes, databases and outputs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.terminal import on_a_terminal
from tests.projects import CUSTOMER, Project, migration, shop

REMOVE = 'migrations.RemoveField("customer", "note"),'
INDEX = 'migrations.AddIndex("customer", models.Index(fields=["name"], name="customer_name")),'
SQL = "migrations.RunSQL('SELECT 1'),"
CLEAN = "migrations.RunSQL('SELECT 1', ''),"
#: Everything but notices is about operations, not about models that were left as they are.
QUIET = ("--offline",)


def subjects(project: Project, *arguments: str) -> set[tuple[str, tuple[str, ...]]]:
    """Rule and databases of what was found in the second migration."""
    found = project.check("shop", "0002", *arguments)["findings"]
    return {(f["rule"], tuple(f["databases"])) for f in found}


# Exit codes


@pytest.mark.parametrize(
    ("operations", "arguments", "code"),
    [
        (CLEAN, "", 0),
        (REMOVE, "", 1),
        (REMOVE, "--fail-on error", 1),
        (REMOVE, "--fail-on warning", 1),
        (REMOVE, "--fail-on never", 0),
        (SQL, "", 0),
        (SQL, "--fail-on warning", 1),
        (SQL, "--fail-on=notice", 1),
        (CLEAN, "--fail-on notice", 0),
        (REMOVE, "-v 0", 1),
        (REMOVE, "--format github", 1),
    ],
)
def test_exit_codes(tmp_path: Path, operations: str, arguments: str, code: int) -> None:
    assert shop(tmp_path, operations).schemaguard("check", "shop", "0002", *arguments.split()).code == code


def test_the_exit_code_does_not_depend_on_what_is_shown(tmp_path: Path) -> None:
    done = shop(tmp_path, REMOVE).schemaguard("check", "-v0")
    assert done.code == 1
    assert done.out.count("\n") == 1


def test_a_field_that_became_not_null_without_a_migration(tmp_path: Path) -> None:
    """Django's questioner asks for a default here. Nobody can be asked."""
    models = (
        "class Customer(models.Model):\n    name = models.CharField(max_length=50)\n    note = models.TextField()\n"
    )
    done = shop(tmp_path, models=models).schemaguard("check")
    assert done.code == 1
    assert "Models differ from the migrations: Alter field note on customer." in " ".join(done.out.split())


@pytest.mark.parametrize(
    "field",
    [
        "models.TextField()",
        "models.DateTimeField(auto_now_add=True)",
        "models.UUIDField(default=__import__('uuid').uuid4, unique=True)",
    ],
)
def test_a_new_field_without_a_default_and_without_a_migration(tmp_path: Path, field: str) -> None:
    models = f"class Customer(models.Model):\n    name = models.CharField(max_length=50)\n    note = models.TextField(null=True)\n    new = {field}\n"
    done = shop(tmp_path, models=models).schemaguard("check")
    assert done.code == 1
    assert "Add field new to customer" in " ".join(done.out.split())


def test_models_that_agree_with_their_migrations(tmp_path: Path) -> None:
    assert "models-without-migration" not in shop(tmp_path).found()


# What is judged


def test_one_app_and_one_migration(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    project.add_app("store", "", {"0001_initial": migration(CUSTOMER)})
    assert project.check()["summary"]["migrations"] == 3
    assert project.check("shop")["summary"]["migrations"] == 2
    assert project.check("store")["summary"]["migrations"] == 1
    assert project.check("shop", "0002")["summary"]["migrations"] == 1
    assert {f["migration"] for f in project.check("shop", "0002")["findings"]} == {"0002_step"}


def test_nothing_to_judge(tmp_path: Path) -> None:
    done = Project(tmp_path).schemaguard("check")
    assert (done.code, done.out) == (0, "0 migrations checked: 0 errors, 0 warnings, 0 notices.\n")


def test_sqlite_files_are_not_created(tmp_path: Path) -> None:
    project = shop(tmp_path)
    assert project.schemaguard("check").code == 0
    assert not (tmp_path / "db.sqlite3").exists()


# Databases


TWO = """
DATABASES["other"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "other.sqlite3"}
SCHEMAGUARD["TARGET"] = {"default": "postgresql 16", "other": "%s"}
"""


def test_findings_that_databases_share_are_told_once(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    project.settings(TWO % "postgresql 16")
    assert ("drop-column", ("default", "other")) in subjects(project)
    project.settings(TWO % "postgresql 15")
    found = subjects(project)
    assert ("drop-column", ("default", "other")) in found
    assert len([rule for rule, _ in found if rule == "drop-column"]) == 1


def test_findings_of_one_database_name_it(tmp_path: Path) -> None:
    project = shop(tmp_path, INDEX)
    project.settings(TWO % "sqlite")
    assert ("create-index-locks-table", ("default",)) in subjects(project)
    assert "create-index-locks-table" not in {rule for rule, _ in subjects(project, "--database", "other")}
    assert ("create-index-locks-table", ("default",)) in subjects(project, "--database", "default")
    both = subjects(project, "--database", "default", "--database", "other")
    assert both == subjects(project)


ROUTER = """
class Router:
    def allow_migrate(self, db, app_label, **hints):
        return (app_label == "store") == (db == "other")
"""


def test_routers_decide(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    project.add_app(
        "store",
        "",
        {"0001_initial": migration(CUSTOMER), "0002_x": migration(REMOVE, after=[("store", "0001_initial")])},
    )
    project.write("routers.py", ROUTER)
    project.settings(TWO % "mysql 8.4" + 'DATABASE_ROUTERS = ["routers.Router"]')
    found = {
        (f["app"], tuple(f["databases"]), f["vendor"])
        for f in project.check()["findings"]
        if f["rule"] == "drop-column"
    }
    assert found == {("shop", ("default",), "postgresql"), ("store", ("other",), "mysql")}
    apps = {f["app"] for f in project.check("--database", "other")["findings"] if f["rule"] == "drop-column"}
    assert apps == {"store"}


def test_target_stands_above_the_settings(tmp_path: Path) -> None:
    project = shop(tmp_path, INDEX)
    assert "create-index-locks-table" in {rule for rule, _ in subjects(project)}
    assert {f["vendor"] for f in project.check("--target", "mysql 8.4")["findings"] if f["vendor"]} == {"mysql"}
    assert "create-index-locks-table" not in {rule for rule, _ in subjects(project, "--target", "sqlite")}


def test_without_target_the_engine_decides(tmp_path: Path) -> None:
    project = shop(tmp_path, INDEX)
    project.settings("SCHEMAGUARD = {}")
    assert {f["vendor"] for f in project.check("shop")["findings"] if f["vendor"]} == {"sqlite"}


# Rules from the settings


def test_severities_from_the_settings(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    project.settings("SCHEMAGUARD['RULES'] = {'drop-column': 'notice', 'SG508': 'off'}")
    found = {f["rule"]: f["severity"] for f in project.check("shop", "0002")["findings"]}
    assert found["drop-column"] == "notice"
    assert "reverse-restores-no-data" not in found
    assert project.schemaguard("check", "shop", "0002").code == 0


EXTRA = '''
"""Nobody drops notes.

When: a column called note goes.

Effect: people miss it.

Way out: keep it.

Source: the team.
"""
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropColumn


@rule("SHOP1", on=DropColumn, severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(step, statement):
    {body}
'''


def test_rules_of_the_project(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    project.settings("SCHEMAGUARD['EXTRA_RULES'] = ['shop.schema_rules']")
    project.write("shop/schema_rules/__init__.py", "")
    project.write("shop/schema_rules/keep_notes.py", EXTRA.format(body='yield Hit("note goes", subject="note")'))
    assert "keep-notes" in project.found()
    assert "Nobody drops notes." in project.schemaguard("explain", "keep-notes").out


def test_a_rule_that_stumbles_says_so(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    project.settings("SCHEMAGUARD['EXTRA_RULES'] = ['shop.keep_notes']")
    project.write("shop/keep_notes.py", EXTRA.format(body="yield 1 / 0"))
    (found,) = [f for f in project.check()["findings"] if f["rule"] == "keep-notes"]
    assert found["message"].startswith("Cannot tell: the rule keep-notes stopped with ZeroDivisionError")


# Outputs


def test_several_formats_at_once(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    formats = ["sarif", "junit", "gitlab", "github", "json"]
    options = [word for name in formats for word in ("--format", name, "--output", f"out.{name}")]
    done = project.schemaguard("check", *options, "--format", "text")
    assert done.code == 1
    assert "drop-column" in done.out
    assert json.loads(project.read("out.sarif"))["version"] == "2.1.0"
    assert json.loads(project.read("out.json"))["format"] == 1
    assert isinstance(json.loads(project.read("out.gitlab")), list)
    assert ElementTree.fromstring(project.read("out.junit")).tag == "testsuites"
    assert project.read("out.github").startswith("::")
    assert all(project.read(f"out.{name}").endswith("\n") for name in formats)


def test_a_file_alone_leaves_the_terminal_empty(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    done = project.schemaguard("check", "--output", "report.txt")
    assert (done.code, done.out, done.err) == (1, "", "")
    assert "drop-column" in project.read("report.txt")


def test_a_file_holds_no_colours_even_when_they_are_forced(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    project.schemaguard("check", "--output", "report.txt", "--force-color")
    assert "\x1b" not in project.read("report.txt")


def test_a_pipe_gets_no_colours_no_progress_and_eighty_columns(tmp_path: Path) -> None:
    done = shop(tmp_path, *[REMOVE, INDEX, SQL]).schemaguard("check", "--fail-on", "never", COLUMNS="300")
    assert done.err == ""
    assert "\x1b" not in done.out
    assert "\r" not in done.out
    # Code in a remedy keeps its lines, so that it can be pasted.
    assert [line for line in done.out.splitlines() if len(line) > 80 and not line.startswith(" " * 8)] == []


def test_colours_may_be_forced(tmp_path: Path) -> None:
    assert "\x1b[" in shop(tmp_path, REMOVE).schemaguard("check", "--force-color").out


def test_a_terminal_gets_colours_and_progress(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    shown = on_a_terminal(project, "check").out
    assert shown.startswith("\rReading migrations: 5 of 5\r\x1b[K")
    assert "\x1b[1;31merror" in shown
    assert "\x1b[1;31m" not in on_a_terminal(project, "check", "--no-color").out


@pytest.mark.parametrize("name", ["text", "json", "sarif"])
def test_output_is_deterministic(tmp_path: Path, name: str) -> None:
    """In processes of their own: a forked one keeps the hash seed of its parent."""
    project = shop(tmp_path, REMOVE, INDEX, SQL)
    project.settings(TWO % "mysql 8.4")
    project.add_app("store", "", {"0001_initial": migration(CUSTOMER)})
    command = ["manage.py", "schemaguard", "check", "--format", name]
    assert len({project.python(*command, PYTHONHASHSEED=seed).out for seed in ("1", "2")}) == 1


def test_the_report_names_the_place_and_shows_the_line(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    (found,) = [f for f in project.check()["findings"] if f["rule"] == "drop-column"]
    line = project.read(found["path"]).splitlines()[found["line"] - 1]
    assert REMOVE in line
    assert f"{found['line']:>4} | {REMOVE}" in project.schemaguard("check").out


def test_paths_from_another_directory(tmp_path: Path) -> None:
    """The command may be run from anywhere; a path outside the working directory is absolute."""
    (tmp_path / "backend").mkdir()
    project = shop(tmp_path / "backend", REMOVE)
    (tmp_path / "elsewhere").mkdir()
    command = [sys.executable, "../backend/manage.py", "schemaguard", "check", "shop", "0002", "--format", "json"]
    environment = project.environment()
    for cwd, expected in (
        (tmp_path / "elsewhere", f"{tmp_path}/backend/shop/migrations/0002_step.py"),
        (tmp_path / "backend", "shop/migrations/0002_step.py"),
    ):
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
        assert {f["path"] for f in json.loads(done.stdout)["findings"]} == {expected}
