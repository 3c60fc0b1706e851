"""``schemaguard rehearse`` on rows that were generated: what only they make fail is no failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import use
from tests.projects import Project, migration, shop

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


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database; empty for the file of the project."""
    if not request.param:
        return ""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def rehearsed(project: Project, database: str, *, code: int) -> dict[str, Any]:
    """The migrations of the app in the JSON of ``rehearse``, by their names."""
    if database:
        use(project, default=database)
    done = project.schemaguard("rehearse", "--all", "--format", "json", "shop")
    assert done.code == code, (done.out, done.err)
    return {item["migration"]: item for item in done.json["migrations"]}


@pytest.mark.parametrize("database", PLACES, indirect=True)
def test_what_fails_half_way_begins_again_from_before_it(tmp_path: Path, database: str) -> None:
    project = shop(tmp_path, TITLE, AGE)
    text = migration(TITLE, after=[("shop", "0001_initial")], attributes="atomic = False\n")
    project.add_migration("shop", "0002_step", text)
    found = rehearsed(project, database, code=1)

    assert found["0002_step"]["verdict"] == "restored"
    assert "fails on some of the generated rows" in " ".join(found["0002_step"]["remarks"])
    assert (found["0003_step"]["verdict"], found["0003_step"]["lost"][0]["column"]) == ("lossy", "note")
