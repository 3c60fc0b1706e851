"""Values of people are replaced on their way into the copy, on every kind of database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import sqlite, use
from tests.cli.test_rehearse_scopes import names, refused, rehearsed
from tests.cli.test_rehearse_sources import verdicts
from tests.projects import Project, shop

PEOPLE = """\
migrations.CreateModel("Person", [
    ("id", models.BigAutoField(primary_key=True)),
    ("email", models.CharField(max_length=40, unique=True)),
    ("name", models.CharField(max_length=9)),
    ("phone", models.CharField(max_length=20, null=True)),
    ("age", models.IntegerField(null=True)),
    ("born", models.DateField(null=True)),
    ("friend", models.ForeignKey("self", models.CASCADE, null=True)),
]),
"""
FILL = """\
migrations.RunSQL(
    "INSERT INTO shop_person (id, email, name, phone, age, born, friend_id) VALUES "
    "(1, 'ada@example.org', 'Ada', '123', 36, '1815-12-10', NULL), (2, 'bo@example.org', 'Bo', '123', NULL, NULL, 1), "
    "(3, 'cy@example.org', 'Cy', NULL, 5, '2000-01-01', 2)",
    "DELETE FROM shop_person",
),
"""
#: Runs in the copy: it fails where a value is there that should not be, or one is missing that should.
LOOK = """\
migrations.RunPython(look, migrations.RunPython.noop),
"""
MASKS = """
def name(value):
    return value[0] + "."

def same(value):
    return "x@example.org"

def long(value):
    return value * 20

def quotes(value):
    raise ValueError(value)

def word(value):
    return "old"

def nothing(value):
    return None

def year(value):
    return str(value)[:4] + "-01-01"
"""
LOOKING = """
def look(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT email, name, phone, age, born, friend_id FROM shop_person ORDER BY id")
        rows = [tuple(map(str, row)) for row in cursor.fetchall()]
    one, two, three = rows
    assert len({row[0] for row in rows}) == 3 and all(len(row[0]) == 32 for row in rows), rows
    assert [row[1] for row in rows] == ["A.", "B.", "C."], rows
    assert one[2] == two[2] != "123" and three[2] == "None", rows
    assert one[3] not in ("36", "None") and two[3] == "None", rows
    assert [row[4] for row in rows] == ["1815-01-01", "None", "2000-01-01"], rows
    assert [row[5] for row in rows] == ["None", "1", "2"], rows
"""


def masks(project: Project, **named: object) -> None:
    """Name masks of the table of people."""
    rules = {f"shop_person.{column}": rule for column, rule in named.items()}
    project.settings(f"SCHEMAGUARD['REHEARSAL'] = {{'MASK': {rules!r}}}")


ALL = {"email": "hash", "name": "masks.name", "phone": "hash", "age": "hash", "born": "masks.year"}
SERVERS = [
    "sqlite",
    pytest.param("postgresql15_url", marks=pytest.mark.postgresql),
    pytest.param("mariadb_url", marks=pytest.mark.mariadb),
]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = shop(tmp_path, PEOPLE, FILL, LOOK)
    file = project.root / "shop/migrations/0004_step.py"
    file.write_text(file.read_text().replace("class Migration", f"{LOOKING}\n\nclass Migration"))
    project.write("masks.py", MASKS)
    return project


@pytest.mark.parametrize("server", SERVERS)
def test_values_are_masked_on_the_way(project: Project, server: str, request: pytest.FixtureRequest) -> None:
    if server != "sqlite":
        use(project, default=request.getfixturevalue(server))
    assert project.manage("migrate", "-v0", "shop", "0003").code == 0
    masks(project, **ALL)
    for rows in ("2", "all") if server == "sqlite" else ("2",):
        assert verdicts(rehearsed(project, "shop", "--rows", rows)) == ["restored"]
    if server != "sqlite":
        # A function that does not keep what is unique, and one that gives what does not fit.
        masks(project, email="masks.same")
        said = refused(project, "shop")
        assert "['shop_person.email']: the function gives one value for two, and the column is unique." in said
        masks(project, age="masks.word")
        said = refused(project, "shop")
        assert "A masked value does not fit into shop_person: " in said


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"email": "masks.same"}, "the function gives one value for two, and the column is unique."),
    ({"name": "masks.long"}, "the function gives 60 characters, and the column takes 9."),
    ({"name": None}, "is None, and the column takes no NULL. Say 'hash', or name a function."),
    ({"name": "masks.nothing"}, "the function gives None, and the column takes no NULL."),
    ({"name": "masks.quotes"}, "['shop_person.name']: the function fails with ValueError."),
    ({"name": "masks.nowhere"}, "'masks.nowhere' cannot be imported"),
    ({"name": "masks.__name__"}, "'masks.__name__' is no function."),
    ({"nmae": "hash"}, "shop_person has no column 'nmae' on default. Did you mean 'name'?"),
    ({"x.name": "hash"}, "default has no table 'shop_person.x'. Did you mean 'shop_person'?"),
    ({"born": "hash"}, "a hash is a text or a whole number, and no date."),
    ({"id": "hash"}, "the column is part of a key"),
    ({"friend_id": None}, "the column is part of a key"),
]


def test_masks_that_cannot_be(project: Project) -> None:
    assert project.manage("migrate", "-v0", "shop", "0003").code == 0
    for rules, line in WRONG:
        masks(project, **rules)
        said = refused(project, "shop")
        assert line in said and "Ada" not in said, rules
    # Without a copy there is nobody to protect.
    assert names(rehearsed(project, "shop", "0001", "--all")) == ["shop.0001"]


RENAMED = """\
migrations.RenameField("Customer", "note", "remark"),
migrations.AddField("Customer", "mail", models.CharField(max_length=9, null=True)),
"""
MODEL = """\
class Customer(models.Model):
    name = models.CharField(max_length=50)
    remark = models.TextField(null=True)
    mail = models.CharField(max_length=9, null=True)
"""


def test_names_that_only_come_with_what_is_pending(tmp_path: Path) -> None:
    project = shop(tmp_path, RENAMED, models=MODEL)
    assert project.manage("migrate", "-v0", "shop", "0001").code == 0
    project.settings("SCHEMAGUARD['REHEARSAL'] = {'MASK': {'shop_customer.mail': None}}")
    assert verdicts(rehearsed(project, "shop")) == ["restored"]
    # What is renamed would come over as it is.
    project.settings("SCHEMAGUARD['REHEARSAL'] = {'MASK': {'shop_customer.remark': None}}")
    assert "a pending migration makes this of shop_customer.note. Mask that as well." in refused(project)
    both = "{'shop_customer.remark': None, 'shop_customer.note': None}"
    project.settings(f"SCHEMAGUARD['REHEARSAL'] = {{'MASK': {both}}}")
    assert verdicts(rehearsed(project, "shop")) == ["restored"]


def test_json(tmp_path: Path) -> None:
    url = sqlite(tmp_path / "other.sqlite3", "CREATE TABLE doc (body text CHECK (JSON_VALID(body)), big smallint)")
    project = shop(tmp_path)
    project.settings("SCHEMAGUARD['REHEARSAL'] = {'MASK': {'doc.body': 'hash'}}")
    assert "a hash is a text or a whole number, and no text." in refused(project, "shop", "--source", url)
