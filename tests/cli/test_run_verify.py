"""Looks after each migration: what is there is seen, however a server spells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.applying import COMMITTING, on
from tests.projects import migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")

#: PostgreSQL cuts names after 63 bytes, in front of a character that does not fit as a whole.
LONG = "a_name_that_tells_all_that_there_is_to_be_told_about_this_one_" + "\u00e9" * 5
NAMES = f"""
migrations.CreateModel("Order", [("id", models.BigAutoField(primary_key=True))], options={{"db_table": "{LONG}"}}),
migrations.AddField("Customer", "email", models.CharField(max_length=90, null=True, db_column="{LONG}")),
migrations.AddConstraint("Customer", models.UniqueConstraint(fields=["name", "id"], name="u{LONG}")),
migrations.RunSQL('CREATE INDEX "n{LONG}" ON shop_customer (name)', migrations.RunSQL.noop),
"""
RENAMES = f"""
migrations.AlterModelTable("Order", "{LONG[1:]}"),
migrations.AlterField("Customer", "email", models.CharField(max_length=90, null=True, db_column="{LONG[1:]}")),
"""


@pytest.mark.postgresql
def test_names_that_the_server_cuts(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project = shop(tmp_path)
    on("postgresql", project, request)
    project.add_migration("shop", "0002_names", migration(NAMES, after=[("shop", "0001_initial")]))
    project.add_migration("shop", "0003_renames", migration(RENAMES, after=[("shop", "0002_names")]))
    words = project.schemaguard("plan", "--no-probes", "--format", "json").json["summary"]["allow"]
    done = project.schemaguard("apply", "--format", "json", *(f"--allow={word}" for word in words))
    assert done.code == 0, done.out + done.err
    ours = {item["migration"]: item for item in done.json["migrations"] if item["app"] == "shop"}
    seen = {name: (item["verified"], item["effects"], item["notes"]) for name, item in ours.items()}
    assert seen["0002_names"] == (4, 4, [])
    assert seen["0003_renames"] == (2, 2, [])


EXPRESSIONS = """
migrations.AddIndex("Customer", models.Index(models.functions.Upper("name"), name="upper_name")),
migrations.AddConstraint("Customer", models.UniqueConstraint(models.functions.Lower("name"), name="lower_name")),
migrations.AddIndex("Customer", models.Index(fields=["name"], name="plain_name")),
"""


@pytest.mark.parametrize("engine", COMMITTING)
def test_indexes_that_django_leaves_out_on_mariadb(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project = shop(tmp_path)
    on(engine, project, request)
    project.add_migration("shop", "0002_step", migration(EXPRESSIONS, after=[("shop", "0001_initial")]))
    words = project.schemaguard("plan", "--no-probes", "--format", "json").json["summary"]["allow"]
    done = project.schemaguard("apply", "--format", "json", *(f"--allow={word}" for word in words))
    assert done.code == 0, done.out + done.err
    [step] = [item for item in done.json["migrations"] if item["migration"] == "0002_step"]
    count = 1 if engine == "mariadb" else 3
    assert (step["verified"], step["effects"]) == (count, count)
