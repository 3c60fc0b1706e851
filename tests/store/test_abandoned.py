"""Runs that were killed while they only wrote to the ledger, which some servers do not undo."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import replace

import pytest
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from schemaguard import store
from schemaguard.runs import Outcome
from tests.store.live import ALIAS, ENGINES, WHO, info, ledger, place

__all__ = ["place"]

pytestmark = pytest.mark.usefixtures("own_connections")


@pytest.mark.parametrize("command", ["observe", "approve"])
@pytest.mark.parametrize("place", ENGINES, indirect=True)
def test_a_process_that_is_gone_has_no_open_run(place: str, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    here = replace(WHO, host=socket.gethostname())
    with ledger(place) as found:
        MigrationRecorder(connections[ALIAS]).ensure_schema()
        with monkeypatch.context() as patch:
            patch.setattr(os, "getpid", lambda: gone.pid)
            found.begin(info(command, who=here))
        found.begin(alive := info(command, who=here))
        store.observe(ALIAS)
        assert [run.id for run in found.open_runs()] == [alive.id]
        ended = [record for record in store.records(found) if record.info.id != alive.id]
        assert [record.outcome for record in ended] == [Outcome.FAILED]
