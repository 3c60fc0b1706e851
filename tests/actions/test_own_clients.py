"""Engines keep clients and pools by alias. A connection of ours never gets the one of a live database."""

from __future__ import annotations

from typing import Any

import environ
import pytest
from django.db.utils import load_backend

from schemaguard.databases.connections import wrapper

pytestmark = pytest.mark.usefixtures("own_connections")


def test_a_client_of_mongodb(django_mongodb_url: str) -> None:
    settings = {"ENGINE": "django_mongodb_backend", "HOST": django_mongodb_url}
    ours: Any = wrapper(settings, "documents")
    live: Any = load_backend("django_mongodb_backend").DatabaseWrapper(ours.settings_dict, "documents")
    live.ensure_connection()
    ours.ensure_connection()
    assert ours.connection is not live.connection
    ours.close_pool()
    try:
        assert live.connection.admin.command("ping")["ok"] == 1
    finally:
        live.close_pool()


def test_a_pool_of_postgresql(postgresql_url: str) -> None:
    settings = {**environ.Env.db_url_config(postgresql_url), "OPTIONS": {"pool": True}}
    ours: Any = wrapper(settings, "default")
    assert ours.pool is None
    ours.ensure_connection()
    ours.close()
