"""A connection that is lost while what was half applied is taken back: nothing was done, and nobody says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.applying import COMMITTING, columns, on
from tests.projects import migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")

_CODE = """
import os


def fail(apps, editor):
    if "FAIL" in os.environ:
        raise RuntimeError("not today")


def lose(apps, editor):
    if "LOSE" in os.environ:
        postgresql = editor.connection.vendor == "postgresql"
        words = "SELECT pg_terminate_backend(pg_backend_pid())" if postgresql else "KILL CONNECTION_ID()"
        editor.connection.cursor().execute(words)
"""
_APART = """
migrations.AddField("Customer", "first", models.IntegerField(null=True)),
migrations.RunPython(fail, lose),
"""
_SERVERS = [pytest.param("postgresql", marks=pytest.mark.postgresql), *COMMITTING]


@pytest.mark.parametrize("engine", _SERVERS)
def test_a_way_back_that_lost_its_connection_is_not_done(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    project = shop(tmp_path)
    url = on(engine, project, request)
    assert project.schemaguard("apply").code == 0
    text = migration(_APART, after=[("shop", "0001_initial")], above=_CODE, attributes="atomic = False")
    project.add_migration("shop", "0002_apart", text)
    words = project.schemaguard("plan", "--format", "json").json["summary"]["allow"]
    assert project.schemaguard("apply", *(f"--allow={word}" for word in words), FAIL="1").code == 1
    lost = project.schemaguard("rollback", "shop", "0001", LOSE="1")
    assert lost.code == 1, lost.out + lost.err
    assert lost.out.startswith("failed  shop.0002_apart")
    assert "first" in columns(url, "shop_customer")
    assert "in shop.0002_apart after operation 1 of 2" in " ".join(project.schemaguard("status").out.split())
    assert project.schemaguard("rollback", "shop", "0001").code == 0
    assert columns(url, "shop_customer") == {"id", "name", "note"}
