"""No database's driver is needed by those who do not use it."""

from __future__ import annotations

import subprocess
import sys

import pytest

WITHOUT_DRIVERS = """
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys(["pymongo", "bson", "MySQLdb", "psycopg", "psycopg2", "postgast", "rest_framework"]))
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "sample_project.settings"
import django
django.setup()
import schemaguard.actions, schemaguard.cli, schemaguard.formats, schemaguard.schema, schemaguard.steps
for package in (schemaguard.actions, schemaguard.cli, schemaguard.formats, schemaguard.schema, schemaguard.steps):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
from schemaguard.databases.registry import database, vendors
print(*(database(vendor).vendor for vendor in vendors()))
"""


def test_everything_but_the_databases_is_imported_without_drivers() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_DRIVERS], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["mongodb", "mysql", "postgresql", "sqlite"]


ASKED_WITHOUT_A_DRIVER = """
import sys
sys.modules.update(dict.fromkeys(["pymongo", "bson", "MySQLdb", "psycopg", "psycopg2"]))
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "sample_project.settings"
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "schemaguard", *sys.argv[1:]])
"""


@pytest.mark.parametrize("verb", ["snapshot", "drift"])
@pytest.mark.parametrize(
    ("url", "extra"),
    [("postgres://u:secret-pw@127.0.0.1:1/x", "postgresql"), ("mysql://u:secret-pw@127.0.0.1:1/x", "mysql")],
)
def test_a_missing_driver_is_told_in_one_line(verb: str, url: str, extra: str) -> None:
    command = [sys.executable, "-c", ASKED_WITHOUT_A_DRIVER, verb, url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"CommandError: The engine django.db.backends.{extra} cannot be used: ")
    assert line.endswith(f'Install its driver: pip install "schemaguard[{extra}]"')
    assert "secret-pw" not in line
