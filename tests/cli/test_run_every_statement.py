"""Killed after each statement, where every statement about the schema commits by itself: the end is that of migrate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.applying import COMMITTING, is_verified
from tests.cli.test_run_deferred import forward, schema, started
from tests.projects import Done, migration

pytestmark = pytest.mark.usefixtures("own_connections")

#: Lets a run die after so many statements of operations.
KILLS = """
import os
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

if os.environ.get("STATEMENTS"):
    plain, left = BaseDatabaseSchemaEditor.execute, int(os.environ["STATEMENTS"])

    def execute(self, sql, params=()):
        global left
        plain(self, sql, params)
        left -= "shop_" in str(sql) and not self.collect_sql
        if not left:
            os.kill(os.getpid(), 9)

    BaseDatabaseSchemaEditor.execute = execute
"""
FIRST = """
migrations.CreateModel("Tag", [ID, ("word", models.CharField(max_length=20))]),
migrations.CreateModel("Order", [
    ID,
    ("customer", models.ForeignKey("shop.Customer", models.CASCADE)),
    ("tags", models.ManyToManyField("shop.Tag")),
]),
"""
CASES = {
    "relation renamed": 'migrations.RenameField("Order", "customer", "buyer"),',
    "relation made unique": """
        migrations.AlterField("Order", "customer", models.OneToOneField("shop.Customer", models.CASCADE)),
    """,
    "relation may be null": """
        migrations.AlterField("Order", "customer", models.ForeignKey("shop.Customer", models.SET_NULL, null=True)),
    """,
    "relation without constraint": """
        migrations.AlterField(
            "Order", "customer", models.ForeignKey("shop.Customer", models.CASCADE, db_constraint=False)
        ),
    """,
    "model renamed": 'migrations.RenameModel("Tag", "Label"),',
    "model with relations renamed": 'migrations.RenameModel("Order", "Purchase"),',
    "key widened": 'migrations.AlterField("Customer", "id", models.CharField(max_length=30, primary_key=True)),',
    "unique and index": """
        migrations.AlterField("Tag", "word", models.CharField(max_length=30, unique=True)),
        migrations.AlterField("Tag", "word", models.CharField(max_length=30, db_index=True)),
        migrations.AlterField("Tag", "word", models.PositiveIntegerField(default=0)),
    """,
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("engine", COMMITTING)
def test_it_goes_on_after_each_statement(
    engine: str, case: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    project, url = started(tmp_path, engine, FIRST, request)
    text = migration(CASES[case], after=[("shop", "0002_step")])
    project.add_migration("shop", "0003_change", text)
    project.settings(KILLS)
    assert (done := project.manage("migrate", "-v0")).code == 0, done.err
    wanted = schema(url)
    assert (done := project.manage("migrate", "-v0", "shop", "0002")).code == 0, done.err
    before = schema(url)
    assert wanted != before

    kills = 1
    while _is_killed(lambda **named: forward(project, **named), kills):
        assert schema(url) == wanted
        assert _is_killed(lambda **named: project.schemaguard("rollback", "shop", "0002", **named), kills) or kills > 1
        assert schema(url) == before
        kills += 1
    assert kills > 1
    assert is_verified(project)


def _is_killed(run: Callable[..., Done], number: int) -> bool:
    """Start a run that dies after so many statements, and one that does not; whether the first one died."""
    died = run(STATEMENTS=str(number)).code == -9
    done = run()
    assert done.code == 0, done.out + done.err
    return died
