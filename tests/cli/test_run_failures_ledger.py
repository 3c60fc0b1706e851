"""Runs on databases whose ledger is gone, or whose router has an opinion of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.applying import applied, ask
from tests.projects import shop

pytestmark = pytest.mark.usefixtures("own_connections")

ROUTER = """
class Router:
    def allow_migrate(self, db, app_label, model_name=None, **hints):
        return None
"""


def test_nothing_runs_that_nobody_records(tmp_path: Path) -> None:
    project = shop(tmp_path, "migrations.RemoveField('Customer', 'note'),")
    url = str(tmp_path / "db.sqlite3")
    # contenttypes.0002 names a model in the hints of its RunPython, which routers are asked about.
    project.write("routers.py", ROUTER)
    project.settings("INSTALLED_APPS += ['django.contrib.contenttypes']\nDATABASE_ROUTERS = ['routers.Router']")
    done = project.schemaguard("apply", "shop", "0001", "--no-probes")
    assert done.code == 0, done.out + done.err
    for table in ("runstep", "run", "ledgerhead"):
        ask(url, f"DROP TABLE schemaguard_{table}")
    nothing = ["apply", "shop", "0001", "--no-probes"]
    for words in (["apply", "--no-probes", "--allow=drop-column"], nothing, ["rollback", "shop", "zero"]):
        refused = project.schemaguard(*words)
        assert refused.is_one_clear_line(), refused
        assert "The tables of the ledger of 'default' are gone" in refused.err
    assert applied(url) == ["0001_initial"]
