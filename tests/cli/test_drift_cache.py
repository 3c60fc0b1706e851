"""``schemaguard drift`` remembers what migrations make, and believes it only as long as it holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.drifting import drift, found, shop_of_three, with_models
from tests.projects import Project, migration, shop


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return shop_of_three(tmp_path)


def test_the_cache(project: Project) -> None:
    drift(project, code=0)
    (kept,) = (project.root / ".cache/schemaguard").glob("*.json")
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    written = kept.stat().st_mtime_ns, kept.stat().st_ino
    drift(project, code=0)
    assert kept.stat().st_ino == written[1], "it was not built again"
    drift(project, "--fresh", code=0)
    assert kept.stat().st_ino != written[1]


@pytest.mark.parametrize("damage", ["", "{", '{"snapshots": "{}"}', "null"])
def test_a_damaged_cache_is_built_again(project: Project, damage: str) -> None:
    drift(project, code=0)
    (kept,) = (project.root / ".cache/schemaguard").glob("*.json")
    whole = kept.read_text()
    kept.write_text(damage)
    drift(project, code=0)
    assert json.loads(kept.read_text()) == json.loads(whole)


def test_a_cached_answer_is_not_believed_after_an_edit_of_what_migrations_use(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.write("lengths.py", "NOTE = 30\n")
    text = migration(
        'migrations.AddField("customer", "tag", models.CharField(max_length=NOTE, null=True)),',
        after=[("shop", "0001_initial")],
        above="from lengths import NOTE",
    )
    project.add_migration("shop", "0002_step", text)
    with_models(project, "    tag = models.CharField(max_length=30, null=True)\n")
    assert project.manage("migrate", "-v0").code == 0
    drift(project, code=0)
    project.write("lengths.py", "NOTE = 40\n")
    with_models(project, "    tag = models.CharField(max_length=40, null=True)\n")
    report = drift(project, code=1)
    assert ("alter_column", "shop_customer.tag", "live", "shop.0002_step") in found(report)


def test_a_home_that_cannot_be_written(project: Project) -> None:
    done = project.schemaguard("drift", XDG_CACHE_HOME="/dev/null")
    assert done.code == 0, done.err
    assert done.err == ""
