"""What a rollback throws away is named before, also where code does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.applying import ask
from tests.projects import Project, migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")

_CODE = """
def forth(apps, editor):
    apps.get_model("shop", "Customer").objects.filter(note=None).update(note="none")


def back(apps, editor):
    {body}
"""
_ALL = 'apps.get_model("shop", "Customer").objects.all().delete()'
_OVER = 'apps.get_model("shop", "Customer").objects.update(note="")'
_SQL = 'editor.execute("DELETE FROM shop_customer")'
_SOME = 'apps.get_model("shop", "Customer").objects.filter(name="nobody").delete()'
_ELSEWHERE = f'if editor.connection.vendor == "postgresql":\n        {_ALL}'


def _with(root: Path, operation: str, body: str = "pass") -> Project:
    project = shop(root)
    text = migration(operation, after=[("shop", "0001_initial")], above=_CODE.format(body=body))
    project.add_migration("shop", "0002_step", text)
    project.settings("del SCHEMAGUARD['TARGET']")
    names = project.schemaguard("plan", "--format", "json").json["summary"]["allow"]
    done = project.schemaguard("apply", *(f"--allow={name}" for name in names))
    assert done.code == 0, done.out + done.err
    ask(str(root / "db.sqlite3"), "INSERT INTO shop_customer (name, note) VALUES ('Ann', 'kept')")
    return project


@pytest.mark.parametrize(
    ("body", "name", "because"),
    [
        (_ALL, "shop_customer", "back() deletes its rows: 1 row of shop_customer would be lost"),
        (_OVER, "shop_customer.note", "back() writes every row of it: 1 value of shop_customer.note would be lost"),
        (_SQL, "shop_customer", "Its rows are deleted: 1 row of shop_customer would be lost"),
    ],
)
def test_what_code_does_to_every_row_is_a_loss(body: str, name: str, because: str, tmp_path: Path) -> None:
    project = _with(tmp_path, "migrations.RunPython(forth, back),", body)
    refused = project.schemaguard("rollback", "shop", "0001")
    assert refused.code == 1
    assert because in " ".join(refused.out.split()), refused.out
    assert ask(str(tmp_path / "db.sqlite3"), "SELECT name, note FROM shop_customer") == [("Ann", "kept")]
    assert project.schemaguard("rollback", "shop", "0001", "--accept-loss", name).code == 0


@pytest.mark.parametrize("body", [_SOME, _ELSEWHERE, "pass"])
def test_what_code_does_to_some_rows_or_elsewhere_is_none(body: str, tmp_path: Path) -> None:
    assert _with(tmp_path, "migrations.RunPython(forth, back),", body).schemaguard("rollback", "shop", "0001").code == 0


def test_what_the_database_computes_is_none(tmp_path: Path) -> None:
    computed = """migrations.AddField("Customer", "shout", models.GeneratedField(
        expression=models.functions.Upper("name"), output_field=models.CharField(max_length=50), db_persist=False)),"""
    project = _with(
        tmp_path, computed.replace("models.functions", "__import__('django.db.models.functions').db.models.functions")
    )
    done = project.schemaguard("rollback", "shop", "0001")
    assert done.code == 0, done.out + done.err


def test_a_name_is_as_a_shell_takes_it(tmp_path: Path) -> None:
    table = """migrations.CreateModel("Item", [("id", models.BigAutoField(primary_key=True))],
        options={"db_table": "old items"}),"""
    project = _with(tmp_path, table)
    ask(str(tmp_path / "db.sqlite3"), 'INSERT INTO "old items" (id) VALUES (1)')
    refused = project.schemaguard("rollback", "shop", "0001")
    assert refused.code == 1
    assert "1 row of old items would be lost. Accept it by name: --accept-loss 'old items'" in " ".join(
        refused.out.split()
    )
