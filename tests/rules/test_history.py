"""Rules over whole histories, ignore comments, the baseline and metadata, on real projects.

What needs a ledger is in ``tests/test_ledger.py``, what needs git in ``tests/cli/test_since.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.projects import CUSTOMER, CUSTOMER_MODEL, Project, migration, shop

AFTER = [("shop", "0001_initial")]
REMOVE = 'migrations.RemoveField("customer", "note"),'


def of_rule(project: Project, rule: str, *arguments: str) -> list[dict[str, Any]]:
    """The findings of one rule; each says everything that a reader needs."""
    found = [f for f in project.check(*arguments)["findings"] if f["rule"] == rule]
    for finding in found:
        assert all(finding[text] for text in ("message", "effect", "remedy", "fingerprint", "app"))
    return found


def add(project: Project, name: str, *after: str, **options: Any) -> None:
    """Add a migration without operations."""
    project.add_migration("shop", name, migration(after=[("shop", parent) for parent in after], **options))


# several-leaves, numbers-repeat


def test_several_leaves_are_one_finding_about_the_app(tmp_path: Path) -> None:
    project = shop(tmp_path)
    for name in ("0002_a", "0002_b", "0003_c"):
        add(project, name, "0001_initial")
    (found,) = of_rule(project, "several-leaves")
    assert (found["migration"], found["severity"]) == (None, "error")
    assert "0002_a, 0002_b, 0003_c" in found["message"]
    (found,) = of_rule(project, "numbers-repeat")
    assert "0002_a, 0002_b share the number 0002" in found["message"]
    assert (found["migration"], found["path"]) == ("0002_b", "shop/migrations/0002_b.py")
    assert found["line"] > 0


def test_a_merge_ends_the_leaves_but_not_the_numbers(tmp_path: Path) -> None:
    project = shop(tmp_path)
    for name in ("0002_a", "0002_b"):
        add(project, name, "0001_initial")
    add(project, "0003_merge", "0002_a", "0002_b")
    assert of_rule(project, "several-leaves") == []
    assert len(of_rule(project, "numbers-repeat")) == 1


def test_another_app_may_go_on_from_a_migration(tmp_path: Path) -> None:
    project = shop(tmp_path, "")
    project.add_app("store", "", {"0001_initial": migration(after=AFTER)})
    assert of_rule(project, "several-leaves") == []


def test_numbers_of_a_squash_and_of_other_apps_do_not_repeat(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_app("store", "", {"0001_initial": migration()})
    replaces = "replaces = [('shop', '0001_initial')]"
    project.add_migration("shop", "0001_squashed", migration(CUSTOMER, attributes=replaces))
    assert of_rule(project, "numbers-repeat") == []


def test_names_without_numbers_do_not_repeat(tmp_path: Path) -> None:
    project = shop(tmp_path)
    add(project, "note_a", "0001_initial")
    add(project, "note_b", "note_a")
    assert of_rule(project, "numbers-repeat") == []


def test_only_judged_apps_are_spoken_of(tmp_path: Path) -> None:
    project = shop(tmp_path)
    for name in ("0002_a", "0002_b"):
        add(project, name, "0001_initial")
    project.add_app("store", "", {"0001_initial": migration()})
    assert project.found("store") == []
    assert of_rule(project, "several-leaves", "shop")


# models-without-migration


@pytest.mark.parametrize(
    ("models", "said"),
    [
        (CUSTOMER_MODEL + "    city = models.TextField()\n", "Add field city to customer"),
        ("", "Delete model Customer"),
        (CUSTOMER_MODEL + "    class Meta:\n        db_table = 'x'\n", "Rename table for customer to x"),
        (CUSTOMER_MODEL.replace("50", "60"), "Alter field name on customer"),
        (CUSTOMER_MODEL + "class Order(models.Model):\n    pass\n", "Create model Order"),
        (CUSTOMER_MODEL + "    class Meta:\n        verbose_name = 'client'\n", "Change Meta options on customer"),
        (CUSTOMER_MODEL.replace("note", "remark"), "Remove field note from customer; Add field remark to customer"),
    ],
)
def test_models_that_changed(tmp_path: Path, models: str, said: str) -> None:
    (found,) = of_rule(shop(tmp_path, models=models), "models-without-migration")
    assert (found["app"], found["migration"], found["severity"]) == ("shop", None, "error")
    assert said in found["message"]


def test_many_changes_are_cut_short(tmp_path: Path) -> None:
    more = "".join(f"    f{number} = models.TextField()\n" for number in range(5))
    (found,) = of_rule(shop(tmp_path, models=CUSTOMER_MODEL + more), "models-without-migration")
    assert found["message"].endswith("; ….")


def test_an_app_without_migrations_needs_none(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_app("plain", "class Thing(models.Model):\n    pass\n")
    assert of_rule(project, "models-without-migration") == []


def test_models_are_not_compared_where_two_leaves_compete(tmp_path: Path) -> None:
    project = shop(tmp_path, models=CUSTOMER_MODEL + "    city = models.TextField()\n")
    for name in ("0002_a", "0002_b"):
        add(project, name, "0001_initial")
    assert of_rule(project, "models-without-migration") == []


def test_models_of_another_app_are_not_spoken_of(tmp_path: Path) -> None:
    project = shop(tmp_path, models=CUSTOMER_MODEL + "    city = models.TextField()\n")
    project.add_app("store", "", {"0001_initial": migration()})
    assert of_rule(project, "models-without-migration", "store") == []
    assert of_rule(project, "models-without-migration", "shop", "0001") == []


# Rules that are off until the settings switch them on


def test_rollback_past_a_merge_and_into_other_apps(tmp_path: Path) -> None:
    project = shop(tmp_path)
    for name in ("0002_a", "0002_b"):
        add(project, name, "0001_initial")
    add(project, "0003_merge", "0002_a", "0002_b")
    project.add_app("store", "", {"0001_initial": migration(after=[("shop", "0002_a")])})
    for rule in ("rollback-crosses-merge", "rollback-reaches-other-apps"):
        assert of_rule(project, rule) == []
        project.settings(f"SCHEMAGUARD.setdefault('RULES', {{}})[{rule!r}] = 'warning'")
    (merge,), (reach,) = (of_rule(project, rule) for rule in ("rollback-crosses-merge", "rollback-reaches-other-apps"))
    assert (merge["migration"], reach["migration"]) == ("0003_merge", "0002_a")
    assert "store.0001_initial" in reach["message"]
    assert merge["severity"] == "warning"


# Metadata


def loud(project: Project) -> dict[str, str]:
    """Rule and message of each finding about metadata in the first migration."""
    found = project.check("shop", "0001", "--offline")["findings"]
    return {f["rule"]: f["message"] for f in found if f["axis"] == "metadata"}


def saying(tmp_path: Path, attributes: str, metadata: str = "") -> Project:
    """A shop whose first migration has these attributes and no reason besides."""
    project = shop(tmp_path)
    project.add_migration("shop", "0001_initial", migration(CUSTOMER, reason=None, attributes=attributes))
    if metadata:
        project.settings(f"SCHEMAGUARD['METADATA'] = {metadata}")
    return project


@pytest.mark.parametrize(
    ("attributes", "rule"),
    [
        ("", "missing-reason"),
        ("reason = ''", "missing-reason"),
        ("reason = '  \\n '", "missing-reason"),
        ("reason = None", "missing-reason"),
        ("reason = 'todo'", "placeholder-reason"),
        ("reason = '…'", "placeholder-reason"),
        ("reason = 'Initial'", "placeholder-reason"),
        ("reason = 'Two words'", "placeholder-reason"),
        ("reason = ['a', 'list']", "placeholder-reason"),
        ("reason = 3", "placeholder-reason"),
    ],
)
def test_reasons_that_will_not_do(tmp_path: Path, attributes: str, rule: str) -> None:
    assert list(loud(saying(tmp_path, attributes))) == [rule]


@pytest.mark.parametrize(
    "attributes",
    [
        "reason = 'The spring sale needs customers.'",
        "reason: str = 'The spring sale needs customers.'",
        "reason = ('The spring sale '\n          'needs customers.')",
        "reason = 'Kunden für den Frühling.'\nticket = 'anything'",
    ],
)
def test_reasons_that_will_do(tmp_path: Path, attributes: str) -> None:
    assert loud(saying(tmp_path, attributes)) == {}


def test_a_reason_may_come_from_a_base_class(tmp_path: Path) -> None:
    """It counts only where it stands in the migration itself: a shared reason is nobody's reason."""
    project = shop(tmp_path)
    base = "class Base(migrations.Migration):\n    reason = 'The same for every migration.'\n"
    text = migration(CUSTOMER, reason=None, above=base).replace("Migration(migrations.Migration)", "Migration(Base)")
    project.add_migration("shop", "0001_initial", text)
    assert list(loud(project)) == ["missing-reason"]


@pytest.mark.parametrize(
    ("metadata", "attributes", "rules"),
    [
        ("{}", "", []),
        ("{'reason': {}}", "", []),
        ("{'reason': {}}", "reason = 'x'", []),
        ("{'reason': {}}", "reason = 'todo'", ["placeholder-reason"]),
        ("{'reason': {'min_words': 2}}", "reason = 'Sale'", ["placeholder-reason"]),
        ("{'owner': {'required': True}}", "", ["missing-reason"]),
        ("{'owner': {'required': True}}", "owner = 'checkout'", []),
        (r"{'ticket': {'pattern': r'SHOP-\d+'}}", "", []),
        (r"{'ticket': {'pattern': r'SHOP-\d+'}}", "ticket = 'SHOP-1'", []),
        (r"{'ticket': {'pattern': r'SHOP-\d+'}}", "ticket = 'SHOP-1 and more'", ["metadata-misses-pattern"]),
        (r"{'ticket': {'pattern': r'SHOP-\d+', 'required': True}}", "", ["missing-reason"]),
    ],
)
def test_fields_are_held_to_their_settings(tmp_path: Path, metadata: str, attributes: str, rules: list[str]) -> None:
    assert list(loud(saying(tmp_path, attributes, metadata))) == rules


def test_each_field_is_a_finding_of_its_own(tmp_path: Path) -> None:
    project = saying(tmp_path, "", "{'reason': {'required': True}, 'ticket': {'required': True}}")
    found = of_rule(project, "missing-reason")
    assert [finding["subject"] for finding in found] == ["reason", "ticket"]
    assert len({finding["fingerprint"] for finding in found}) == 2
    line = project.read("shop/migrations/0001_initial.py").splitlines()[found[0]["line"] - 1]
    assert line.startswith("class Migration")


def test_several_databases_tell_it_once(tmp_path: Path) -> None:
    project = saying(tmp_path, "")
    project.settings(
        "DATABASES['other'] = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'other'}\n"
        "SCHEMAGUARD['TARGET'] = {'default': 'postgresql 16', 'other': 'mysql 8.4'}"
    )
    (found,) = of_rule(project, "missing-reason")
    assert found["databases"] == ["default", "other"]
