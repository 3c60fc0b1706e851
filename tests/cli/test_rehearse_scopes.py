"""Which migrations ``rehearse`` takes for which options, and what it says where there is nothing to take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.projects import Project, migration, shop

FIELD = 'migrations.AddField("Customer", "{0}", models.IntegerField(null=True)),'
BLOG = """\
migrations.CreateModel("Post", [("id", models.BigAutoField(primary_key=True)), ("title", models.CharField(max_length=9))]),
"""


def rehearsed(project: Project, *arguments: str, code: int = 0) -> Any:
    done = project.schemaguard("rehearse", "--format", "json", *arguments)
    assert done.code == code, (done.code, done.out, done.err)
    return done.json


def names(document: Any) -> list[str]:
    found = document.get("databases", [document])
    return [f"{one['app']}.{one['migration'][:4]}" for part in found for one in part["migrations"]]


def refused(project: Project, *arguments: str) -> str:
    done = project.schemaguard("rehearse", *arguments)
    assert done.is_one_clear_line(), (done.code, done.out, done.err)
    return done.err


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Four migrations of a shop, two of them applied and committed, and one of a blog that comes between."""
    project = shop(tmp_path_factory.mktemp("shop"), FIELD.format("b"), FIELD.format("c"), FIELD.format("d"))
    project.add_app("blog", migrations={"0001_initial": migration(BLOG, after=[("shop", "0002_step")])})
    last = project.root / "shop/migrations/0004_step.py"
    kept = last.read_text()
    last.unlink()
    project.git("init", "--quiet")
    project.commit()
    last.write_text(kept)
    assert project.manage("migrate", "-v0", "schemaguard").code == 0
    assert project.manage("migrate", "-v0", "shop", "0002").code == 0
    return project


SCOPES = [
    ("", ["blog.0001", "shop.0003", "shop.0004"]),
    ("--source empty", ["blog.0001", "shop.0003", "shop.0004"]),
    ("--source default", ["blog.0001", "shop.0003", "shop.0004"]),
    ("shop", ["shop.0003", "shop.0004"]),
    ("shop 0003", ["shop.0003"]),
    ("--all shop", ["shop.0001", "shop.0002", "shop.0003", "shop.0004"]),
    ("--all shop 0002", ["shop.0002"]),
    ("--since main", ["shop.0004"]),
    ("--since main --source default --rows all", ["shop.0004"]),
    ("--since main shop 0004", ["shop.0004"]),
]


@pytest.mark.parametrize(("words", "wanted"), SCOPES, ids=[words or "nothing" for words, _ in SCOPES])
def test_scopes(project: Project, words: str, wanted: list[str]) -> None:
    assert names(rehearsed(project, *words.split())) == wanted


NOTHING = [
    ("shop 0002", "Nothing of shop 0002 is pending on 'default'. Rehearse the whole history with --all."),
    ("shop 0002 --source default", "is pending on default"),
    ("blog --since main", "No migration of blog was added or edited since main, so there is nothing to rehearse."),
    ("shop 0009", "The app 'shop' has no migration '0009'"),
    ("shop 00", "matches several migrations"),
    ("shpo", "Did you mean 'shop'?"),
    ("--since nowhere", "git does not know 'nowhere'"),
    ("--all --source default", "--all begins with nothing, and --source default has applied migrations already."),
    ("--database nowhere", "has no database 'nowhere'"),
]


@pytest.mark.parametrize(("words", "line"), NOTHING, ids=[words for words, _ in NOTHING])
def test_nothing_to_do_is_one_line(project: Project, words: str, line: str) -> None:
    assert line in refused(project, *words.split())


def test_what_a_branch_adds_and_the_source_has_applied(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.git("init", "--quiet")
    project.commit()
    for number, name in ((2, "b"), (3, "c")):
        text = migration(FIELD.format(name), after=[("shop", f"000{number - 1}_{'step' if number > 2 else 'initial'}")])
        project.add_migration("shop", f"000{number}_step", text)
    assert project.manage("migrate", "-v0", "shop", "0002").code == 0
    found = rehearsed(project, "--since", "main", "--source", "default")
    assert names(found) == ["shop.0003"]
    assert "Applied by default already, and so not rehearsed: shop.0002_step." in found["notes"]

    assert project.manage("migrate", "-v0").code == 0
    assert "Nothing that is new since main is pending on default." in refused(
        project, "--since", "main", "--source", "default"
    )


def test_what_migrate_refuses_is_refused(tmp_path: Path) -> None:
    project = shop(tmp_path, FIELD.format("b"))
    assert project.manage("migrate", "-v0").code == 0
    text = migration(FIELD.format("x"), after=[("shop", "0001_initial")])
    project.add_migration("shop", "0002_other", text)
    assert "shop ends in several migrations, 0002_other, 0002_step." in refused(project)
    assert "Conflicting migrations" in project.manage("migrate").err

    # One is put before another that is applied.
    project.add_migration("shop", "0002_step", migration(FIELD.format("b"), after=[("shop", "0002_other")]))
    said = refused(project)
    assert "default has applied shop.0002_step, and not shop.0002_other, which it depends on." in said
    assert "InconsistentMigrationHistory" in project.manage("migrate").err


def test_what_is_recorded_and_has_no_file(tmp_path: Path) -> None:
    project = shop(tmp_path, FIELD.format("b"))
    assert project.manage("migrate", "-v0").code == 0
    (project.root / "shop/migrations/0002_step.py").unlink()
    project.add_migration("shop", "0002_new", migration(FIELD.format("c"), after=[("shop", "0001_initial")]))
    note = "Recorded as applied, but no file has it: shop.0002_step. What that has made is "
    for source, place in (("default", "in the copy."), ("empty", "not there.")):
        found = rehearsed(project, "--source", source)
        assert names(found) == ["shop.0002"] and note + place in found["notes"]


def test_apps_without_migrations_have_tables_where_migrate_has_made_them(tmp_path: Path) -> None:
    project = shop(
        tmp_path, 'migrations.AddField("Customer", "tag", models.ForeignKey("tags.Tag", models.CASCADE, null=True)),'
    )
    project.add_migration(
        "shop",
        "0002_step",
        (project.root / "shop/migrations/0002_step.py")
        .read_text()
        .replace("('shop', '0001_initial')", "('shop', '0001_initial'), ('tags', '__first__')"),
    )
    project.add_app("tags", "class Tag(models.Model):\n    name = models.CharField(max_length=9)\n")
    made = "Tables of apps without migrations were made from their models: tags."
    found = rehearsed(project, "--all", "shop")
    assert names(found) == ["shop.0001", "shop.0002"] and made in found["notes"]
    # As there: the tables are missing without --run-syncdb, and are there with it.
    assert project.manage("migrate", "-v0", "shop", "0001").code == 0
    assert made not in rehearsed(project, "shop", "--source", "empty", code=0)["notes"]
    assert project.manage("migrate", "-v0", "--run-syncdb").code == 0
    assert project.manage("migrate", "-v0", "shop", "0001").code == 0
    assert made in rehearsed(project, "shop", "--source", "empty")["notes"]
    assert names(rehearsed(project, "shop")) == ["shop.0002"]
