"""Databases with a past: what is rehearsed on their copies is what ``migrate`` does to them afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import use
from tests.cli.test_rehearse_scopes import names, refused, rehearsed
from tests.cli.test_rehearse_sources import verdicts
from tests.projects import Project, migration, shop

FIELD = 'migrations.AddField("Customer", "{0}", models.IntegerField(null=True)),\n'
RENAMED = 'migrations.RenameField("Customer", "b", "bb"),'


def planned(project: Project, alias: str = "default") -> list[str]:
    """What ``migrate`` would run of the shop."""
    done = project.manage("migrate", "--plan", "shop", "--database", alias, "--no-color")
    assert done.code == 0, done.err
    return [line for line in done.out.splitlines() if line.startswith("shop.")]


def really(project: Project, *goals: str) -> Iterator[int]:
    """The exit codes of ``migrate`` to each of these."""
    for goal in goals:
        yield project.manage("migrate", "-v0", "shop", goal).code


def test_squashes_of_what_is_applied_in_part_and_not_at_all(tmp_path: Path) -> None:
    project = shop(tmp_path, FIELD.format("b"), FIELD.format("c"))
    use(project, second=f"sqlite:///{tmp_path / 'second.sqlite3'}")
    assert project.manage("migrate", "-v0", "shop", "0002").code == 0
    assert project.manage("migrate", "-v0", "shop", "0001", "--database", "second").code == 0
    squash = migration(
        FIELD.format("b") + FIELD.format("c"),
        after=[("shop", "0001_initial")],
        attributes='replaces = [("shop", "0002_step"), ("shop", "0003_step")]',
    )
    project.add_migration("shop", "0002_squashed", squash)
    project.add_migration("shop", "0004_step", migration(FIELD.format("d"), after=[("shop", "0003_step")]))
    found = rehearsed(project, "shop", "--mode", "both")
    wanted = [["shop.0003_step", "shop.0004_step"], ["shop.0002_squashed", "shop.0004_step"]]
    names_of = [[f"shop.{one['migration']}" for one in part["migrations"]] for part in found["databases"]]
    assert names_of == wanted == [planned(project), planned(project, "second")]
    assert set(verdicts(found)) == {"restored"}
    said = refused(project, "shop", "0003_step", "--database", "second")
    assert "shop.0003_step is replaced by a squashed migration, which runs instead." in said

    # The files of what it replaces are gone, and one of them is applied.
    for name in ("0002_step", "0003_step"):
        (project.root / f"shop/migrations/{name}.py").unlink()
    project.add_migration("shop", "0004_step", migration(FIELD.format("d"), after=[("shop", "0002_squashed")]))
    assert "Conflicting migrations" in project.manage("migrate", "--plan").err
    assert "shop ends in several migrations" in refused(project, "shop", "--database", "default")
    assert names(rehearsed(project, "shop", "--database", "second")) == ["shop.0002", "shop.0004"]


def test_what_was_recorded_and_never_ran(tmp_path: Path) -> None:
    project = shop(tmp_path, FIELD.format("b"), FIELD.format("c"), RENAMED)
    assert project.manage("migrate", "-v0", "shop", "0001").code == 0
    assert project.manage("migrate", "-v0", "--fake", "shop", "0002").code == 0
    found = rehearsed(project, "shop", code=1)
    assert list(zip(names(found), verdicts(found), strict=True)) == [
        ("shop.0003", "restored"),
        ("shop.0004", "failed-forward"),
    ]
    assert list(really(project, "0003", "0002", "0003", "0004")) == [0, 0, 0, 1]
    # From empty nothing was faked.
    assert verdicts(rehearsed(project, "shop", "--source", "empty")) == ["restored"]


USERS = """\
migrations.CreateModel("User", [
    ("id", models.BigAutoField(primary_key=True)),
    ("name", models.CharField(max_length=9, unique=True)),
    ("groups", models.ManyToManyField("auth.Group")),
], options={"swappable": "AUTH_USER_MODEL"}),
"""
USER_MODEL = """\
from django.contrib.auth.base_user import AbstractBaseUser


class User(AbstractBaseUser):
    USERNAME_FIELD = "name"
    id = models.BigAutoField(primary_key=True)
    password = last_login = None
    name = models.CharField(max_length=9, unique=True)
    groups = models.ManyToManyField("auth.Group")
"""
OWNER = """\
migrations.AddField("Customer", "owner", models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)),
"""


def test_a_user_of_ones_own_and_packages_in_the_middle(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.apps += ["django.contrib.contenttypes", "django.contrib.auth"]
    project.add_app(
        "people",
        USER_MODEL,
        {"0001_initial": migration(USERS, after=[("auth", "0012_alter_user_first_name_max_length")])},
    )
    project.settings('AUTH_USER_MODEL = "people.User"')
    text = migration(
        OWNER, above="from django.conf import settings\n", after=[("shop", "0001_initial"), ("people", "0001_initial")]
    )
    project.add_migration("shop", "0002_owner", text)
    assert project.manage("migrate", "-v0", "shop", "0001").code == 0
    assert project.manage("migrate", "-v0", "contenttypes", "0001").code == 0
    found = rehearsed(project, "--mode", "both", code=1)
    outcome = dict(zip(names(found), verdicts(found), strict=True))
    # Real names of content types do not come back; that is what this package does.
    assert outcome.pop("contenttypes.0002") == "lossy" and set(outcome.values()) == {"restored"}
    assert sum(name.startswith("auth.") for name in outcome) == 12 and {"people.0001", "shop.0002"} < set(outcome)
    assert project.manage("migrate", "-v0").code == 0
    assert list(really(project, "0001", "0002")) == [0, 0]


LINKED = """\
migrations.CreateModel("Order", [
    ("id", models.BigAutoField(primary_key=True)),
    ("customer", models.ForeignKey("Customer", models.CASCADE)),
    ("total", models.IntegerField(default=0)),
]),
migrations.RunSQL("INSERT INTO shop_customer (name) VALUES ('Ada'), ('Bo')", "DELETE FROM shop_customer"),
migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", ""),
migrations.RunSQL("INSERT INTO shop_order (customer_id, total) SELECT id, 1 FROM shop_customer", "DELETE FROM shop_order"),
"""
MOVED = """\
migrations.RunSQL("UPDATE shop_order SET customer_id = (SELECT max(id) FROM shop_customer)", migrations.RunSQL.noop),
"""
ALTERED = 'migrations.AlterField("Order", "total", models.BigIntegerField(default=0)),'
INDEX = 'AddIndexConcurrently("Customer", models.Index(fields=["name"], name="customer_name")),'
BROKEN = """\
migrations.AddField("Customer", "d", models.IntegerField(null=True)),
migrations.RunSQL("ALTER TABLE nowhere ADD x int", migrations.RunSQL.noop),
"""


@pytest.mark.postgresql
def test_transactions_of_postgresql(tmp_path: Path, postgresql15_url: str) -> None:
    """Changed rows with deferred keys, and then their table: in one migration that fails, in two it does not."""
    project = shop(tmp_path, LINKED, MOVED, ALTERED, INDEX, MOVED.replace("max", "min") + ALTERED.replace("Big", ""))
    use(project, default=postgresql15_url)
    file = project.root / "shop/migrations/0005_step.py"
    above = "from django.contrib.postgres.operations import AddIndexConcurrently\n"
    file.write_text(above + file.read_text().replace("dependencies", "atomic = False\n    dependencies"))
    broken = migration(BROKEN, after=[("shop", "0005_step")], attributes="atomic = False")
    assert project.manage("migrate", "-v0", "shop", "0002").code == 0
    found = rehearsed(project, "shop", "--mode", "both", code=1)
    outcome: dict[str, Any] = {one["migration"]: one for one in found["migrations"]}
    assert outcome["0003_step"]["verdict"] in ("no-op", "lossy")
    assert [outcome[name]["verdict"] for name in ("0004_step", "0005_step")] == ["restored", "restored"]
    assert outcome["0006_step"]["verdict"] == "failed-forward"
    assert "pending trigger events" in str(outcome["0006_step"]["error"])
    assert list(really(project, "0003", "0004", "0003", "0004", "0005", "0004", "0005", "0006")) == [*[0] * 7, 1]

    # Without a transaction half of it stays.
    project.add_migration("shop", "0006_step", broken)
    found = rehearsed(project, "shop", code=1)
    assert verdicts(found) == ["failed-forward"] and "nowhere" in str(found["migrations"][0]["error"])
    assert list(really(project, "0006")) == [1]
