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
