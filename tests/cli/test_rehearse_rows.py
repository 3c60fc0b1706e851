"""``schemaguard rehearse`` on rows that were generated: what only they make fail is no failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import use
from tests.projects import CUSTOMER_MODEL, Project, migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")

#: What fails half-way on rows that are there: the second operation is done by then.
TITLE = """\
migrations.AddField("customer", "title", models.CharField(max_length=20, default="none")),
migrations.AlterField("customer", "title", models.CharField(max_length=20, unique=True)),
migrations.AddField("customer", "age", models.IntegerField(null=True)),
"""
AGE = 'migrations.RemoveField("customer", "note"),'
PLACES = [
    pytest.param("", id="sqlite"),
    pytest.param("postgresql", marks=pytest.mark.postgresql),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
]


#: The way back has no room for values at the limit of what the column takes.
COUNTS = """\
migrations.AddField("customer", "visits", models.IntegerField(null=True)),
migrations.AddField("customer", "views", models.BigIntegerField(null=True)),
"""
COPY = """
def back(apps, editor):
    Customer = apps.get_model("shop", "Customer")
    Customer.objects.using(editor.connection.alias).update(visits=models.F("views"))
"""


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database; empty for the file of the project."""
    if not request.param:
        return ""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def rehearsed(project: Project, database: str, *options: str, code: int) -> dict[str, Any]:
    """The migrations of the app in the JSON of ``rehearse``, by their names."""
    if database:
        use(project, default=database)
    done = project.schemaguard("rehearse", "--all", "--format", "json", "shop", *options)
    assert done.code == code, (done.out, done.err)
    return {item["migration"]: item for item in done.json["migrations"]}


@pytest.mark.parametrize("database", PLACES, indirect=True)
def test_what_fails_half_way_begins_again_from_before_it(tmp_path: Path, database: str) -> None:
    project = shop(tmp_path, TITLE, AGE)
    text = migration(TITLE, after=[("shop", "0001_initial")], attributes="atomic = False\n")
    project.add_migration("shop", "0002_step", text)
    found = rehearsed(project, database, code=1)

    assert found["0002_step"]["verdict"] == "failed-forward"
    assert "It runs only where the table has no rows, and so it was rehearsed." in found["0002_step"]["remarks"]
    assert (found["0003_step"]["verdict"], found["0003_step"]["lost"][0]["column"]) == ("lossy", "note")


#: Its own default cannot be in two rows, whatever they hold.
CODE = 'migrations.AddField("customer", "code", models.CharField(max_length=5, default="x", unique=True)),'


@pytest.mark.parametrize("database", PLACES, indirect=True)
def test_what_fails_on_any_rows_fails_and_what_follows_goes_on(tmp_path: Path, database: str) -> None:
    email = 'migrations.AddField("customer", "email", models.TextField(null=True)),'
    project = shop(tmp_path, email, 'migrations.RemoveField("customer", "email"),', CODE, AGE)
    found = rehearsed(project, database, "--mode", "both", code=1)
    assert found["0004_step"]["verdict"] == "failed-forward"
    assert "0004_step" in found["0004_step"]["error"]["message"]
    for name, column in ("0003_step", "email"), ("0005_step", "note"):
        assert [found[name][way]["lost"][0]["column"] for way in ("step", "head")] == [column, column]


@pytest.mark.postgresql
def test_a_reverse_that_fails_on_values_at_a_limit_is_tried_without_them(tmp_path: Path, postgresql_url: str) -> None:
    names = 'migrations.RunSQL("UPDATE shop_customer SET name = name", "UPDATE shop_customer SET name = id"),'
    project = shop(tmp_path, names, COUNTS)
    text = migration(
        "migrations.RunPython(migrations.RunPython.noop, back),", after=[("shop", "0003_step")], above=COPY
    )
    project.add_migration("shop", "0004_copy", text)
    both = rehearsed(project, postgresql_url, "--mode", "both", code=1)
    found = both["0004_copy"]

    assert found["verdict"] == "lossy"
    assert [(item["column"], item["rows"]) for item in found["step"]["lost"]] == [("visits", 3)]
    assert [text.split(",")[0] for text in found["remarks"] if "generated" in text] == [
        "Reversed without some of the generated values",
        "From the end reversed without some of the generated values",
    ]
    for way in ("step", "head"):
        assert [(item["column"], item["rows"]) for item in both["0002_step"][way]["lost"]] == [("name", 3)], way


#: The first finds nothing to do, the second does, and the third is only there for its reverse.
NAMES = """\
def shorten(apps, editor):
    for row in apps.get_model("shop", "Customer").objects.filter(name="nobody"):
        row.name = "x"
        row.save()


def touch(apps, editor):
    apps.get_model("shop", "Customer").objects.update(note="touched")

"""


def test_code_that_changed_nothing_is_said_to_prove_nothing(tmp_path: Path) -> None:
    noop = "migrations.RunPython.noop"
    project = shop(tmp_path, "", 'migrations.AddField("customer", "age", models.IntegerField(null=True)),')
    operations = f"migrations.RunPython(shorten, {noop}),\nmigrations.RunPython({noop}, {noop}),\n"
    text = migration(operations, after=[("shop", "0001_initial")], above=NAMES)
    project.add_migration("shop", "0002_step", text)
    text = migration(f"migrations.RunPython(touch, {noop}),\n", after=[("shop", "0003_step")], above=NAMES)
    project.add_migration("shop", "0004_step", text)
    found = rehearsed(project, "", code=1)

    said = "RunPython, operation 1, changed nothing on these rows, so its way back is not proved."
    assert found["0002_step"]["verdict"] == "restored" and said in found["0002_step"]["remarks"]
    assert "operation 2" not in " ".join(found["0002_step"]["remarks"])
    assert found["0003_step"]["remarks"] == []
    assert found["0004_step"]["verdict"] != "restored" and said not in found["0004_step"]["remarks"]


#: Each finds something to do only where rows are equal, but for case; the last one gives up then.
EQUAL = """\
def deleted(apps, editor):
    customers = apps.get_model("shop", "Customer").objects.using(editor.connection.alias)
    seen = set()
    for customer in customers.order_by("pk"):
        if customer.name in seen:
            customer.delete()
        seen.add(customer.name)


def counted(apps, editor):
    customers = apps.get_model("shop", "Customer").objects.using(editor.connection.alias)
    seen = set()
    for customer in customers.order_by("pk"):
        if customer.name.lower() in seen:
            customers.filter(pk=customer.pk).update(name=f"{customer.name} ({customer.pk})")
        seen.add(customer.name.lower())


def refused(apps, editor):
    names = [name for name, in apps.get_model("shop", "Customer").objects.values_list("name")]
    if len(names) != len(set(names)):
        raise ValueError("there are equal names")

"""
UNIQUE = 'migrations.AlterField("customer", "name", models.CharField(max_length=50, unique=True)),'


@pytest.mark.parametrize("database", PLACES, indirect=True)
def test_code_that_looks_for_equal_rows_finds_some(tmp_path: Path, database: str) -> None:
    noop = "migrations.RunPython.noop"
    code = {name: f"migrations.RunPython({name}, {noop}),\n" for name in ("deleted", "counted", "refused")}
    project = shop(tmp_path, UNIQUE, models=CUSTOMER_MODEL.replace("=50", "=50, unique=True"))
    before = "0001_initial"
    steps = {"0010_refused": code["refused"], "0011_counted": code["counted"], "0012_deleted": code["deleted"] + UNIQUE}
    for name, operations in steps.items():
        project.add_migration("shop", name, migration(operations, after=[("shop", before)], above=EQUAL))
        before = name
    project.add_migration("shop", "0002_step", migration(UNIQUE, after=[("shop", before)]))
    found = rehearsed(project, database, code=1)

    said = "RunPython, operation 1, was rehearsed with rows that are equal: it changes nothing without them."
    assert found["0010_refused"]["verdict"] == "restored"
    assert "so its way back is not proved" in " ".join(found["0010_refused"]["remarks"])
    lost = {name: [(item["column"], item["rows"]) for item in found[name]["lost"]] for name in found}
    assert all(said in found[name]["remarks"] for name in ("0011_counted", "0012_deleted"))
    assert (found["0011_counted"]["verdict"], found["0012_deleted"]["verdict"]) == ("no-op", "lossy")
    assert lost["0011_counted"] == [("name", 2)]
    assert lost["0012_deleted"] == [(None, 1)]
    assert found["0002_step"]["verdict"] == "restored" and found["0002_step"]["remarks"] == []


DOCUMENTS = """\
def touch(apps, editor):
    apps.get_model("shop", "Customer").objects.update(name="touched")

"""


def test_texts_that_become_json_do_so_with_rows(tmp_path: Path) -> None:
    operations = """
    migrations.AlterField("customer", "note", models.JSONField(null=True)),
    migrations.RunPython(touch, migrations.RunPython.noop),
    """
    project = shop(tmp_path)
    project.add_migration("shop", "0002_step", migration(operations, after=[("shop", "0001_initial")], above=DOCUMENTS))
    found = rehearsed(project, "", code=1)["0002_step"]

    assert [(item["column"], item["rows"]) for item in found["lost"]] == [("name", 3)]
    assert "without some of the generated rows or values" in " ".join(found["remarks"])


TWICE = """\
def forward(apps, editor):
    customers = apps.get_model("shop", "Customer").objects.using(editor.connection.alias)
    for customer in list(customers.exclude(note=None)):
        customers.create(pk=customer.pk, name="again")
"""


def test_a_save_that_fails_in_code_leaves_a_connection_that_can_be_used(tmp_path: Path) -> None:
    project = shop(tmp_path)
    text = migration(
        "migrations.RunPython(forward, migrations.RunPython.noop),", after=[("shop", "0001_initial")], above=TWICE
    )
    project.add_migration("shop", "0002_step", text)
    found = rehearsed(project, "", code=0)

    assert "without some of the generated rows" in " ".join(found["0002_step"]["remarks"])
