"""Whatever is wrong: exactly one clear line, exit code 2, no traceback. Or a finding."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tests.projects import CUSTOMER, Project, migration, shop

AFTER = [("shop", "0001_initial")]

#: Arguments, and words that the line must hold.
ARGUMENTS = [
    ("", "VERB"),
    ("chekc", "'chekc'"),
    ("check --bogus", "--bogus"),
    ("check shop 0001 more", "more"),
    ("check --verbosity 9", "9"),
    ("check shpo", "Did you mean 'shop'?"),
    ("check shop 0009_gone", "no migration '0009_gone'"),
    ("check shop 0001_inital", "Did you mean '0001_initial'?"),
    ("check --database deflt", "Did you mean 'default'?"),
    ("check --format jsno", "Did you mean 'json'?"),
    ("check --format text --format json", "Only one format can go to the terminal"),
    ("check --output a --output b", "more --output than --format"),
    ("check --fail-on eror", "Did you mean 'error'?"),
    ("check --target oracle", "Unknown target 'oracle'"),
    ("check --target=", "Unknown target ''"),
    ("check --since nope", "git"),
    ("check --since=-x", "not '-x'"),
    ("check --output nodir/x.txt", "directory does not exist"),
    ("check --output shop", "Is a directory"),
    ("check --baseline none.json", "There is no baseline none.json"),
    ("check --baseline shop", "cannot be read"),
    ("check --write-baseline nodir/x.json", "cannot be written"),
    ("check --write-baseline shop", "Is a directory"),
    ("explain drop-colum", "Did you mean 'drop-column'?"),
    ("explain SG9999", "There is no rule 'SG9999'"),
    ("explain", "RULE"),
    ("rules --axis block", "Did you mean 'blocks'?"),
    ("rules --severity eror", "Did you mean 'error'?"),
    ("rules --vendor postgres", "Did you mean 'postgresql'?"),
    ("make shpo --reason x", "shpo"),
    ("make shop --field owner", "NAME=TEXT"),
    ("make shop --field owner=me", "no field 'owner'"),
]


@pytest.mark.parametrize(("arguments", "words"), ARGUMENTS, ids=[case[0] or "nothing" for case in ARGUMENTS])
def test_arguments(tmp_path: Path, arguments: str, words: str) -> None:
    project = shop(tmp_path)
    project.git("init", "--quiet")
    done = project.schemaguard(*arguments.split())
    assert done.is_one_clear_line(), (done.out, done.err)
    assert words in done.err


def test_several_migrations_with_this_beginning(tmp_path: Path) -> None:
    done = shop(tmp_path, "").schemaguard("check", "shop", "000")
    assert done.is_one_clear_line()
    assert "0001_initial, 0002_step" in done.err


def test_an_app_without_migrations(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_app("plain", "class Thing(models.Model):\n    pass\n")
    done = project.schemaguard("check", "plain")
    assert done.is_one_clear_line()
    assert "no migrations" in done.err
    assert project.schemaguard("check").code == 0


def test_an_unknown_app_among_known_ones(tmp_path: Path) -> None:
    done = shop(tmp_path).schemaguard("check", "schemagaurd")
    assert "Did you mean 'schemaguard'?" in done.err


#: Lines of settings, and words that the line must hold.
SETTINGS = [
    ("SCHEMAGUARD = []", "must be a dict, not list"),
    ("SCHEMAGUARD = {'RULS': {}}", "Did you mean 'RULES'?"),
    ("SCHEMAGUARD = {'rules': {}}", "Did you mean 'RULES'?"),
    ("SCHEMAGUARD = {'RULES': {'drop-colum': 'off'}}", "Did you mean 'drop-column'?"),
    ("SCHEMAGUARD = {'RULES': {'drop-column': 'of'}}", "one of off, notice, warning, error"),
    ("SCHEMAGUARD = {'TARGET': {'default': 'oracle 19'}}", "Unknown target 'oracle 19'"),
    ("SCHEMAGUARD = {'TARGET': {'default': 16}}", "must be a string"),
    ("SCHEMAGUARD = {'TARGET': 'postgresql 16'}", "must be a dict"),
    ("SCHEMAGUARD = {'TARGET': {'deflt': 'postgresql 16'}}", "Did you mean 'default'?"),
    ("SCHEMAGUARD = {'METADATA': {'reason': {'requird': True}}}", "Did you mean 'required'?"),
    ("SCHEMAGUARD = {'METADATA': {'ticket': {'pattern': '('}}}", "not a regular expression"),
    ("SCHEMAGUARD = {'LOCK_TIMEOUT': 'soon'}", "must be a duration"),
    ("SCHEMAGUARD = {'BASELINE': 'none.json'}", "There is no baseline none.json"),
    ("SCHEMAGUARD = {'EXTRA_RULES': ['shop.nope']}", "'shop.nope', which cannot be imported"),
    ("DATABASES['other'] = {'ENGINE': 'not.installed'}", "the engine 'not.installed'"),
]


@pytest.mark.parametrize(("text", "words"), SETTINGS, ids=[case[0] for case in SETTINGS])
def test_settings(tmp_path: Path, text: str, words: str) -> None:
    project = shop(tmp_path)
    project.settings(text)
    done = project.schemaguard("check")
    assert done.is_one_clear_line(), (done.out, done.err)
    assert words in done.err


@pytest.mark.parametrize("text", ["1 / 0", "def broken(:"])
def test_extra_rules_that_fail_on_import(tmp_path: Path, text: str) -> None:
    project = shop(tmp_path)
    project.settings("SCHEMAGUARD = {'EXTRA_RULES': ['shop.schema_rules']}")
    project.write("shop/schema_rules.py", text)
    done = project.schemaguard("check")
    assert done.is_one_clear_line(), done.err
    assert "'shop.schema_rules'" in done.err


def test_an_extra_rule_with_a_name_that_is_taken(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.settings("SCHEMAGUARD = {'EXTRA_RULES': ['shop.drop_column']}")
    project.write("shop/drop_column.py", "from schemaguard.rules.drop_table import check")
    assert project.schemaguard("rules").is_one_clear_line()


#: The text of a second migration, and words that the line must hold.
FILES = [
    ("def broken(:\n", "0002_next.py:1 cannot be read as Python: invalid syntax"),
    ("import nonsense\n", "0002_next.py:1 cannot be imported: ModuleNotFoundError: No module named 'nonsense'"),
    ("\nraise RuntimeError('first\\nsecond')\n", "0002_next.py:2 cannot be imported: RuntimeError: first second"),
    ("import sys\nsys.exit(0)\n", "0002_next.py:2 cannot be imported: SystemExit: 0"),
    ("x = 1\n", "has no Migration class"),
    ("x = '\0'\n", "0002_next"),
    (migration(after=[("shop", "0000_gone")]), "('shop', '0000_gone')"),
    (migration(after=[("nowhere", "0001_initial")]), "('nowhere', '0001_initial')"),
    (migration(after=[("shop", "0002_next")]), "shop.0002_next"),
    (migration("migrations.RemoveField('customer', 'gone'),", after=AFTER), "0002_next.py"),
    (migration("migrations.DeleteModel('Gone'),", after=AFTER), "shop.0002_next, operation 0 (DeleteModel)"),
    (migration("migrations.AddField('gone', 'x', models.TextField()),", after=AFTER), "operation 0 (AddField)"),
    (
        migration("migrations.SeparateDatabaseAndState([], [migrations.DeleteModel('Gone')]),", after=AFTER),
        "operation 0.s0 (DeleteModel)",
    ),
]


@pytest.mark.parametrize(("text", "words"), FILES, ids=[case[1] for case in FILES])
def test_migration_files(tmp_path: Path, text: str, words: str) -> None:
    project = shop(tmp_path)
    project.add_migration("shop", "0002_next", text)
    done = project.schemaguard("check")
    assert done.is_one_clear_line(), (done.out, done.err)
    assert words in done.err


def test_a_circle_is_told_from_its_first_name(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_migration("shop", "0002_a", migration(after=[("shop", "0003_b")]))
    project.add_migration("shop", "0003_b", migration(after=[("shop", "0002_a")]))
    command = ["manage.py", "schemaguard", "check"]
    lines = {project.python(*command, PYTHONHASHSEED=seed).err for seed in ("1", "2", "3")}
    assert lines == {
        "CommandError: These migrations depend on each other: shop.0002_a, shop.0003_b. Break the circle.\n"
    }


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    project = shop(tmp_path)
    text = migration("migrations.RunSQL('SELECT caf\u00e9'),", after=AFTER)
    path = project.add_migration("shop", "0002_next", text)
    path.write_bytes(text.encode("latin-1"))
    done = project.schemaguard("check")
    assert done.is_one_clear_line(), done.err
    assert "0002_next" in done.err


def test_a_file_that_names_its_encoding(tmp_path: Path) -> None:
    project = shop(tmp_path)
    text = "# -*- coding: latin-1 -*-\n" + migration("migrations.RunSQL('SELECT caf\u00e9'),", after=AFTER)
    project.add_migration("shop", "0002_next", text).write_bytes(text.encode("latin-1"))
    done = project.schemaguard("check")
    assert done.code == 0
    assert "caf\u00e9" in done.out


def test_a_comment_that_is_not_utf8_in_a_judged_file(tmp_path: Path) -> None:
    """Some versions of Python import such a file, others do not. Neither is a traceback."""
    project = shop(tmp_path)
    line = "migrations.RunSQL('SELECT 1'),  # schemaguard: ignore drop-column -- caf\u00e9\n"
    text = migration(line, after=AFTER)
    project.add_migration("shop", "0002_next", text).write_bytes(text.encode("latin-1"))
    done = project.schemaguard("check")
    assert done.is_one_clear_line() or (done.code == 0 and "run-sql-without-reverse" in done.out), done.err


def test_two_last_migrations_are_a_finding(tmp_path: Path) -> None:
    project = shop(tmp_path)
    for name in ("0002_a", "0002_b"):
        project.add_migration("shop", name, migration(after=AFTER))
    report = project.check()
    assert {"several-leaves", "numbers-repeat"} <= {finding["rule"] for finding in report["findings"]}


def test_two_apps_with_one_migration_name(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_app("store", "", {"0001_initial": migration(CUSTOMER)})
    assert {f["app"] for f in project.check("--offline")["findings"] if f["migration"]} == {"shop", "store"}


CUSTOM = """
from django.db.migrations.operations.base import Operation

class Custom(Operation):
    reversible = True
    def state_forwards(self, app_label, state):
        {state}
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute("SELECT 1")
    database_backwards = database_forwards
    def describe(self):
        raise ValueError("no words")
"""


def test_a_custom_operation_that_raises_in_state_forwards(tmp_path: Path) -> None:
    project = shop(tmp_path)
    above = CUSTOM.format(state="raise ValueError('first\\nsecond')")
    project.add_migration("shop", "0002_next", migration("Custom(),", after=AFTER, above=above))
    done = project.schemaguard("check")
    assert done.is_one_clear_line(), done.err
    assert "shop.0002_next, operation 0 (Custom)" in done.err
    assert "ValueError: first" in done.err


def test_a_custom_operation_that_raises_in_describe(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_migration("shop", "0002_next", migration("Custom(),", after=AFTER, above=CUSTOM.format(state="pass")))
    assert "needs-review" in project.found()


def test_a_custom_operation_that_raises_when_asked_whether_it_is_reversible(tmp_path: Path) -> None:
    project = shop(tmp_path)
    above = CUSTOM.format(state="pass").replace("reversible = True", "reversible = property(lambda self: 1 / 0)")
    project.add_migration("shop", "0002_next", migration("Custom(),", after=AFTER, above=above))
    done = project.schemaguard("check")
    assert "Traceback" not in done.err
    assert done.code in (0, 1) or done.is_one_clear_line()


BASELINES = [
    "",
    "[]",
    "{}",
    '"text"',
    '{"format": 2, "findings": []}',
    '{"format": 1}',
    '{"format": 1, "findings": {}}',
    '{"format": 1, "findings": [3]}',
    '{"format": 1, "findings": [{"rule": "drop-column"}]}',
    json.dumps(
        {"format": 1, "findings": [{key: [] for key in ("fingerprint", "rule", "app", "migration", "message")}]}
    ),
]


@pytest.mark.parametrize("text", BASELINES)
def test_a_broken_baseline(tmp_path: Path, text: str) -> None:
    project = shop(tmp_path)
    project.write("baseline.json", text)
    done = project.schemaguard("check", "--baseline", "baseline.json")
    assert done.is_one_clear_line(), (done.out, done.err)
    assert "baseline.json" in done.err


def test_a_baseline_that_is_not_text(tmp_path: Path) -> None:
    project = shop(tmp_path)
    (tmp_path / "baseline.json").write_bytes(b"\xff\xfe\x00")
    assert project.schemaguard("check", "--baseline", "baseline.json").is_one_clear_line()


@pytest.mark.parametrize("option", ["--output", "--write-baseline"])
def test_a_file_that_cannot_be_written(tmp_path: Path, option: str) -> None:
    """As root every directory can be written to, but /proc cannot."""
    project = shop(tmp_path)
    target = tmp_path / "locked" / "file"
    target.parent.mkdir()
    target.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    place = str(target) if os.geteuid() else "/proc/version"
    done = project.schemaguard("check", option, place)
    assert done.is_one_clear_line(), (done.out, done.err)
    assert place in done.err


def test_a_broken_app_is_left_to_django(tmp_path: Path) -> None:
    """What goes wrong before a command runs is not ours to report, but ours to let through."""
    project = Project(tmp_path)
    project.settings("INSTALLED_APPS += ['gone']")
    done = project.schemaguard("check")
    assert done.code == 1
    assert "No module named 'gone'" in done.err


def test_a_database_that_is_down_is_no_obstacle(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.settings(
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'shop', 'HOST': '127.0.0.1',"
        " 'PORT': '1', 'PASSWORD': 'secret'}}"
    )
    done = project.schemaguard("check")
    assert done.code == 0
    assert "Note: The database 'default' could not be asked what it has applied" in done.out
    assert "secret" not in done.out + done.err
    assert "Note" not in project.schemaguard("check", "--offline").out


def test_a_driver_that_is_not_installed_is_no_obstacle(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.settings(
        "DATABASES['other'] = {'ENGINE': 'not.installed'}\n"
        "SCHEMAGUARD = {'TARGET': {'other': 'mysql 8.4'}, 'EXCLUDE_APPS': ['schemaguard']}"
    )
    done = project.schemaguard("check")
    assert done.code == 0, done.err
    assert "'other' could not be asked" in done.out


def test_a_file_that_is_no_database_is_no_obstacle(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.write("db.sqlite3", "This is no database, and it is long enough to be looked at by SQLite. " * 20)
    done = project.schemaguard("check")
    assert done.code == 0, done.err
    assert "could not be asked" in done.out
    assert project.read("db.sqlite3").startswith("This is no database")
