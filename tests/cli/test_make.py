"""``schemaguard make``: what makemigrations does, with the reason in the file, and checked at once."""

from __future__ import annotations

import ast
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.projects import CUSTOMER, CUSTOMER_MODEL, Done, Project, migration, shop

REASON = "Regular customers get a discount."
WITH_VIP = CUSTOMER_MODEL + "    vip = models.BooleanField(null=True)\n"
NAME = "0002_customer_vip"


def changed(root: Path, models: str = WITH_VIP) -> Project:
    """A project whose model has one field more than its migrations."""
    return shop(root, models=models)


def attributes(project: Project, name: str) -> dict[str, Any]:
    """The constant attributes of a migration's class, read from its text."""
    tree = ast.parse(project.read(f"shop/migrations/{name}.py"))
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef))
    found = {}
    for node in body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.List):
            for target in node.targets:
                assert isinstance(target, ast.Name)
                found[target.id] = node.value.value if isinstance(node.value, ast.Constant) else "list"
    return found


def test_writes_reason_and_ticket_and_checks_at_once(tmp_path: Path) -> None:
    project = changed(tmp_path)
    done = project.schemaguard("make", "shop", "--reason", REASON, "--ticket", "SHOP-412")
    assert done.code == 0, done.err
    assert attributes(project, NAME) | {"dependencies": "", "operations": ""} == {
        "reason": REASON,
        "ticket": "SHOP-412",
        "dependencies": "",
        "operations": "",
    }
    assert f"shop.{NAME}" in done.out
    assert "1 migration checked" in done.out
    assert project.manage("makemigrations", "--check", "--dry-run").code == 0
    assert "models-without-migration" not in project.found()


def test_a_hazard_in_the_new_file_is_told_at_once(tmp_path: Path) -> None:
    project = changed(tmp_path, models=CUSTOMER_MODEL.replace("    note = models.TextField(null=True)\n", ""))
    done = project.schemaguard("make", "--reason", REASON)
    assert done.code == 1
    assert "drop-column" in done.out
    assert attributes(project, "0002_remove_customer_note")["reason"] == REASON


def test_without_a_reason_and_without_a_terminal_nothing_is_written(tmp_path: Path) -> None:
    project = changed(tmp_path)
    done = project.schemaguard("make", "shop")
    assert done.is_one_clear_line()
    assert "--reason is required. Nothing was written." in done.err
    assert project.migration_names("shop") == ["0001_initial"]


@pytest.mark.parametrize("reason", ["todo", "...", "customer vip", "wip fix", "   ", "New field"])
def test_a_reason_that_says_nothing_is_refused(tmp_path: Path, reason: str) -> None:
    project = changed(tmp_path)
    done = project.schemaguard("make", "shop", "--reason", reason)
    assert done.is_one_clear_line(), done.out
    assert "Nothing was written." in done.err
    assert project.migration_names("shop") == ["0001_initial"]


def test_no_changes_need_no_reason(tmp_path: Path) -> None:
    project = shop(tmp_path)
    done = project.schemaguard("make", "shop")
    assert done.code == 0
    assert "No changes detected in app 'shop'" in done.out


METADATA = (
    "SCHEMAGUARD['METADATA'] = {'reason': {'required': True, 'min_words': 5},"
    " 'ticket': {'required': True, 'pattern': r'SHOP-\\d+'}, 'owner': {}}"
)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--reason", REASON], "--ticket is required"),
        (["--reason", REASON, "--ticket", "412"], "does not match"),
        (["--reason", REASON, "--ticket", "SHOP-412 and more"], "does not match"),
        (["--reason", "Too few words here.", "--ticket", "SHOP-412"], "fewer than 5 words"),
        (["--reason", REASON, "--ticket", "SHOP-412", "--field", "ownr=x"], "no field 'ownr'"),
    ],
)
def test_metadata_is_held_to_its_settings(tmp_path: Path, given: list[str], words: str) -> None:
    project = changed(tmp_path)
    project.settings(METADATA)
    done = project.schemaguard("make", "shop", *given)
    assert done.is_one_clear_line(), done.out
    assert words in done.err
    assert project.migration_names("shop") == ["0001_initial"]


def test_further_fields_are_written(tmp_path: Path) -> None:
    project = changed(tmp_path)
    project.settings(METADATA)
    done = project.schemaguard(
        "make", "shop", "--reason", REASON, "--ticket", "SHOP-412", "--field", "owner=checkout = team"
    )
    assert done.code == 0, done.err
    assert attributes(project, NAME)["owner"] == "checkout = team"


def test_a_further_field_that_is_required_is_named_as_it_is_given(tmp_path: Path) -> None:
    project = changed(tmp_path)
    project.settings("SCHEMAGUARD['METADATA'] = {'owner': {'required': True}}")
    done = project.schemaguard("make", "shop")
    assert done.is_one_clear_line()
    assert "--field owner=TEXT is required" in done.err


@pytest.mark.parametrize(
    "reason",
    [
        'It says "discount", it\'s \\ and %s {x} # in the shop.',
        "Line one of it.\nLine two.\r\nLine\tthree.",
        "Größere Rabatte für Kunden – 折扣 🎉 \u2028 and more.",
        "A control \x07 and a \x7f and a \x85 character inside.",
        '"""',
    ],
)
def test_any_text_survives(tmp_path: Path, reason: str) -> None:
    project = changed(tmp_path)
    project.settings("SCHEMAGUARD['METADATA'] = {'reason': {'required': True}}")
    if reason == '"""':
        reason = 'Three """ quotes and a backslash at the end \\'
    done = project.schemaguard("make", "shop", "--reason", reason)
    assert done.code == 0, done.err
    assert attributes(project, NAME)["reason"] == reason
    assert project.schemaguard("check", "shop", NAME).code == 0


def test_a_dry_run_writes_nothing_and_asks_nothing(tmp_path: Path) -> None:
    project = changed(tmp_path)
    done = project.schemaguard("make", "shop", "--dry-run")
    assert done.code == 0, done.err
    assert NAME in done.out
    assert project.migration_names("shop") == ["0001_initial"]


def test_an_empty_migration(tmp_path: Path) -> None:
    project = shop(tmp_path)
    done = project.schemaguard("make", "shop", "--empty", "--name", "fill_vip", "--reason", REASON)
    assert done.code == 0, done.err
    assert attributes(project, "0002_fill_vip")["reason"] == REASON


def test_empty_without_an_app_is_refused(tmp_path: Path) -> None:
    assert shop(tmp_path).schemaguard("make", "--empty", "--reason", REASON).is_one_clear_line()


def test_a_name_that_is_none_is_refused(tmp_path: Path) -> None:
    done = changed(tmp_path).schemaguard("make", "shop", "--name", "1-x", "--reason", REASON)
    assert done.is_one_clear_line()


def conflicting(root: Path) -> Project:
    """A project with two last migrations."""
    project = shop(root, models=WITH_VIP + "    city = models.TextField(null=True)\n")
    for name, field in (("0002_a", "vip"), ("0002_b", "city")):
        kind = "Boolean" if field == "vip" else "Text"
        text = f'migrations.AddField("customer", "{field}", models.{kind}Field(null=True)),'
        project.add_migration("shop", name, migration(text, after=[("shop", "0001_initial")]))
    return project


def test_conflicts_are_told_as_django_does(tmp_path: Path) -> None:
    done = conflicting(tmp_path).schemaguard("make", "shop", "--reason", REASON)
    assert done.is_one_clear_line()
    assert "Conflicting migrations detected" in done.err


def test_a_merge_states_its_reason_as_well(tmp_path: Path) -> None:
    project = conflicting(tmp_path)
    refused = project.schemaguard("make", "--merge")
    assert refused.code == 2
    assert "--reason is required" in refused.err
    assert project.migration_names("shop") == ["0001_initial", "0002_a", "0002_b"]

    done = project.schemaguard("make", "--merge", "--reason", REASON)
    assert done.code == 0, done.err
    assert "missing-reason" not in done.out
    assert "1 migration checked" in done.out
    (merge,) = set(project.migration_names("shop")) - {"0001_initial", "0002_a", "0002_b"}
    assert attributes(project, merge)["reason"] == REASON
    assert "several-leaves" not in project.found()


def test_nothing_to_merge(tmp_path: Path) -> None:
    done = shop(tmp_path).schemaguard("make", "--merge", "--reason", REASON)
    assert done.code == 0
    assert "No conflicts detected to merge." in done.out


def test_update_keeps_the_reason(tmp_path: Path) -> None:
    project = changed(tmp_path)
    project.schemaguard("make", "shop", "--reason", REASON, "--ticket", "SHOP-1")
    project.models("shop", WITH_VIP + "    city = models.TextField(null=True)\n")
    done = project.schemaguard("make", "shop", "--update")
    assert done.code == 0, done.err
    (name,) = set(project.migration_names("shop")) - {"0001_initial"}
    assert attributes(project, name)["reason"] == REASON
    assert attributes(project, name)["ticket"] == "SHOP-1"
    assert "city" in project.read(f"shop/migrations/{name}.py")


def test_update_takes_a_new_reason(tmp_path: Path) -> None:
    project = changed(tmp_path)
    project.schemaguard("make", "shop", "--reason", REASON)
    project.models("shop", WITH_VIP + "    city = models.TextField(null=True)\n")
    done = project.schemaguard("make", "shop", "--update", "--reason", "The shop delivers to a city now.")
    assert done.code == 0, done.err
    (name,) = set(project.migration_names("shop")) - {"0001_initial"}
    text = project.read(f"shop/migrations/{name}.py")
    assert text.count("reason =") == 1
    assert attributes(project, name)["reason"] == "The shop delivers to a city now."


def test_the_first_migration_of_an_app(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_app("store", "class Store(models.Model):\n    pass\n")
    done = project.schemaguard("make", "store", "--reason", REASON)
    assert done.code == 0, done.err
    assert "reason" in project.read("store/migrations/0001_initial.py")


def test_several_apps_get_the_same_reason(tmp_path: Path) -> None:
    project = changed(tmp_path)
    project.add_app("store", "class Store(models.Model):\n    pass\n")
    done = project.schemaguard("make", "shop", "store", "--reason", REASON)
    assert done.code == 0, done.err
    assert REASON in project.read("store/migrations/0001_initial.py")
    assert REASON in project.read(f"shop/migrations/{NAME}.py")


def test_a_field_without_a_default_cannot_be_asked_for_in_a_pipe(tmp_path: Path) -> None:
    project = changed(tmp_path, models=CUSTOMER_MODEL + "    vip = models.BooleanField()\n")
    done = project.schemaguard("make", "shop", "--reason", REASON)
    assert done.code == 2
    assert "impossible to add a non-nullable field" in done.out
    assert done.err.count("\n") == 1
    assert "Nothing" in done.err or "No migration was written" in done.err
    assert project.migration_names("shop") == ["0001_initial"]


def test_a_history_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    project = changed(tmp_path)
    project.add_migration("shop", "0002_bad", "def broken(:\n")
    assert project.schemaguard("make", "shop", "--reason", REASON).is_one_clear_line()


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    project = changed(tmp_path)
    (tmp_path / f"shop/migrations/{NAME}.py").mkdir()
    done = project.schemaguard("make", "shop", "--reason", REASON, "-v0")
    assert done.code == 2
    assert "Traceback" not in done.err
    assert NAME in done.err


def test_a_database_with_an_inconsistent_history_is_one_line(tmp_path: Path) -> None:
    project = shop(tmp_path, "")
    assert project.manage("migrate", "-v0").code == 0
    project.add_migration("shop", "0001_before", migration())
    project.add_migration("shop", "0001_initial", migration(CUSTOMER, after=[("shop", "0001_before")]))
    done = project.schemaguard("make", "shop", "--empty", "--reason", REASON)
    assert done.is_one_clear_line(), done.err
    assert "0001_before" in done.err


def on_a_terminal(project: Project, *arguments: str, answers: str) -> Done:
    """Run a command whose input and output are a terminal, and type the answers."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "manage.py", "schemaguard", *arguments]
    process = subprocess.Popen(
        command, cwd=project.root, env=project.environment(), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    os.write(ours, answers.encode())
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # Linux says so when the other end is closed.
        pass
    code = process.wait(timeout=60)
    os.close(ours)
    return Done(code, shown.decode(), "")


def test_on_a_terminal_the_reason_is_asked_for(tmp_path: Path) -> None:
    project = changed(tmp_path)
    done = on_a_terminal(project, "make", "shop", answers=f"{REASON}\n")
    assert done.code == 0, done.out
    assert "Reason: " in done.out
    assert attributes(project, NAME)["reason"] == REASON


def test_on_a_terminal_no_answer_writes_nothing(tmp_path: Path) -> None:
    project = changed(tmp_path)
    done = on_a_terminal(project, "make", "shop", answers="\n")
    assert done.code == 2, done.out
    assert "Nothing was written." in done.out
    assert project.migration_names("shop") == ["0001_initial"]


def test_on_a_terminal_noinput_asks_nothing(tmp_path: Path) -> None:
    project = changed(tmp_path)
    done = on_a_terminal(project, "make", "shop", "--noinput", answers="")
    assert done.code == 2
    assert "Reason: " not in done.out


def test_django_s_own_questions_are_asked_on_a_terminal(tmp_path: Path) -> None:
    project = changed(tmp_path, models=CUSTOMER_MODEL.replace("note", "remark"))
    done = on_a_terminal(project, "make", "shop", "--reason", REASON, answers="y\n")
    assert "Was customer.note renamed to customer.remark" in done.out
    assert "RenameField" in project.read("shop/migrations/0002_rename_note_customer_remark.py")
