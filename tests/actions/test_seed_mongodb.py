"""Generated documents."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections, models
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState
from django.utils.module_loading import import_string

from tests.actions.seeding import place

pytestmark = pytest.mark.usefixtures("own_connections")


def test_documents_of_models_and_validators(django_mongodb_url: str) -> None:
    array = import_string("django_mongodb_backend.fields.ArrayField")
    key: Any = ("id", import_string("django_mongodb_backend.fields.ObjectIdAutoField")(primary_key=True))
    with place(django_mongodb_url) as there:
        state = ProjectState()
        for operation in (
            CreateModel(
                "Tag",
                [key, ("name", models.CharField(max_length=8, unique=True)), ("at", models.DateTimeField(null=True))],
            ),
            CreateModel(
                "Item",
                [
                    key,
                    ("tag", models.ForeignKey("shop.Tag", models.CASCADE)),
                    ("price", models.DecimalField(max_digits=8, decimal_places=2)),
                    ("words", array(models.CharField(max_length=5))),
                    ("data", models.JSONField(default=dict)),
                    ("day", models.DateField()),
                    ("token", models.UUIDField()),
                    ("email", models.EmailField()),
                ],
            ),
        ):
            before = state.clone()
            operation.state_forwards("shop", state)
            with connections["default"].schema_editor() as editor:
                operation.database_forwards("shop", editor, before, state)
        connection: Any = connections["default"]
        database = connection.database
        colours = {"bsonType": "string", "enum": ["red", "green"]}
        size = {"bsonType": "int", "minimum": 3, "maximum": 6}
        schema = {"required": ["colour", "size"], "properties": {"colour": colours, "size": size}}
        database.create_collection("loose", validator={"$jsonSchema": schema})
        database.command("collMod", "shop_tag", validator={"$jsonSchema": {"properties": {"name": {"minLength": 2}}}})
        assert there.fill(state) == ()
        item = state.apps.get_model("shop", "Item")
        rows = list(item.objects.using("default"))
        for row in rows:
            row.full_clean(exclude=["data"])
            assert row.tag.name and len(row.tag.name) > 1 and isinstance(row.words, list)
        assert len({row.price for row in rows}) == len({row.token for row in rows}) == 3
        assert [document["at"] for document in database.shop_tag.find()].count(None) == 1
        assert {document["colour"] for document in database.loose.find()} == {"red", "green"}
        there.withdraw(state)
        assert database.shop_item.count_documents({}) == 0
