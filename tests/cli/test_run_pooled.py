"""``apply`` through a pooler that gives the session to others after each transaction."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.applying import on
from tests.cli.places import use
from tests.databases.test_postgresql_runner import pooler
from tests.projects import shop

pytestmark = [pytest.mark.usefixtures("own_connections"), pytest.mark.postgresql]


def test_what_has_no_limits_is_told_once(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project = shop(tmp_path)
    url = on("postgresql", project, request)
    with pooler(url, tmp_path / "pool", "transaction") as through:
        use(project, default=through)
        done = project.schemaguard("apply", "--format", "json")
    assert done.code == 0, done.out + done.err
    said = [note for one in done.json["migrations"] for note in one["notes"]]
    assert len(done.json["migrations"]) == 4
    assert [note for note in said if "nothing has limits" in note] == said[:1] != []


def test_two_names_of_one_database(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """As with one that leads past the pooler: a run does not wait for itself, and says what to do."""
    project = shop(tmp_path)
    on("postgresql", project, request)
    project.settings("import copy\nDATABASES['direct'] = copy.deepcopy(DATABASES['default'])")
    refused = project.schemaguard("apply")
    assert refused.is_one_clear_line(), refused
    assert "'direct' is the same database as 'default'" in refused.err
    assert project.schemaguard("apply", "--database", "direct").code == 0
    project.settings("DATABASES['direct']['TEST'] = {'MIRROR': 'default'}")
    assert project.schemaguard("apply").code == 0
