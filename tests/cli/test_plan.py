"""``plan`` from the command line: what it shows, refuses, saves and asks for."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from tests.formats.test_plan import SCHEMA
from tests.projects import Project, migration, shop

ADD = 'migrations.AddField("customer", "vip", models.BooleanField(null=True)),'
FILL = 'migrations.RunSQL("UPDATE shop_customer SET vip = 0 WHERE vip IS NULL", migrations.RunSQL.noop),'
DROP = 'migrations.RemoveField("customer", "note"),'


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Its database has what 0001 and the ledger need; a column comes, rows are changed, a column goes."""
    project = shop(tmp_path_factory.mktemp("shop"), ADD, FILL, DROP)
    project.add_app(
        "stock",
        "",
        {
            "0001_initial": migration(
                'migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))]),'
            )
        },
    )
    assert project.manage("migrate", "-v", "0", "schemaguard").code == 0
    assert project.manage("migrate", "-v", "0", "shop", "0001").code == 0
    return project


def plan(project: Project, *arguments: str, code: int | None = None) -> Any:
    done = project.schemaguard("plan", "--no-probes", "--format", "json", *arguments)
    assert done.code in (0, 1) if code is None else done.code == code, done.err
    jsonschema.validate(done.json, SCHEMA)
    return done.json


def names(document: Any) -> list[str]:
    return [f"{step['app']}.{step['migration'][:4]}" for step in document["steps"]]


def test_what_is_pending_in_order(project: Project) -> None:
    found = plan(project, code=1)
    assert names(found) == ["shop.0002", "shop.0003", "shop.0004", "stock.0001"]
    assert [step["phase"] for step in found["steps"]] == ["expand", "contract", "contract", "expand"]
    assert found["steps"][2]["destroys"] == ["shop_customer.note"]
    assert found["steps"][2]["locks"][0]["table"] == "shop_customer"
    assert found["steps"][1]["operations"] == ["Run SQL: UPDATE shop_customer SET vip = 0 WHERE vip IS NULL"]
    assert found["summary"]["allow"] == ["drop-column"]
    (database,) = found["databases"]
    assert (database["name"], database["vendor"], len(database["fingerprint"])) == ("db.sqlite3", "sqlite", 64)


def test_text_names_the_exact_command(project: Project) -> None:
    done = project.schemaguard("plan", "--no-probes")
    assert done.code == 1
    assert done.out.endswith("  manage.py schemaguard apply --allow drop-column\n")


def test_a_migration_with_what_it_needs(project: Project) -> None:
    assert names(plan(project, "shop", "0003", code=0)) == ["shop.0002", "shop.0003"]
    assert names(plan(project, "stock", code=0)) == ["stock.0001"]
    assert names(plan(project, "shop", "0001", code=0)) == []


def test_one_phase(project: Project) -> None:
    found = plan(project, "--phase", "expand", code=0)
    assert names(found) == ["shop.0002", "stock.0001"]
    assert found["notes"] == ["Left for the other phase on 'default': shop.0003_step, shop.0004_step."]
    refused = project.schemaguard("plan", "--no-probes", "--phase", "contract")
    assert refused.is_one_clear_line()
    assert "needs shop.0002_step, which is pending and belongs to --phase expand" in refused.err
    assert "Run first: manage.py schemaguard apply --phase expand" in refused.err


def test_a_plan_is_saved(project: Project) -> None:
    done = project.schemaguard("plan", "--no-probes", "shop", "0002", "--save", "plan.json")
    assert (done.code, done.err) == (
        0,
        "Saved: plan.json. When it is approved: manage.py schemaguard apply --plan plan.json\n",
    )
    assert json.loads(project.read("plan.json")) == plan(project, "shop", "0002")


BAD = [
    ("--phase expnad", "--phase takes expand or contract, not 'expnad'. Did you mean 'expand'?"),
    ("shpo", "There is no app 'shpo'. Did you mean 'shop'?"),
    ("shop 0009", "The app 'shop' has no migration '0009'"),
    ("--database defualt", "Did you mean 'default'?"),
    ("--save nodir/plan.json", "--save nodir/plan.json: the directory does not exist"),
    ("--timeout 0", "--timeout takes a number of seconds"),
    ("--format html", "Formats: json, markdown, text."),
]


@pytest.mark.parametrize(("arguments", "words"), BAD)
def test_bad_input_is_one_line(project: Project, arguments: str, words: str) -> None:
    done = project.schemaguard("plan", *arguments.split())
    assert done.is_one_clear_line(), (done.code, done.out, done.err)
    assert words in done.err


def test_nothing_is_made_by_looking(tmp_path: Any) -> None:
    project = shop(tmp_path)
    found = plan(project, "shop", code=0)
    assert names(found)[-1] == "shop.0001"
    assert names(found)[0] == "schemaguard.0001"
    assert {step["phase_because"] for step in found["steps"]} == {
        "Nothing is applied to this database yet, so no code uses it."
    }
    assert found["databases"][0]["fingerprint"] == ""
    assert any("does not exist yet" in note for note in found["notes"])
    assert any(note.startswith("The tables of the ledger come first: schemaguard.0001") for note in found["notes"])
    assert not (project.root / "db.sqlite3").exists()


def test_what_migrate_refuses_is_refused(tmp_path: Any) -> None:
    """Two ends, an applied migration that is gone, one that was applied before what it needs."""
    project = shop(tmp_path, ADD, FILL)
    assert project.manage("migrate", "-v", "0").code == 0
    assert "Nothing is pending." in project.schemaguard("plan").out
    (project.root / "shop/migrations/0003_step.py").rename(tmp_path / "kept")
    gone = project.schemaguard("plan")
    assert gone.is_one_clear_line()
    assert "'default' has applied shop.0003_step, which no file has" in gone.err
    assert "migrate --database default --prune shop" in gone.err
    (tmp_path / "kept").rename(project.root / "shop/migrations/0003_step.py")
    project.python(
        "-c",
        "import sqlite3; c = sqlite3.connect('db.sqlite3'); c.execute(\"DELETE FROM django_migrations WHERE app = 'shop' AND name = '0002_step'\"); c.commit()",
    )
    before = project.schemaguard("plan")
    assert before.is_one_clear_line()
    assert "has applied shop.0003_step, and not shop.0002_step" in before.err
    project.add_migration("shop", "0003_other", migration(after=[("shop", "0002_step")]))
    both = project.schemaguard("plan")
    assert both.is_one_clear_line()
    assert "makemigrations --merge" in both.err


def test_reasons_and_rehearsals_are_asked_for(tmp_path: Any) -> None:
    project = shop(tmp_path, ADD)
    project.settings('SCHEMAGUARD["REHEARSAL_REQUIRED"] = ["local"]')
    assert project.manage("migrate", "-v", "0", "schemaguard").code == 0
    project.add_migration(
        "shop", "0003_x", migration(ADD.replace("vip", "big"), after=[("shop", "0002_step")], reason="todo")
    )
    steps = plan(project, code=1)["steps"]
    assert [[item["kind"] for item in step["obstacles"]] for step in steps] == [
        ["rehearsal"],
        ["rehearsal"],
        ["reason", "rehearsal"],
    ]
    assert "Do so: manage.py schemaguard rehearse shop 0001_initial" in steps[0]["missing"][0]
    assert project.schemaguard("rehearse", "--all", "shop").code == 0
    first, second, third = plan(project, code=1)["steps"]
    assert (first["obstacles"], second["obstacles"]) == ([], [])
    assert first["rehearsal"]["verdict"] == "restored"
    assert first["seconds"] == first["rehearsal"]["seconds"] > 0
    assert "without rows of a live database" in first["seconds_because"]
    assert [item["kind"] for item in third["obstacles"]] == ["reason"]
    # What was rehearsed is not what the file does now.
    project.add_migration(
        "shop",
        "0002_step",
        migration(ADD.replace("null=True", "null=True, default=True"), after=[("shop", "0001_initial")]),
    )
    assert [item["kind"] for item in plan(project)["steps"][1]["obstacles"]] == ["rehearsal"]
    # A comment has nothing to do with reasons, and RULES is where their rule is switched off.
    project.settings('SCHEMAGUARD["RULES"] = {"placeholder-reason": "off"}')
    assert plan(project)["steps"][2]["obstacles"] == []
