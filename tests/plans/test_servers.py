"""Plans of databases on real servers: SQL and MongoDB in one plan, in the order of the graph, and nothing written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from schemaguard import plan_file
from schemaguard.actions.plan import Request, request_of
from schemaguard.plans import Plan, differences
from tests.cli.places import use
from tests.projects import Project, migration, shop

ADD = 'migrations.AddField("customer", "vip", models.BooleanField(null=True)),'
DROP = 'migrations.RemoveField("customer", "note"),'

NOTES = """
migrations.CreateModel("Note", [
    ("id", models.CharField(max_length=20, primary_key=True)),
    ("text", models.CharField(max_length=50)),
]),
"""
#: The one database has the apps of SQL, the other one the notes.
ROUTER = """
class Router:
    def allow_migrate(self, db, app_label, **hints):
        return (app_label == "notes") == (db == "documents")

DATABASE_ROUTERS = ["settings.Router"]
"""


def planned(project: Project, *arguments: str) -> Plan:
    done = project.schemaguard("plan", "--no-probes", "--format", "json", *arguments)
    assert done.code in (0, 1), done.err
    return plan_file.read(done.out)


@pytest.mark.parametrize(
    "url",
    [pytest.param("postgresql15", marks=pytest.mark.postgresql), pytest.param("mariadb", marks=pytest.mark.mariadb)],
    indirect=True,
)
def test_a_plan_is_bound_to_its_database(tmp_path: Path, url: str) -> None:
    project = shop(tmp_path, ADD, DROP)
    use(project, default=url)
    assert project.manage("migrate", "-v0", "shop", "0001").code == 0
    plan = planned(project, "shop")
    assert [step.phase.value for step in plan.steps[-2:]] == ["expand", "contract"]
    assert plan.databases[0].name == urlsplit(url).path.strip("/")
    (lock,) = plan.steps[-2].locks
    assert lock.table == "shop_customer"
    assert plan.steps[-1].atomic is url.startswith("postgres")
    assert [obstacle.allow for obstacle in plan.steps[-1].obstacles] == ["drop-column"]
    assert url not in plan_file.write(plan)
    assert planned(project, "shop") == plan
    # Somebody adds an index by hand.
    code = "from django.db import connection as c; c.cursor().execute('CREATE INDEX by_hand ON shop_customer (name)')"
    assert project.manage("shell", "-c", code).code == 0
    (found,) = differences(plan, planned(project, "shop"))
    assert found == "The schema of 'default' is not what it was when the plan was made."
    assert project.manage("migrate", "-v0", "shop", "0002").code == 0
    found, *others = differences(plan, planned(project, "shop"))
    assert found.startswith("Other migrations are recorded as applied on 'default'")
    assert others[-1].startswith("shop.0002_step of the plan is not pending")


@pytest.mark.mongodb
def test_sql_and_mongodb_side_by_side(tmp_path: Path, django_mongodb_url: str) -> None:
    project = shop(tmp_path, ADD)
    drop = migration(
        'migrations.RemoveField("note", "text"),', after=[("notes", "0001_initial"), ("shop", "0002_step")]
    )
    project.add_app("notes", migrations={"0001_initial": migration(NOTES), "0002_drop": drop})
    use(project, documents=django_mongodb_url)
    project.settings(f'{ROUTER}\nSCHEMAGUARD["TARGET"] = {{}}')
    done = project.manage("migrate", "-v0", "--database", "documents", "notes", "0001")
    assert done.code == 0, done.err
    plan = planned(project, "notes")
    seen: dict[str, list[Any]] = {one.alias: [] for one in plan.databases}
    for step in plan.steps:
        if step.own:
            seen[step.database].append((step.name, step.phase.value, step.destroys))
    # The other database is new; it records what is not for it as well.
    assert {"shop.0001_initial", "shop.0002_step", "notes.0002_drop"} <= {name for name, _, _ in seen["default"]}
    assert seen["documents"][-1] == ("notes.0002_drop", "contract", ("notes_note.text",))
    order = [(step.name, step.database) for step in plan.steps if step.app != "schemaguard"]
    assert order.index(("shop.0002_step", "default")) < order.index(("notes.0002_drop", "documents"))
    assert [one.vendor for one in plan.databases] == ["sqlite", "mongodb"]
    assert plan.databases[1].name == urlsplit(django_mongodb_url).path.strip("/")
    only = planned(project, "notes", "--database", "documents")
    assert {step.database for step in only.steps} == {"documents"}
    (row,) = json.loads(project.schemaguard("status", "--database", "documents", "--format", "json").out)["databases"]
    assert (row["vendor"], row["state"]) == ("mongodb", "live")
    assert ("notes", "0002_drop", "contract") in [tuple(item.values()) for item in row["pending"]]


def test_a_saved_plan_knows_what_it_was_asked() -> None:
    plan = Plan("local", target=("shop", "0007_x"), phase="expand", command="apply")
    assert request_of(plan) == Request(app="shop", migration="0007_x", phase="expand")
    assert request_of(Plan("local"), Request(probes=False)) == Request(probes=False)
