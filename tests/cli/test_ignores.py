"""Comments that silence a finding: where they stand, what they cover, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import CUSTOMER_MODEL, REASON, Project, shop

REMOVE = 'migrations.RemoveField("customer", "note"),'
NAME = 'migrations.RemoveField("customer", "name"),'
IGNORE = "# schemaguard: ignore drop-column -- nobody has read it since spring"


def loud(project: Project, *arguments: str) -> list[tuple[str, str]]:
    """Rule and subject of each finding in the second migration that is no notice."""
    found = project.check("shop", "0002", *arguments)["findings"]
    return [(f["rule"], f["subject"]) for f in found if f["severity"] != "notice"]


def step(tmp_path: Path, operations: str) -> Project:
    """A shop whose second migration has these operations."""
    return shop(tmp_path, operations)


#: Operations whose only finding is silenced by a comment.
SILENCED = {
    "same line": f"{REMOVE}  {IGNORE}",
    "line above": f"{IGNORE}\n{REMOVE}",
    "above other comments": f"{IGNORE}\n# Two years old.\n{REMOVE}",
    "by id": f"{REMOVE}  # schemaguard: ignore SG201 -- nobody reads it",
    "one of several rules": f"{REMOVE}  # schemaguard: ignore SG201, reverse-restores-no-data -- nobody reads it",
    "with an expiry to come": f"{REMOVE}  {IGNORE} (until 2999-12-31)",
    "without spaces": f"{REMOVE}  #schemaguard:ignore drop-column--nobody reads it",
    "first line of many": f'migrations.RemoveField(  {IGNORE}\n    model_name="customer",\n    name="note",\n),',
    "last line of many": f'migrations.RemoveField(\n    model_name="customer",\n    name="note",\n),  {IGNORE}',
    "above the first of many": f'{IGNORE}\nmigrations.RemoveField(\n    model_name="customer",\n    name="note",\n),',
    "second operation": f"migrations.RunSQL('SELECT 1', ''),\n{REMOVE}  {IGNORE}",
    "nested, on its line": f"migrations.SeparateDatabaseAndState([\n    {REMOVE}  {IGNORE}\n], []),",
    "nested, line above": f"migrations.SeparateDatabaseAndState([\n    {IGNORE}\n    {REMOVE}\n], []),",
    "nested, by keyword": f"migrations.SeparateDatabaseAndState(\n    database_operations=[\n"
    f"        {REMOVE}  {IGNORE}\n    ],\n),",
    "nested, on the outer one": f"{IGNORE}\nmigrations.SeparateDatabaseAndState([\n    {REMOVE}\n], []),",
    "nested twice": "migrations.SeparateDatabaseAndState([\n    migrations.SeparateDatabaseAndState([\n"
    f"        {REMOVE}  {IGNORE}\n    ]),\n]),",
}


@pytest.mark.parametrize("operations", SILENCED.values(), ids=list(SILENCED))
def test_silences(tmp_path: Path, operations: str) -> None:
    project = step(tmp_path, operations)
    assert loud(project) == []
    assert project.check("shop", "0002")["summary"]["suppressed"] >= 1


#: Operations, and what is still told.
LOUD = {
    "no reason": (
        f"{REMOVE}  # schemaguard: ignore drop-column",
        [("drop-column", "shop_customer.note"), ("ignore-without-reason", "drop-column")],
    ),
    "an empty reason": (
        f"{REMOVE}  # schemaguard: ignore drop-column --  ",
        [("drop-column", "shop_customer.note"), ("ignore-without-reason", "drop-column")],
    ),
    "no rule": (
        f"{REMOVE}  # schemaguard: ignore -- because",
        [("drop-column", "shop_customer.note"), ("ignore-without-reason", "")],
    ),
    "another word": (
        f"{REMOVE}  # schemaguard: disable drop-column -- because",
        [("drop-column", "shop_customer.note"), ("ignore-without-reason", "")],
    ),
    "expired": (
        f"{REMOVE}  {IGNORE} (until 2020-01-31)",
        [("drop-column", "shop_customer.note"), ("ignore-expired", "drop-column")],
    ),
    "no date": (
        f"{REMOVE}  {IGNORE} (until next spring)",
        [("drop-column", "shop_customer.note"), ("ignore-without-reason", "drop-column")],
    ),
    "a date that does not exist": (
        f"{REMOVE}  {IGNORE} (until 2027-02-30)",
        [("drop-column", "shop_customer.note"), ("ignore-without-reason", "drop-column")],
    ),
    "a date in the wrong place": (
        f"{REMOVE}  # schemaguard: ignore drop-column -- (until 2020-01-31) nobody reads it",
        [("drop-column", "shop_customer.note"), ("ignore-without-reason", "drop-column")],
    ),
    "a period after the date": (
        f"{REMOVE}  {IGNORE} (until 2020-01-31).",
        [("drop-column", "shop_customer.note"), ("ignore-without-reason", "drop-column")],
    ),
    "an unknown rule": (
        f"{REMOVE}  # schemaguard: ignore drop-colum -- nobody reads it",
        [("drop-column", "shop_customer.note"), ("ignore-unused", "drop-colum")],
    ),
    "another rule": (
        f"{REMOVE}  # schemaguard: ignore drop-table -- nobody reads it",
        [("drop-column", "shop_customer.note"), ("ignore-unused", "drop-table")],
    ),
    "another operation": (
        f"migrations.RunSQL('SELECT 1', ''),  {IGNORE}\n{REMOVE}",
        [("drop-column", "shop_customer.note"), ("ignore-unused", "drop-column")],
    ),
    "only that operation": (f"{REMOVE}  {IGNORE}\n{NAME}", [("drop-column", "shop_customer.name")]),
    "only the operation below": (f"{IGNORE}\n{REMOVE}\n{NAME}", [("drop-column", "shop_customer.name")]),
    "a line too far above": (
        f"{IGNORE}\n\n{REMOVE}",
        [("drop-column", "shop_customer.note"), ("ignore-unused", "drop-column")],
    ),
    "the operation above": (
        f"{REMOVE}\n{IGNORE}\n",
        [("drop-column", "shop_customer.note"), ("ignore-unused", "drop-column")],
    ),
    "the nested one beside it": (
        f"migrations.SeparateDatabaseAndState([\n    {REMOVE}  {IGNORE}\n    {NAME}\n], []),",
        [("drop-column", "shop_customer.name")],
    ),
    "only that rule": (
        f"{REMOVE}  # schemaguard: ignore SG508 -- nobody rolls back",
        [("drop-column", "shop_customer.note")],
    ),
}


@pytest.mark.parametrize(("operations", "expected"), LOUD.values(), ids=list(LOUD))
def test_does_not_silence(tmp_path: Path, operations: str, expected: list[tuple[str, str]]) -> None:
    found = loud(step(tmp_path, operations))
    assert sorted(set(found) - {("reverse-restores-no-data", "shop_customer.name")}) == sorted(expected)


def test_an_unknown_rule_has_the_nearest_name(tmp_path: Path) -> None:
    project = step(tmp_path, f"{REMOVE}  # schemaguard: ignore drop-colum -- nobody reads it")
    messages = [finding["message"] for finding in project.check("shop", "0002")["findings"]]
    assert "There is no rule 'drop-colum' to ignore. Did you mean 'drop-column'?" in messages


def test_the_finding_about_a_comment_stands_at_its_line(tmp_path: Path) -> None:
    project = step(tmp_path, f"\n\n# schemaguard: ignore drop-column\n{REMOVE}")
    (found,) = [f for f in project.check("shop", "0002")["findings"] if f["rule"] == "ignore-without-reason"]
    lines = project.read("shop/migrations/0002_step.py").splitlines()
    assert "schemaguard: ignore" in lines[found["line"] - 1]
    assert found["path"] == "shop/migrations/0002_step.py"


TRAVEL = """
import datetime
import time_machine
time_machine.travel(datetime.datetime({day}, 12, tzinfo=datetime.timezone.utc)).start()
"""


@pytest.mark.parametrize(("day", "silent"), [("2027, 2, 28", True), ("2027, 3, 1", True), ("2027, 3, 2", False)])
def test_the_last_day_counts(tmp_path: Path, day: str, silent: bool) -> None:
    project = step(tmp_path, f"{REMOVE}  {IGNORE} (until 2027-03-01)")
    project.settings(TRAVEL.format(day=day))
    assert (loud(project) == []) is silent
    assert ("ignore-expired" in dict(loud(project))) is not silent


CODE = """
def fill(apps, schema_editor):
    apps.get_model("shop", "Customer").objects.update(note="")
"""


def test_findings_in_the_code_of_run_python_are_silenced_at_the_operation(tmp_path: Path) -> None:
    project = shop(tmp_path)
    path = "0002_data"
    text = (
        "from django.db import migrations\n"
        f"{CODE}\n\nclass Migration(migrations.Migration):\n    reason = {REASON!r}\n"
        '    dependencies = [("shop", "0001_initial")]\n    operations = [\n'
        "        # schemaguard: ignore run-python-without-reverse, code-updates-every-row -- ten rows only\n"
        "        migrations.RunPython(fill),\n    ]\n"
    )
    project.add_migration("shop", path, text.replace("        # schemaguard", "        # (schemaguard)"))
    assert {"run-python-without-reverse", "code-updates-every-row"} <= {rule for rule, _ in loud(project)}
    project.add_migration("shop", path, text)
    assert loud(project) == []


@pytest.mark.parametrize("place", ["above", "same line"])
def test_findings_about_the_migration_are_silenced_at_its_class(tmp_path: Path, place: str) -> None:
    project = step(tmp_path, "")
    text = project.read("shop/migrations/0002_step.py").replace(f"    reason = {REASON!r}\n", "")
    project.add_migration("shop", "0002_step", text)
    assert dict(loud(project)) == {"missing-reason": "reason"}

    comment = "# schemaguard: ignore missing-reason -- it was lost with the old tracker"
    head = "class Migration(migrations.Migration):"
    new = f"{comment}\n{head}" if place == "above" else f"{head}  {comment}"
    project.add_migration("shop", "0002_step", text.replace(head, new))
    assert loud(project) == []


def test_a_comment_at_the_class_does_not_silence_operations(tmp_path: Path) -> None:
    project = step(tmp_path, REMOVE)
    text = project.read("shop/migrations/0002_step.py")
    project.add_migration("shop", "0002_step", text.replace("class Migration", f"{IGNORE}\nclass Migration"))
    assert loud(project) == [("drop-column", "shop_customer.note"), ("ignore-unused", "drop-column")]


def test_history_findings_are_silenced_at_the_class(tmp_path: Path) -> None:
    project = step(tmp_path, "")
    project.settings("SCHEMAGUARD['RULES'] = {'rollback-crosses-merge': 'warning'}")
    for name in ("0003_a", "0003_b"):
        project.add_migration(
            "shop", name, project.read("shop/migrations/0002_step.py").replace("0001_initial", "0002_step")
        )
    merge = project.read("shop/migrations/0002_step.py").replace(
        "[('shop', '0001_initial')]", "[('shop', '0003_a'), ('shop', '0003_b')]"
    )
    project.add_migration("shop", "0004_merge", merge)
    assert "rollback-crosses-merge" in project.found("shop")
    comment = "# schemaguard: ignore rollback-crosses-merge -- the branches are one release\nclass Migration"
    project.add_migration("shop", "0004_merge", merge.replace("class Migration", comment))
    assert not {"rollback-crosses-merge", "ignore-unused"} & set(project.found("shop"))


def test_an_ignore_that_only_some_checks_need_is_not_called_unused(tmp_path: Path) -> None:
    """What rules over the history find depends on the databases that can be asked."""
    project = step(tmp_path, "")
    comment = "# schemaguard: ignore released-migration-edited -- it never ran on production\nclass Migration"
    text = project.read("shop/migrations/0002_step.py").replace("class Migration", comment)
    project.add_migration("shop", "0002_step", text)
    assert loud(project) == []


def test_an_ignore_for_another_database_is_not_called_unused(tmp_path: Path) -> None:
    project = shop(tmp_path, f"{REMOVE}  # schemaguard: ignore drop-column, copies-table-and-blocks-writes -- fine")
    assert loud(project) == []
    project.settings("SCHEMAGUARD['RULES'] = {'drop-column': 'off'}")
    assert loud(project) == []


@pytest.mark.parametrize("arguments", [["--target", "mongodb"], ["--database", "default"]])
def test_an_ignore_is_not_called_unused_where_not_everything_is_judged(tmp_path: Path, arguments: list[str]) -> None:
    project = step(tmp_path, f"migrations.RunSQL('SELECT 1', ''),  {IGNORE}")
    assert "ignore-unused" not in dict(loud(project, *arguments))
    assert "ignore-unused" in dict(loud(project))


def test_a_text_that_looks_like_a_comment_is_none(tmp_path: Path) -> None:
    project = step(tmp_path, 'migrations.RunSQL("SELECT 1 -- # schemaguard: ignore drop-table -- x", ""),')
    assert loud(project) == []
    assert project.check("shop", "0002")["summary"]["suppressed"] == 0


def test_silencing_one_finding_leaves_the_others_their_fingerprints(tmp_path: Path) -> None:
    """Two operations say the same: a baseline must not take one for the other."""
    sql = "migrations.RunSQL('UPDATE shop_customer SET note = NULL', ''),"

    def fingerprints(operations: str) -> list[str]:
        project.add_migration(
            "shop", "0002_step", project.read("shop/migrations/0001_initial.py").split("class")[0] + body(operations)
        )
        found = project.check("shop", "0002")["findings"]
        return [f["fingerprint"] for f in found if f["rule"] == "update-without-where"]

    def body(operations: str) -> str:
        return (
            f"class Migration(migrations.Migration):\n    reason = {REASON!r}\n"
            f'    dependencies = [("shop", "0001_initial")]\n    operations = [\n{operations}\n    ]\n'
        )

    project = step(tmp_path, "")
    both = fingerprints(f"        {sql}\n        {sql}")
    assert len(set(both)) == 2
    comment = "# schemaguard: ignore update-without-where -- ten rows only"
    assert fingerprints(f"        {sql}  {comment}\n        {sql}") == both[1:]


def test_findings_about_comments_may_be_switched_off(tmp_path: Path) -> None:
    project = shop(tmp_path, f"{REMOVE}  # schemaguard: ignore drop-column", models=CUSTOMER_MODEL)
    project.settings("SCHEMAGUARD['RULES'] = {'ignore-without-reason': 'off'}")
    assert dict(loud(project)) == {"drop-column": "shop_customer.note"}
