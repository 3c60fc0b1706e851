"""A ``rollback`` that did not get to its end: the same command goes on with it, and does no more than it was to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.applying import applied, ask, columns, entries, is_verified
from tests.projects import Project, migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")

_CODE = """
def nothing(apps, editor):
    pass


def back(apps, editor):
    import os
    if "FAIL" in os.environ:
        raise RuntimeError("not today")
"""
_EMAIL = 'migrations.AddField("Customer", "email", models.CharField(max_length=90, null=True)),'
_PHONE = 'migrations.AddField("Customer", "phone", models.CharField(max_length=90, null=True)),'
_KILLS = """
import os

from django.db.models.signals import post_migrate


def killed(sender, **kwargs):
    if os.environ.get("KILLED"):
        os.kill(os.getpid(), 9)


post_migrate.connect(killed)
"""
_ALLOW = ("--no-probes", "--allow=schema-and-data-mixed")
_LOSSES = ("--accept-loss", "shop_customer.email", "--accept-loss", "shop.0003_phone")


def ready(root: Path) -> tuple[Project, str]:
    """Two runs, the second one with two migrations whose columns have values. The first of these fails on its way back."""
    project = shop(root)
    project.settings("del SCHEMAGUARD['TARGET']")
    assert project.schemaguard("apply").code == 0
    code = "migrations.RunPython(nothing, back),"
    project.add_migration("shop", "0002_email", migration(_EMAIL + code, after=[("shop", "0001_initial")], above=_CODE))
    project.add_migration("shop", "0003_phone", migration(_PHONE, after=[("shop", "0002_email")]))
    done = project.schemaguard("apply", *_ALLOW)
    assert done.code == 0, done.out + done.err
    url = str(root / "db.sqlite3")
    ask(url, "INSERT INTO shop_customer (name, note, email, phone) VALUES ('Ann', 'kept', 'ann@example.org', '1')")
    return project, url


@pytest.mark.parametrize("target", [("shop", "0001"), ("--last",)], ids=" ".join)
def test_what_was_accepted_may_be_gone_already(target: tuple[str, ...], tmp_path: Path) -> None:
    project, url = ready(tmp_path)
    failed = project.schemaguard("rollback", *target, *_LOSSES, FAIL="1")
    assert failed.code == 1
    assert "run the same command again" in " ".join(failed.out.split())
    assert applied(url) == ["0001_initial", "0002_email"]
    # It fails once more: what was accepted is known all the same.
    assert project.schemaguard("rollback", *target, *_LOSSES, FAIL="1").code == 1
    assert project.schemaguard("rollback", *target, *_LOSSES, "--accept-loss", "shop.0003_fone").is_one_clear_line()
    done = project.schemaguard("rollback", *target, *_LOSSES)
    assert done.code == 0, done.out + done.err
    assert applied(url) == ["0001_initial"]
    assert columns(url, "shop_customer") == {"id", "name", "note"}
    assert is_verified(project)
    # From then on nothing is known of it.
    assert project.schemaguard("apply", *_ALLOW).code == 0
    assert project.schemaguard("rollback", "shop", "0002").code == 0
    assert project.schemaguard("rollback", *target, "--accept-loss", "shop.0003_phone").is_one_clear_line()


@pytest.mark.parametrize("target", [("shop", "0001"), ("--last",)], ids=" ".join)
def test_it_was_killed_when_nothing_was_left_but_post_migrate(target: tuple[str, ...], tmp_path: Path) -> None:
    project, url = ready(tmp_path)
    project.write("shop/management/__init__.py", _KILLS)
    assert project.schemaguard("rollback", *target, *_LOSSES, KILLED="yes").code == -9
    assert applied(url) == ["0001_initial"]
    # Once more, as it comes no further: nothing else is taken back meanwhile.
    assert project.schemaguard("rollback", *target, *_LOSSES, KILLED="yes").code == -9
    done = project.schemaguard("rollback", *target, *_LOSSES)
    assert done.code == 0, done.out + done.err
    assert "Nothing to take back" in done.out
    assert applied(url) == ["0001_initial"]
    assert project.schemaguard("history", "--outcome", "open", "--format", "json").json["runs"] == []
    ended = entries(url)
    assert project.schemaguard("rollback", "shop", "0001").code == 0
    assert entries(url) == ended
    assert is_verified(project)
    # What has come to its end is over: now the run before is the last one.
    last = project.schemaguard("rollback", "--last", "--accept-loss", "shop_customer")
    assert last.code == 0, last.out + last.err
    assert applied(url) == []


def test_it_was_killed_before_it_did_anything(tmp_path: Path) -> None:
    """Whoever goes forward again is told no more to end it."""
    project = shop(tmp_path)
    project.write("shop/kills.py", _KILLS.replace("post_migrate", "pre_migrate"))
    project.write("shop/management/__init__.py", "import shop.kills")
    assert project.schemaguard("apply").code == 0
    assert project.schemaguard("rollback", "--last", KILLED="1").code == -9
    assert "forward again: manage.py schemaguard apply" in " ".join(project.schemaguard("status").out.split())
    assert project.schemaguard("apply").code == 0
    status = project.schemaguard("status")
    assert status.code == 0, status.out
