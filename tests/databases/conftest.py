"""Fixtures for what is the same on MariaDB and MySQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.client import DatabaseServer

BOTH = [pytest.param("mariadb", marks=pytest.mark.mariadb), pytest.param("mysql", marks=pytest.mark.mysql)]


@pytest.fixture(params=BOTH)
def either_server(request: pytest.FixtureRequest) -> DatabaseServer:
    """MariaDB, and MySQL where there is one."""
    found: DatabaseServer = request.getfixturevalue(f"{request.param}_server")
    return found


@pytest.fixture
def either_url(either_server: DatabaseServer) -> Iterator[str]:
    """An empty database there."""
    with either_server.fresh() as url:
        yield url
