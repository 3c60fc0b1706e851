"""What is shared while migrations run is what Django would make."""

from __future__ import annotations

import gc

from django.apps import apps
from django.db.migrations.state import StateApps

from schemaguard.actions import _rendering


def test_the_project_keeps_its_swappable_models_while_others_come_and_go() -> None:
    usual = apps.get_swappable_settings_name("auth.User")
    with _rendering.cheaper():
        asked = vars(apps)["get_swappable_settings_name"]
        assert apps.get_swappable_settings_name("auth.User") == usual == "AUTH_USER_MODEL"
        StateApps([], {}).clear_cache()
        assert asked.cache_info().currsize == 1
        apps.clear_cache()
        assert asked.cache_info().currsize == 0
    assert "get_swappable_settings_name" not in vars(apps)


def test_the_collector_is_as_it_was_afterwards() -> None:
    before = gc.get_threshold(), gc.get_freeze_count()
    with _rendering.cheaper(), _rendering.cheaper():
        assert gc.get_threshold() != before[0]
    assert (gc.get_threshold(), gc.get_freeze_count()) == before
