"""No database's driver is needed by those who do not use it."""

from __future__ import annotations

import subprocess
import sys

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
