"""Django's own options before and after the verb, help texts, and ``call_command``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.projects import Project, shop

REMOVE = 'migrations.RemoveField("customer", "note"),'


@pytest.mark.parametrize(
    "arguments",
    ["check -v 0", "-v 0 check", "check --verbosity=0", "check --no-color -v0", "check --skip-checks -v0"],
)
def test_shared_options_stand_before_or_after_the_verb(tmp_path: Path, arguments: str) -> None:
    done = shop(tmp_path, REMOVE).schemaguard(*arguments.split())
    assert done.out.startswith("2 migrations checked:"), done.err


@pytest.mark.parametrize("place", ["before", "after"])
def test_settings_and_pythonpath(tmp_path: Path, place: str) -> None:
    project = shop(tmp_path, REMOVE)
    project.write("conf/other.py", "from settings import *\nSCHEMAGUARD = {'RULES': {'drop-column': 'off'}}\n")
    options = ["--settings", "other", "--pythonpath", "conf"]
    arguments = [*options, "check"] if place == "before" else ["check", *options]
    assert "drop-column" not in project.schemaguard(*arguments).out


def test_verbose_explains_every_time(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE, 'migrations.RemoveField("customer", "name"),')
    assert project.schemaguard("check").out.count("The values are gone") == 1
    assert project.schemaguard("check", "-v2").out.count("The values are gone") == 2


@pytest.mark.parametrize("verb", ["", "check", "make", "explain", "rules"])
def test_help(tmp_path: Path, verb: str) -> None:
    done = Project(tmp_path).schemaguard(*[word for word in (verb, "--help") if word])
    assert done.code == 0
    assert "usage: manage.py schemaguard" in done.out


def test_every_option_has_a_help_text(tmp_path: Path) -> None:
    done = Project(tmp_path).schemaguard("check", "--help")
    for option in re.findall(r"^  (--[a-z-]+)", done.out, re.MULTILINE):
        assert re.search(rf"{option}\b[^\n]*(\n\s+)?\s+[A-Z0-9]", done.out), option


CALL = """
import io
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
django.setup()
from django.core.management import CommandError, call_command

out = io.StringIO()
try:
    call_command("schemaguard", "check", "shop", "0002", format=["json"], stdout=out)
except SystemExit as stop:
    print("exit", stop.code, "drop-column" in out.getvalue())
out = io.StringIO()
call_command("schemaguard", "check", "--fail-on", "never", "-v", "0", stdout=out)
print("text", out.getvalue().strip())
out = io.StringIO()
call_command("schemaguard", "check", verbosity=0, fail_on="never", stdout=out)
print("options", out.getvalue().strip())
for arguments in (["check", "shpo"], ["chekc"], ["check", "--bogus"]):
    try:
        call_command("schemaguard", *arguments)
    except CommandError as error:
        print("error", error.returncode, error)
"""


def test_call_command(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    project.write("call.py", CALL)
    done = project.python("call.py")
    lines = done.out.splitlines()
    assert done.code == 0, done.err
    assert lines[0] == "exit 1 True"
    assert lines[1].startswith("text 2 migrations checked")
    assert lines[2].startswith("options 2 migrations checked")
    assert lines[3].startswith("error 2 There is no app 'shpo'.")
    assert lines[4].startswith("error 2 ")
    assert "chekc" in lines[4]
    assert "--bogus" in lines[5]
