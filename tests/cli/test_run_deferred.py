"""What operations leave for the end of a migration: it is what ``migrate`` leaves, also where somebody stops between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.applying import COMMITTING, ask, connection, is_verified, on, tables
from tests.projects import Done, Project, migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")

ENGINES = [pytest.param("postgresql", marks=pytest.mark.postgresql), *COMMITTING]

#: Code between two operations, which may be the end of the run.
CODE = """
import os


def stop(apps, editor):
    if os.environ.get("STOP") == "kill":
        os.kill(os.getpid(), 9)
    if os.environ.get("STOP") == "fail":
        raise ValueError("not today")


STOP = migrations.RunPython(stop, migrations.RunPython.noop)
ID = ("id", models.BigAutoField(primary_key=True))
"""
CASES = {
    "index, table": """
        migrations.AddField("Customer", "email", models.CharField(max_length=20, null=True, db_index=True)),
        STOP,
        migrations.AlterModelTable("Customer", "shop_client"),
    """,
    "relation, model": """
        migrations.CreateModel("Order", [ID, ("customer", models.ForeignKey("shop.Customer", models.CASCADE))]),
        migrations.AddField("Order", "other", models.ForeignKey("shop.Customer", models.CASCADE, related_name="+")),
        STOP,
        migrations.RenameModel("Customer", "Client"),
    """,
    "relation, its own model": """
        migrations.CreateModel("Order", [ID, ("tags", models.ManyToManyField("shop.Customer"))]),
        STOP,
        migrations.RenameModel("Order", "Purchase"),
    """,
    "model, field": """
        migrations.CreateModel(
            "Order",
            [ID, ("code", models.CharField(max_length=20, db_index=True)), ("note", models.IntegerField())],
            options={
                "unique_together": {("code", "note")},
                "indexes": [models.Index("note", models.F("code").desc(), name="shop_order_upper")],
            },
        ),
        migrations.AlterField("Order", "note", models.BigIntegerField()),
        STOP,
        migrations.RenameField("Order", "code", "number"),
    """,
    "index, nothing": """
        migrations.AddField("Customer", "email", models.CharField(max_length=20, null=True, db_index=True)),
        migrations.AddField("Customer", "phone", models.CharField(max_length=20, null=True, db_index=True)),
        STOP,
        migrations.RemoveField("Customer", "email"),
    """,
}


def started(root: Path, engine: str, operations: str, request: pytest.FixtureRequest) -> tuple[Project, str]:
    """A shop with a migration that runs operation by operation, and its database."""
    project = shop(root)
    attributes = "atomic = False" if engine == "postgresql" else ""
    text = migration(operations, after=[("shop", "0001_initial")], attributes=attributes, above=CODE)
    project.add_migration("shop", "0002_step", text)
    url = on(engine, project, request)
    return project, url


def forward(project: Project, **variables: str) -> Done:
    """Apply, whatever the hazards of it are."""
    if not hasattr(project, "allowed"):
        words = project.schemaguard("plan", "--no-probes", "--format", "json").json["summary"]["allow"]
        project.allowed = [f"--allow={word}" for word in words]  # type: ignore[attr-defined]
    return project.schemaguard("apply", "--no-probes", *project.allowed, **variables)  # type: ignore[attr-defined]


def schema(url: str) -> dict[str, Any]:
    """Columns, indexes and constraints of all tables of the shop, with their names."""
    found = connection(url)
    try:
        with found.cursor() as cursor:
            return {
                table: (
                    [
                        (column.name, column.type_code, column.null_ok)
                        for column in found.introspection.get_table_description(cursor, table)
                    ],
                    found.introspection.get_constraints(cursor, table),
                )
                for table in sorted(tables(url))
                if table.startswith("shop_")
            }
    finally:
        found.close()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("engine", ENGINES)
def test_the_end_is_that_of_migrate(engine: str, case: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = started(tmp_path, engine, CASES[case], request)
    assert (done := project.manage("migrate", "-v0")).code == 0, done.err
    wanted = schema(url)
    assert (done := project.manage("migrate", "-v0", "shop", "0001")).code == 0, done.err
    before = schema(url)
    assert wanted != before

    # Stopped between the operations, however often, it comes to the same end, and back to the same beginning.
    assert forward(project, STOP="kill").code == -9
    assert forward(project, STOP="fail").code == 1
    assert (done := forward(project)).code == 0, done.out + done.err
    assert schema(url) == wanted
    assert (done := back(project)).code == 0, done.out + done.err
    assert schema(url) == before
    assert forward(project, STOP="fail").code == 1
    assert (done := back(project)).code == 0, done.out + done.err
    assert schema(url) == before
    assert (done := forward(project)).code == 0, done.out + done.err
    assert schema(url) == wanted
    assert is_verified(project)


def back(project: Project) -> Done:
    """Take it back; what is lost is nothing, because there are no rows."""
    return project.schemaguard("rollback", "shop", "0001")


LATE = """
migrations.CreateModel("Order", [ID, ("customer", models.ForeignKey("shop.Customer", models.CASCADE))]),
migrations.RunSQL("INSERT INTO shop_order (customer_id) VALUES (77)", migrations.RunSQL.noop),
STOP,
migrations.RunSQL("INSERT INTO shop_customer (id, name) VALUES (77, 'late')", migrations.RunSQL.noop),
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_may_come_before_what_they_refer_to(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    operations = LATE.replace("(customer_id) VALUES (77)", "(id, customer_id) VALUES (1, 77)")
    project, url = started(tmp_path, engine, operations, request)
    assert forward(project, STOP="fail").code == 1
    assert (done := forward(project)).code == 0, done.out + done.err
    [(name, _)] = [item for item in schema(url)["shop_order"][1].items() if item[1]["foreign_key"]]
    assert name
    assert ask(url, "SELECT customer_id FROM shop_order") == [(77,)]
    assert is_verified(project)


MISSING = LATE.replace("STOP,", "").replace("(77, 'late')", "(78, 'another')")


@pytest.mark.parametrize("engine", ENGINES)
def test_the_end_fails(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    operations = MISSING.replace("(customer_id) VALUES (77)", "(id, customer_id) VALUES (1, 77)")
    project, url = started(tmp_path, engine, operations, request)
    failed = forward(project)
    assert failed.code == 1
    said = " ".join(failed.out.split())
    assert "in what its operations leave for the end: " in said, said
    assert "All of its operations are done and stay." in said
    ask(url, "UPDATE shop_customer SET id = 77 WHERE id = 78")
    assert (done := forward(project)).code == 0, done.out + done.err
    assert [item for item in schema(url)["shop_order"][1].values() if item["foreign_key"]]
    assert is_verified(project)
