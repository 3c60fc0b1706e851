"""The settings of the sample project follow the environment."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from sample_project.routers import RelationalRouter
from tests.sample_project.project import ROOT, python

MONGODB = "mongodb://127.0.0.1:27017/shop"


def evaluate(expression: str, **environment: str) -> str:
    """What an expression over the settings is, in a new process."""
    done = python("-c", f"from sample_project import settings; print({expression})", **environment)
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("environment", "expression", "expected"),
    [
        ({"DATABASE_URL": "sqlite:////x.db"}, "settings.SCHEMAGUARD['TARGET']", "{'default': 'postgresql 16'}"),
        ({"DATABASE_URL": "postgres://u@h/shop"}, "settings.SCHEMAGUARD.get('TARGET')", "None"),
        ({"DATABASE_URL": "mysql://u@h/shop"}, "settings.DATABASES['default']['NAME']", "shop"),
        ({}, "list(settings.DATABASES)", "['default']"),
        ({}, "settings.SECRET_KEY != ''", "True"),
        ({"DEBUG": "off", "SECRET_KEY": "mine"}, "settings.SECRET_KEY", "mine"),
        ({"ALLOWED_HOSTS": "a.example.com,b.example.com"}, "len(settings.ALLOWED_HOSTS)", "2"),
    ],
)
def test_settings(environment: dict[str, str], expression: str, expected: str) -> None:
    assert evaluate(expression, **environment) == expected


def test_the_default_database_is_a_file_in_the_checkout() -> None:
    assert evaluate("settings.DATABASES['default']['NAME']", DATABASE_URL="") == str(ROOT / "db.sqlite3")


def test_without_debug_a_key_is_needed() -> None:
    assert "Set SECRET_KEY" in evaluate("0", DEBUG="off")


def test_mongodb_is_a_second_alias_without_the_relational_tables() -> None:
    pytest.importorskip("django_mongodb_backend", exc_type=ImportError)
    assert evaluate("settings.DATABASES['documents']['HOST']", MONGODB_URL=MONGODB) == MONGODB
    assert evaluate("settings.DATABASE_ROUTERS", MONGODB_URL=MONGODB) == "['sample_project.routers.RelationalRouter']"
    assert RelationalRouter().allow_migrate("documents", "orders") is False
    assert RelationalRouter().allow_migrate("default", "orders") is None


def test_every_variable_is_in_the_example() -> None:
    source = (ROOT / "sample_project" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', source))
    documented = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read == documented


def test_schemaguard_is_installed_and_configured() -> None:
    assert "schemaguard" in settings.INSTALLED_APPS
    assert settings.SCHEMAGUARD["METADATA"]["reason"] == {"required": True, "min_words": 4}
