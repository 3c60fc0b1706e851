"""What the tests of ``drift`` share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.places import execute
from tests.projects import CUSTOMER_MODEL, Done, Project, shop

CITY = 'migrations.AddField("customer", "city", models.TextField(null=True)),'
BY_NAME = 'migrations.AddIndex("customer", models.Index(fields=["name"], name="shop_by_name")),'
CITY_MODEL = "    city = models.TextField(null=True)\n"
BY_NAME_MODEL = '\n    class Meta:\n        indexes = [models.Index(fields=["name"], name="shop_by_name")]\n'
TWO = """
DATABASES["other"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "other.sqlite3"}
"""


def drift(project: Project, *arguments: str, code: int, **variables: str) -> Any:
    """The JSON of ``drift``."""
    done = run(project, "--format", "json", *arguments, **variables)
    assert done.code == code, (done.out, done.err)
    return done.json


def run(project: Project, *arguments: str, **variables: str) -> Done:
    """``drift`` with a cache of the project's own."""
    return project.schemaguard("drift", *arguments, XDG_CACHE_HOME=str(project.root / ".cache"), **variables)


def found(report: Any) -> list[tuple[str, str, str | None, str | None]]:
    """What differs, who is wrong, and which migration it is about."""
    return [(item["kind"], item["object"], item["side"], item["migration"]) for item in report["changes"]]


def without_row(project: Project, name: str) -> None:
    execute(project.root / "db.sqlite3", f"DELETE FROM django_migrations WHERE name = '{name}'")


def shop_of_three(root: Path) -> Project:
    """A shop of three migrations, all applied."""
    return with_models(migrated_shop(root, CITY, BY_NAME), CITY_MODEL + BY_NAME_MODEL)


def migrated_shop(root: Path, *operations: str) -> Project:
    project = shop(root, *operations)
    assert project.manage("migrate", "-v0").code == 0
    return project


def with_models(project: Project, more: str) -> Project:
    project.models("shop", CUSTOMER_MODEL + more)
    return project
