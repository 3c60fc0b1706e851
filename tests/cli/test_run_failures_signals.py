"""The signals of ``migrate``: content types and permissions appear, also after a run that was killed before it sent them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.applying import ask, entries, is_verified
from tests.projects import Project, shop

pytestmark = pytest.mark.usefixtures("own_connections")

KILLS = """
import os

from django.db.models.signals import post_migrate


def killed(sender, **kwargs):
    if os.environ.get("KILLED"):
        os.kill(os.getpid(), 9)


post_migrate.connect(killed)
"""


def rows(project: Project, name: str) -> list[list[tuple[str, ...]]]:
    """All content types and permissions."""
    file = str(project.root / name)
    types = "SELECT app_label, model FROM django_content_type ORDER BY 1, 2"
    permissions = "SELECT codename FROM auth_permission ORDER BY 1"
    return [ask(file, types), ask(file, permissions)]


def test_post_migrate(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.settings("INSTALLED_APPS += ['django.contrib.contenttypes', 'django.contrib.auth']")
    project.settings("import os\nDATABASES['default']['NAME'] = BASE_DIR / os.environ.get('FILE', 'db.sqlite3')")
    project.write("shop/management/__init__.py", KILLS)
    assert project.manage("migrate", "-v0", FILE="plain.sqlite3").code == 0
    apply = ("apply", "--no-probes", "--allow=schema-and-data-mixed", "--allow=no-op-reverse")
    assert project.schemaguard(*apply, KILLED="yes").code == -9
    assert rows(project, "db.sqlite3") != rows(project, "plain.sqlite3")
    before = entries(str(project.root / "db.sqlite3"))
    assert ("done", "0001_initial") in before

    # The migrations are all there. What is left is done, and then nothing is.
    done = project.schemaguard(*apply)
    assert done.code == 0, done.out + done.err
    assert rows(project, "db.sqlite3") == rows(project, "plain.sqlite3")
    ended = entries(str(project.root / "db.sqlite3"))
    assert project.schemaguard(*apply).code == 0
    assert entries(str(project.root / "db.sqlite3")) == ended
    assert is_verified(project)
