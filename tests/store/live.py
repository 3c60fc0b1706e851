"""Ledgers on real servers, within the process of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import environ
import pytest
from django.db import connections

from schemaguard import store
from schemaguard.databases.connections import wrapper
from schemaguard.models import LedgerHead, Run, RunStep
from schemaguard.runs import RunInfo, Who

ALIAS = "default"

#: Each kind of database, by the fixture that gives one.
ENGINES = (
    "sqlite",
    "postgresql",
    "mariadb",
    pytest.param("mysql", marks=pytest.mark.mysql),
    "django_mongodb",
)


def entry(url: str) -> dict[str, Any]:
    """A URL as an entry of DATABASES."""
    if url.startswith("mongodb"):
        return {"ENGINE": "django_mongodb_backend", "HOST": url, "NAME": urlsplit(url).path.strip("/")}
    return dict(environ.Env.db_url_config(url))


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of the kind that the test names."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    return str(request.getfixturevalue(f"{request.param}_url"))


@contextmanager
def connected(url: str, alias: str = ALIAS) -> Iterator[Any]:
    """An alias means this database, for this thread."""
    live, known = getattr(connections._connections, alias, None), connections.settings.get(alias)  # type: ignore[attr-defined]
    connections[alias] = own = wrapper(entry(url), alias)
    connections.settings[alias] = own.settings_dict
    try:
        yield own
    finally:
        own.close()
        if own.vendor == "mongodb":
            own.close_pool()  # type: ignore[attr-defined]
        del connections[alias]
        if live is not None:
            connections[alias] = live
        if known is None:
            del connections.settings[alias]
        else:
            connections.settings[alias] = known


@contextmanager
def ledger(url: str, alias: str = ALIAS) -> Iterator[store.Ledger]:
    """A new ledger in this database."""
    with connected(url, alias) as connection:
        with connection.schema_editor() as editor:
            for model in (Run, RunStep, LedgerHead):
                editor.create_model(model)
        found = store.Ledger.of(alias)
        assert found is not None
        yield found


def info(command: str = "apply", **changed: Any) -> RunInfo:
    """A run that begins now."""
    values = {"environment": "staging", "database": ALIAS, "begun_at": datetime.now(UTC), "who": WHO, **changed}
    return RunInfo(id=uuid4().hex, command=command, **values)


WHO = Who(system="deploy", ci="octo", django="ada", host="web-1")
