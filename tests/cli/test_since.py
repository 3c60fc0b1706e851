"""``check --since REF``: what a branch adds or edits, asked of git."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.projects import CUSTOMER, Project, migration, shop

REMOVE = 'migrations.RemoveField("customer", "note"),'
AFTER_STEP = [("shop", "0002_step")]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A shop with two released migrations on ``main``; the branch ``change`` is checked out."""
    project = shop(tmp_path, 'migrations.AddField("customer", "city", models.TextField(null=True)),')
    project.write(".gitignore", "db.sqlite3\n__pycache__/\n")
    project.git("init", "--quiet")
    project.commit("release")
    project.git("checkout", "--quiet", "-b", "change")
    return project


def judged(project: Project, reference: str = "main") -> int:
    """How many migrations were judged."""
    count: int = project.check("--since", reference)["summary"]["migrations"]
    return count


def rules(project: Project, *arguments: str) -> set[str]:
    """The rules that found something since main, notices left out."""
    found = project.check("--since", "main", *arguments)["findings"]
    return {finding["rule"] for finding in found if finding["severity"] != "notice"}


def test_nothing_changed(project: Project) -> None:
    report = project.check("--since", "main")
    assert report["findings"] == []
    assert report["summary"]["migrations"] == 0


@pytest.mark.parametrize("state", ["untracked", "staged", "committed"])
def test_an_added_migration_is_judged(project: Project, state: str) -> None:
    project.add_migration("shop", "0003_remove", migration(REMOVE, after=AFTER_STEP))
    if state != "untracked":
        project.git("add", "--all")
    if state == "committed":
        project.commit()
    assert judged(project) == 1
    assert "drop-column" in rules(project)


def test_an_ignored_file_is_not_part_of_the_change(project: Project) -> None:
    project.write(".gitignore", "0003_*\n")
    project.commit()
    project.add_migration("shop", "0003_remove", migration(REMOVE, after=AFTER_STEP))
    assert judged(project) == 0


def edited(project: Project, text: str) -> None:
    """Write the released second migration anew."""
    project.add_migration("shop", "0002_step", migration(text, after=[("shop", "0001_initial")]))


EDIT = 'migrations.AddField("customer", "city", models.CharField(max_length=9, null=True)),'
SAME = '# The city, for parcels.\nmigrations.AddField(\n    "customer",\n    "city", models.TextField(null=True, ),\n),'


@pytest.mark.parametrize("state", ["in the working tree", "committed"])
def test_an_edited_migration_is_a_finding(project: Project, state: str) -> None:
    edited(project, EDIT)
    if state == "committed":
        project.commit()
    assert judged(project) == 1
    assert {"released-migration-edited", "stale-reason"} <= rules(project)


@pytest.mark.parametrize("text", [SAME, SAME.replace('"', "'")])
def test_layout_and_comments_are_no_edit(project: Project, text: str) -> None:
    edited(project, text)
    assert judged(project) == 1
    assert not rules(project) & {"released-migration-edited", "stale-reason"}


def test_a_new_reason_alone_is_no_edit(project: Project) -> None:
    text = project.read("shop/migrations/0002_step.py").replace("spring sale", "summer sale")
    project.add_migration("shop", "0002_step", text)
    assert judged(project) == 1
    assert not rules(project) & {"released-migration-edited", "stale-reason"}


def test_an_edit_with_a_new_reason_is_not_stale(project: Project) -> None:
    edited(project, EDIT)
    text = project.read("shop/migrations/0002_step.py").replace("spring sale", "summer sale")
    project.add_migration("shop", "0002_step", text)
    assert rules(project) & {"released-migration-edited", "stale-reason"} == {"released-migration-edited"}


#: Edits that leave every word where it is and move only the structure.
MOVED = [
    (
        "migrations.SeparateDatabaseAndState([migrations.RunSQL('A', 'B')]), migrations.RunSQL('C', 'D'),",
        "migrations.SeparateDatabaseAndState([migrations.RunSQL('A', 'B'), migrations.RunSQL('C', 'D')]),",
    ),
    ("migrations.RunSQL([['A'], 'B'], ''),", "migrations.RunSQL([['A', 'B']], ''),"),
]


@pytest.mark.parametrize(("before", "after"), MOVED)
def test_an_operation_that_moves_into_another_is_an_edit(project: Project, before: str, after: str) -> None:
    project.git("checkout", "--quiet", "main")
    project.add_migration("shop", "0003_sql", migration(before, after=AFTER_STEP))
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    project.add_migration("shop", "0003_sql", migration(after, after=AFTER_STEP))
    assert "released-migration-edited" in rules(project)


CODE = """
def fill(apps, schema_editor):
    reason = {value!r}
    if reason:
        apps.get_model("shop", "Customer").objects.using("default").filter(note=reason).update(note="")
{indent}print(reason)
"""


@pytest.mark.parametrize(("value", "indent"), [("b", "    "), ("a", "        ")])
def test_an_edit_in_the_code_is_an_edit(project: Project, value: str, indent: str) -> None:
    """A local variable that is called reason is code, and indentation is meaning."""

    def data(value: str, indent: str) -> str:
        above = CODE.format(value=value, indent=indent)
        return migration("migrations.RunPython(fill, migrations.RunPython.noop),", after=AFTER_STEP, above=above)

    project.git("checkout", "--quiet", "main")
    project.add_migration("shop", "0003_data", data("a", "    "))
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    project.add_migration("shop", "0003_data", data(value, indent))
    assert "released-migration-edited" in rules(project)


def test_a_file_in_another_encoding_is_compared_as_it_is(project: Project) -> None:
    text = "# -*- coding: latin-1 -*-\n" + migration("migrations.RunSQL('SELECT caf\u00e9', ''),", after=AFTER_STEP)
    project.git("checkout", "--quiet", "main")
    path = project.add_migration("shop", "0003_sql", text)
    path.write_bytes(text.encode("latin-1"))
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    path.write_bytes(f"{text}# A comment.\n".encode("latin-1"))
    assert judged(project) == 1
    assert "released-migration-edited" not in rules(project)


def test_a_file_that_did_not_run_before_may_be_mended(project: Project) -> None:
    project.git("checkout", "--quiet", "main")
    project.add_migration("shop", "0003_bad", "def broken(:")
    project.commit()
    project.git("checkout", "--quiet", "-B", "change")
    project.add_migration("shop", "0003_bad", migration(after=AFTER_STEP))
    assert judged(project) == 1
    assert "released-migration-edited" not in rules(project)


def test_a_deleted_migration_is_a_finding(project: Project) -> None:
    (project.root / "shop/migrations/0002_step.py").unlink()
    found = project.check("--since", "main")["findings"]
    assert [(f["rule"], f["app"], f["migration"]) for f in found] == [
        ("applied-migration-missing", "shop", "0002_step")
    ]


def test_a_renamed_migration_is_a_finding(project: Project) -> None:
    project.git("mv", "shop/migrations/0002_step.py", "shop/migrations/0002_city.py")
    assert "applied-migration-missing" in rules(project)
    assert judged(project) == 1


def test_a_squashed_migration_may_be_deleted(project: Project) -> None:
    names = [("shop", "0001_initial"), ("shop", "0002_step")]
    squash = migration(CUSTOMER, attributes=f"replaces = {names!r}")
    project.add_migration("shop", "0001_squashed_0002", squash)
    for _, name in names:
        (project.root / f"shop/migrations/{name}.py").unlink()
    assert "applied-migration-missing" not in rules(project)


def test_it_is_compared_with_where_the_branch_left(project: Project) -> None:
    """What main got meanwhile is not this branch's doing."""
    project.git("checkout", "--quiet", "main")
    project.add_migration("shop", "0003_main", migration(REMOVE, after=AFTER_STEP))
    project.commit()
    project.git("checkout", "--quiet", "change")
    assert judged(project) == 0
    assert project.check("--since", "main")["findings"] == []


@pytest.mark.parametrize("name", ["HEAD", "v1", "commit"])
def test_the_reference_may_be_any_commit(project: Project, name: str) -> None:
    project.git("tag", "v1")
    reference = project.git("rev-parse", "HEAD").strip()[:10] if name == "commit" else name
    project.add_migration("shop", "0003_next", migration(after=AFTER_STEP))
    assert judged(project, reference) == 1


def test_new_tables_of_one_change_are_known_to_be_empty(project: Project) -> None:
    """A change is released in one go: the index of its second migration is on a table of its first."""
    table = 'migrations.CreateModel("Tag", [("id", models.BigAutoField(primary_key=True)), ("t", models.TextField())]),'
    index = 'migrations.AddIndex("tag", models.Index(fields=["t"], name="shop_tag_t")),'
    project.add_migration("shop", "0003_tag", migration(table, after=AFTER_STEP))
    project.add_migration("shop", "0004_index", migration(index, after=[("shop", "0003_tag")]))
    assert "create-index-locks-table" not in rules(project)
    project.commit()
    project.git("branch", "--force", "main", "HEAD")
    project.git("checkout", "--quiet", "-B", "later")
    index = index.replace("shop_tag_t", "shop_tag_t2")
    project.add_migration("shop", "0005_index", migration(index, after=[("shop", "0004_index")]))
    assert "create-index-locks-table" in rules(project)


def test_one_app_and_one_migration(project: Project) -> None:
    project.add_app("store", "", {"0001_initial": migration(CUSTOMER)})
    project.add_migration("shop", "0003_remove", migration(REMOVE, after=AFTER_STEP))
    project.add_migration("shop", "0004_more", migration(after=[("shop", "0003_remove")]))
    for arguments, count in (((), 3), (("shop",), 2), (("store",), 1), (("shop", "0004"), 1), (("shop", "0001"), 0)):
        assert project.check(*arguments, "--since", "main")["summary"]["migrations"] == count, arguments


def test_an_edit_elsewhere_is_not_told_when_one_migration_is_asked_for(project: Project) -> None:
    edited(project, EDIT)
    project.add_migration("shop", "0003_next", migration(after=AFTER_STEP))
    assert rules(project, "shop", "0003") == set()


def test_the_app_may_lie_below_the_top_of_the_checkout(tmp_path: Path) -> None:
    (tmp_path / "back end").mkdir()
    project = shop(tmp_path / "back end")
    subprocess.run(["git", "-C", tmp_path, "-c", "init.defaultBranch=main", "init", "--quiet"], check=True)
    project.commit()
    project.add_migration("shop", "0002_größe", migration(REMOVE, after=[("shop", "0001_initial")]))
    assert judged(project) == 1


def test_a_worktree(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("worktree")
    project.git("worktree", "add", "--quiet", "--force", "-b", "second", str(other))
    second = Project(other, apps=["shop"])
    second.add_migration("shop", "0003_remove", migration(REMOVE, after=AFTER_STEP))
    assert judged(second) == 1


def one_line(project: Project, reference: str = "main", **variables: str) -> str:
    done = project.schemaguard("check", "--since", reference, **variables)
    assert done.is_one_clear_line(), (done.out, done.err)
    return done.err


def test_no_git_checkout(tmp_path: Path) -> None:
    assert "no migration lies in a git checkout" in one_line(shop(tmp_path))


def test_git_is_not_installed(project: Project) -> None:
    assert "git, which is not installed" in one_line(project, PATH=str(project.root))


@pytest.mark.parametrize("reference", ["nope", "", "v9..v10", "HEAD~99"])
def test_an_unknown_reference(project: Project, reference: str) -> None:
    assert f"git does not know {reference!r}" in one_line(project, reference)


def test_a_shallow_clone(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    project.add_migration("shop", "0003_next", migration(after=AFTER_STEP))
    project.commit()
    clone = tmp_path_factory.mktemp("clone")
    url = f"file://{project.root}"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", "--branch=change", url, str(clone)], check=True)
    assert "git fetch --unshallow" in one_line(Project(clone, apps=["shop"]), "origin/main")


def test_a_shallow_clone_of_two_branches(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Both are known there, but not where they parted."""
    project.add_migration("shop", "0003_next", migration(after=AFTER_STEP))
    project.commit()
    project.git("checkout", "--quiet", "main")
    project.write("readme", "main goes on")
    project.commit()
    clone = tmp_path_factory.mktemp("clone")
    url = f"file://{project.root}"
    command = ["git", "clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=change", url, str(clone)]
    subprocess.run(command, check=True)
    line = one_line(Project(clone, apps=["shop"]), "origin/main")
    assert "no common history" in line
    assert "git fetch --unshallow" in line


def test_no_common_history(project: Project) -> None:
    project.git("checkout", "--quiet", "--orphan", "other")
    project.commit()
    assert "no common history with 'main'" in one_line(project)


def test_a_checkout_that_git_refuses_to_read(project: Project) -> None:
    """In containers the files often belong to somebody else."""
    line = one_line(project, GIT_TEST_ASSUME_DIFFERENT_OWNER="1", GIT_CONFIG_GLOBAL="/dev/null")
    assert "dubious ownership" in line


def test_an_app_in_another_checkout_is_left_out(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Installed packages may be checkouts of their own. They do not know this project's branches."""
    other = Project(tmp_path_factory.mktemp("library"))
    other.add_app("library", "", {"0001_initial": migration()})
    other.git("init", "--quiet")
    other.commit()
    project.settings(
        f"import sys\nsys.path.append({str(other.root)!r})\nINSTALLED_APPS += ['library']\n"
        "SCHEMAGUARD['EXCLUDE_APPS'] += ['library']"
    )
    project.git("branch", "only-here")
    assert judged(project, "only-here") == 0


def test_the_baseline_is_not_called_stale_where_only_a_part_was_judged(project: Project) -> None:
    project.add_migration("shop", "0003_remove", migration(REMOVE, after=AFTER_STEP))
    project.schemaguard("check", "--write-baseline", "baseline.json")
    (project.root / "shop/migrations/0003_remove.py").unlink()
    project.add_migration("shop", "0003_next", migration(after=AFTER_STEP))
    found: list[dict[str, Any]] = project.check("--since", "main", "--baseline", "baseline.json")["findings"]
    assert found == []
