"""How tests run the sample project, and what it is made of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.apps import AppConfig, apps
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[2]


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the checkout, in an environment where no ``.env`` can slip in other databases.

    What it covers, other tests do: measuring it doubles the time.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    variables = {**kept, "DATABASE_URL": "", "MONGODB_URL": "", "SECRET_KEY": "", "DEBUG": "on", **environment}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=variables, capture_output=True, text=True)


def manage(url: str, *arguments: str) -> str:
    """Run a command of the sample project on the database ``url`` and return what it printed."""
    done = python("manage.py", *arguments, DATABASE_URL=url)
    assert done.returncode == 0, f"{' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def shop_apps() -> list[AppConfig]:
    """The apps of the shop: those inside ``sample_project``."""
    return [config for config in apps.get_app_configs() if config.name.startswith("sample_project.")]


def shop_migrations() -> list[Migration]:
    """Every migration file of the shop, squashed and replaced ones as well, by app and name."""
    labels = {config.label for config in shop_apps()}
    files = MigrationLoader(None).disk_migrations
    return [files[key] for key in sorted(files) if key[0] in labels]
