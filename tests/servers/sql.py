"""The servers that speak SQL, for tests that run on each: ``@pytest.mark.parametrize("url", SERVERS, indirect=True)``."""

from __future__ import annotations

import pytest

SERVERS = [
    pytest.param("postgresql", marks=pytest.mark.postgresql),
    pytest.param("postgresql15", marks=pytest.mark.postgresql),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
    pytest.param("mysql", marks=pytest.mark.mysql),
]
