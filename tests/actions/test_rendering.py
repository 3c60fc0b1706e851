"""What is shared while migrations run is what Django would make."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from django.apps import apps
from django.core.validators import RegexValidator
from django.db import models
from django.db.migrations.state import ProjectState, StateApps

from schemaguard.actions import _rendering

FIELDS = (
    models.AutoField(auto_created=True, primary_key=True),
    models.CharField(max_length=9, choices=[("a", "A")], validators=[RegexValidator("a")], db_column="b", unique=True),
    models.DecimalField("Price", max_digits=9, decimal_places=2, default=7, null=True, db_comment="In euros"),
    models.DateTimeField(auto_now=True, error_messages={"null": "no"}),
    models.UUIDField(default=dict, editable=False, help_text="x"),
    models.JSONField(default=list),
    models.ForeignKey("auth.user", models.CASCADE, related_name="+", limit_choices_to={"id": 1}, db_constraint=False),
    models.OneToOneField("auth.group", models.SET_NULL, null=True, parent_link=False, to_field="name"),
    models.ManyToManyField("auth.group", db_table="x", related_name="y"),
    models.ManyToManyField("auth.group", through="auth.more", through_fields=("a", "b")),
)


def test_the_project_keeps_its_swappable_models_while_others_come_and_go() -> None:
    usual = apps.get_swappable_settings_name("auth.User")
    with _rendering.cheaper():
        asked = vars(apps)["get_swappable_settings_name"]
        assert apps.get_swappable_settings_name("auth.User") == usual == "AUTH_USER_MODEL"
        StateApps([], {}).clear_cache()
        assert asked.cache_info().currsize == 1
        apps.clear_cache()
        assert asked.cache_info().currsize == 0
        assert apps.get_containing_app_config("django.contrib.auth.models") is apps.get_app_config("auth")
        assert apps.get_containing_app_config("__fake__") is None
    assert not {"get_swappable_settings_name", "get_containing_app_config"} & vars(apps).keys()


def test_a_cloned_registry_is_the_one_that_django_makes() -> None:
    registry = ProjectState.from_apps(apps).apps
    usual = registry.clone()
    with _rendering.cheaper():
        clone = registry.clone()
    assert clone.all_models == usual.all_models == registry.all_models
    assert type(clone.all_models) is type(usual.all_models) is type(registry.all_models)
    assert [config.label for config in clone.get_app_configs()] == [config.label for config in usual.get_app_configs()]
    del clone.all_models["auth"]["user"]
    assert registry.get_model("auth.user") is usual.get_model("auth.user")


def test_the_collector_is_as_it_was_afterwards() -> None:
    before = gc.get_threshold(), gc.get_freeze_count()
    with _rendering.cheaper(), _rendering.cheaper():
        assert gc.get_threshold() != before[0]
    assert (gc.get_threshold(), gc.get_freeze_count()) == before


def known(field: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """All that a field and its relation know, but when they were made and which field it is."""
    relation = vars(field.remote_field) if field.remote_field else {}
    return (
        {name: value for name, value in vars(field).items() if name not in ("creation_counter", "remote_field")},
        {name: value for name, value in relation.items() if name != "field"},
    )


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: type(field).__name__)
def test_a_copied_field_is_the_one_that_django_makes(field: Any) -> None:
    usual = [field.clone() for _ in range(2)]
    with _rendering.cheaper():
        copies = [field.clone() for _ in range(3)]
    counters = [made.creation_counter for made in (*usual, *copies)]
    assert sorted(counters, reverse=field.auto_created) == counters and len(set(counters)) == len(counters)
    for copy in copies:
        assert type(copy) is type(field) and known(copy) == known(usual[0])
        assert copy.deconstruct() == field.deconstruct()
        if copy.remote_field:
            assert copy.remote_field.field is copy and copy.remote_field is not field.remote_field


def test_what_a_field_only_remembers_is_left_behind() -> None:
    field: Any = models.ForeignKey("auth.user", models.CASCADE)
    with _rendering.cheaper():
        asked = field.clone()
        assert asked.related_model == "auth.user" and "related_model" in vars(asked)
        copy = asked.clone()
    assert known(copy) == known(field.clone())


def test_what_was_written_into_a_field_is_not_copied() -> None:
    field: Any = models.CharField(max_length=9)
    with _rendering.cheaper():
        assert field.clone().clone().name is None
        field.set_attributes_from_name("name")
        field.remembered = 1
        assert (field.clone().name, hasattr(field.clone(), "remembered")) == (None, False)


def test_fields_of_others_are_built_by_their_own_code() -> None:
    class Counting(models.IntegerField):
        built = 0

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            Counting.built += 1
            super().__init__(*args, **kwargs)

    field = Counting()
    with _rendering.cheaper():
        _ = [field.clone() for _ in range(3)]
    assert Counting.built == 4


def test_a_state_renders_the_same_columns_in_the_same_order() -> None:
    def columns() -> list[tuple[str, list[str | None]]]:
        rendered = ProjectState.from_apps(apps).apps.get_models(include_auto_created=True)
        return [(model._meta.label, [field.column for field in model._meta.local_fields]) for model in rendered]

    usual = columns()
    with _rendering.cheaper():
        assert columns() == usual != []
