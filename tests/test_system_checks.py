"""schemaguard in ``manage.py check``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import shop

REMOVE = 'migrations.RemoveField("customer", "note"),'


@pytest.mark.parametrize("command", [["check"], ["migrate", "--plan"]])
def test_a_mistake_in_the_settings_is_told_with_the_nearest_name(tmp_path: Path, command: list[str]) -> None:
    project = shop(tmp_path)
    project.settings("SCHEMAGUARD['LOCK_TIMOUT'] = '3s'")
    done = project.manage(*command)
    assert done.code == 1
    assert "(schemaguard.E001) SCHEMAGUARD has no setting 'LOCK_TIMOUT'. Did you mean 'LOCK_TIMEOUT'?" in done.err


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.settings("SCHEMAGUARD.update({'LOCK_TIMOUT': '3s', 'APPROVALS': 'one', 'EXTRA_RULES': 'shop.rules'})")
    assert project.manage("check").err.count("(schemaguard.E001)") == 3


def test_right_settings_say_nothing(tmp_path: Path) -> None:
    done = shop(tmp_path).manage("check")
    assert (done.code, done.err) == (0, "")
    assert "no issues" in done.out


def test_findings_need_deploy_and_tag(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    assert "drop-column" not in project.manage("check").err
    assert project.manage("check").code == 0
    done = project.manage("check", "--deploy", "--tag", "schemaguard")
    assert done.code == 1
    assert "shop.0002_step: (schemaguard.SG201) Dropping shop_customer.note destroys its values." in done.err
    assert "HINT: Release in two steps." in done.err
    assert "(shop/migrations/0002_step.py:" in done.err
    assert "::" not in done.err


def test_severities_are_those_of_django(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE, "migrations.RunSQL('SELECT 1'),")
    err = project.manage("check", "--deploy", "--tag", "schemaguard", "--fail-level", "INFO").err
    assert err.index("ERRORS:") < err.index("SG201") < err.index("WARNINGS:") < err.index("SG505") < err.index("INFOS:")


def test_findings_always_where_the_settings_want_them(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    project.settings("SCHEMAGUARD['SYSTEM_CHECKS'] = True")
    done = project.manage("check")
    assert done.code == 1
    assert "(schemaguard.SG201)" in done.err


def test_findings_can_be_silenced_in_django_s_own_way(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    project.settings("SILENCED_SYSTEM_CHECKS = ['schemaguard.SG201', 'schemaguard.SG605']")
    assert project.manage("check", "--deploy", "--tag", "schemaguard").code == 0


def test_one_app(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    assert "SG201" in project.manage("check", "shop", "--deploy", "--tag", "schemaguard").err
    assert "SG201" not in project.manage("check", "schemaguard", "--deploy", "--tag", "schemaguard").err


def test_a_history_that_cannot_be_read_is_one_message(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_migration("shop", "0002_bad", "def broken(:\n")
    done = project.manage("check", "--deploy", "--tag", "schemaguard")
    assert done.code == 1
    assert "(schemaguard.E002)" in done.err
    assert "Traceback" not in done.err


def test_no_database_is_asked(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.settings(
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'x', 'HOST': '127.0.0.1',"
        " 'PORT': '1'}}"
    )
    assert project.manage("check", "--deploy", "--tag", "schemaguard").code == 0
