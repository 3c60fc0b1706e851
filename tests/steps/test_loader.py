"""Graphs of migrations: squashes, merges, run_before, several leaves, and finding one by its name."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.projects import CUSTOMER, Project, migration, shop

ADD = 'migrations.AddField("customer", "{0}", models.TextField(null=True)),'
DROP = 'migrations.RemoveField("customer", "{0}"),'


def judged(project: Project, *arguments: str) -> list[str]:
    """The migrations of the check, in order, as the JUnit report lists them."""
    done = project.schemaguard("check", "--format", "junit", "--offline", *arguments)
    assert done.code in (0, 1), done.err
    names = [case.get("name", "") for case in ElementTree.fromstring(done.out).iter("testcase")]
    return [name for name in names if name != "history"]


@pytest.fixture
def squashed(tmp_path: Path) -> Project:
    """Two migrations, the squash of both, and one that follows by the old name."""
    project = shop(tmp_path, ADD.format("city"))
    replaces = [("shop", "0001_initial"), ("shop", "0002_step")]
    project.add_migration(
        "shop", "0001_squashed", migration(CUSTOMER + ADD.format("city"), attributes=f"replaces = {replaces!r}")
    )
    project.add_migration("shop", "0003_next", migration(DROP.format("city"), after=[("shop", "0002_step")]))
    return project


def test_a_squash_stands_for_what_it_replaces(squashed: Project) -> None:
    assert judged(squashed) == ["0001_squashed", "0003_next"]
    assert "drop-column" in squashed.found()


def test_a_replaced_migration_can_be_asked_for_by_name(squashed: Project) -> None:
    assert judged(squashed, "shop", "0002_step") == ["0002_step"]
    assert judged(squashed, "shop", "0003") == ["0003_next"]
    found = squashed.check("shop", "0002_step")["findings"]
    assert {f["migration"] for f in found} == {"0002_step"}


def test_one_app_is_all_its_migrations_in_the_plan(squashed: Project) -> None:
    """Replaced files are not part of what runs on an empty database."""
    assert judged(squashed, "shop")[:2] == ["0001_squashed", "0003_next"]


def test_the_squash_alone(squashed: Project) -> None:
    for name in ("0001_initial", "0002_step"):
        (squashed.root / f"shop/migrations/{name}.py").unlink()
    assert judged(squashed) == ["0001_squashed", "0003_next"]
    assert squashed.schemaguard("check", "shop", "0002_step").is_one_clear_line()


def test_a_merge_comes_after_both_branches(tmp_path: Path) -> None:
    project = shop(tmp_path)
    for letter in "ab":
        project.add_migration("shop", f"0002_{letter}", migration(ADD.format(letter), after=[("shop", "0001_initial")]))
    project.add_migration("shop", "0003_merge", migration(after=[("shop", "0002_a"), ("shop", "0002_b")]))
    project.add_migration("shop", "0004_next", migration(DROP.format("a"), after=[("shop", "0003_merge")]))
    names = judged(project)
    assert sorted(names[:3]) == ["0001_initial", "0002_a", "0002_b"]
    assert names[3:] == ["0003_merge", "0004_next"]
    assert "several-leaves" not in project.found()


def test_both_branches_are_judged_where_nobody_merged_them(tmp_path: Path) -> None:
    project = shop(tmp_path)
    for letter in "ab":
        project.add_migration(
            "shop",
            f"0002_{letter}",
            migration(DROP.format("note" if letter == "a" else "name"), after=[("shop", "0001_initial")]),
        )
    found = project.check()["findings"]
    assert [f["subject"] for f in found if f["rule"] == "drop-column"] == ["shop_customer.note", "shop_customer.name"]
    assert "several-leaves" in {f["rule"] for f in found}


def test_run_before_is_honoured(tmp_path: Path) -> None:
    project = shop(tmp_path, ADD.format("city"))
    project.add_app("store", "", {"0001_initial": migration(attributes="run_before = [('shop', '0002_step')]")})
    names = judged(project, "--all-apps")
    assert judged(project).index("0002_step") == 2
    assert names[-1] == "0002_step"


def test_apps_depend_on_each_other(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_app("a_store", "", {"0001_store": migration(after=[("shop", "0001_initial")])})
    assert judged(project) == ["0001_initial", "0001_store"]


def test_first_and_latest(tmp_path: Path) -> None:
    project = shop(tmp_path, ADD.format("city"))
    project.add_app("a_store", "", {"0001_store": migration(after=[("shop", "__first__")])})
    assert len(judged(project)) == 3


def test_names_begin_alike(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_migration("shop", "0002", migration(after=[("shop", "0001_initial")]))
    project.add_migration("shop", "0002_more", migration(after=[("shop", "0002")]))
    assert judged(project, "shop", "0002") == ["0002"]
    assert judged(project, "shop", "0002_") == ["0002_more"]


def test_apps_outside_the_project_are_left_out(tmp_path: Path) -> None:
    project = shop(tmp_path)
    library = tmp_path / "venv/lib/python3/site-packages"
    other = Project(library)
    other.add_app("library", "", {"0001_initial": migration(CUSTOMER, reason=None)})
    path = (
        f"import sys\nsys.path.append({str(library)!r})\nINSTALLED_APPS += ['library', 'django.contrib.contenttypes']"
    )
    project.settings(path)
    assert {f["app"] for f in project.check()["findings"]} == {"shop"}
    everything = project.check("--all-apps")
    assert {f["app"] for f in everything["findings"]} >= {"shop", "library"}
    assert "missing-reason" not in [f["rule"] for f in everything["findings"] if f["app"] == "library"]
    assert project.check("library")["summary"]["migrations"] == 1
    project.settings("SCHEMAGUARD['APPS'] = ['library']\nSCHEMAGUARD['EXCLUDE_APPS'] += ['shop']")
    assert {f["app"] for f in project.check()["findings"]} == {"library"}


def test_an_app_label_that_differs_from_its_package(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.add_app("shop", "", {"0001_initial": migration(CUSTOMER)})
    project.write(
        "shop/apps.py",
        "from django.apps import AppConfig\nclass Config(AppConfig):\n    name = 'shop'\n    label = 'webshop'\n",
    )
    found = project.check("webshop", "0001")["findings"][0]
    assert (found["app"], found["path"]) == ("webshop", "shop/migrations/0001_initial.py")
    assert project.schemaguard("check", "shop").is_one_clear_line()


def test_migration_modules_elsewhere(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.write("elsewhere/__init__.py", "")
    project.write("elsewhere/0001_initial.py", migration(CUSTOMER))
    project.settings("MIGRATION_MODULES = {'shop': 'elsewhere'}")
    (found,) = project.check("shop")["findings"]
    assert found["path"] == "elsewhere/0001_initial.py"
    project.settings("MIGRATION_MODULES = {'shop': None}")
    assert project.schemaguard("check").code == 0
    assert project.schemaguard("check", "shop").is_one_clear_line()


def test_a_migration_that_is_compiled_only(tmp_path: Path) -> None:
    """Some teams ship no sources: what can be judged is judged, without lines."""
    project = shop(tmp_path, DROP.format("note"))
    code = "import compileall; compileall.compile_dir('shop/migrations', legacy=True, quiet=1)"
    assert project.python("-c", code).code == 0
    (tmp_path / "shop/migrations/0002_step.py").unlink()
    done = project.schemaguard("check", "shop")
    assert "Traceback" not in done.err
    assert done.code in (0, 1)


def test_operations_that_are_computed(tmp_path: Path) -> None:
    """The lines of single operations cannot be told then; findings stand at the class."""
    project = shop(tmp_path)
    text = migration(
        "*[migrations.RemoveField('customer', name) for name in ('note',)],", after=[("shop", "0001_initial")]
    )
    project.add_migration("shop", "0002_step", text)
    (found,) = [f for f in project.check()["findings"] if f["rule"] == "drop-column"]
    assert project.read("shop/migrations/0002_step.py").splitlines()[found["line"] - 1].startswith("class Migration")
