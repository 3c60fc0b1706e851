"""Generated rows for the tables of historical models, and what a project brings itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import factory
import pytest
from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator, RegexValidator
from django.db import connections, models
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState
from factory.django import DjangoModelFactory

from sample_project.catalogue.models import Brand
from schemaguard.actions._seed import Seeds
from schemaguard.actions._seed_hooks import Hooks
from schemaguard.exceptions import BadInput
from schemaguard.seeds import seed
from tests.actions.seeding import MEMORY, Place, place

pytestmark = pytest.mark.usefixtures("own_connections")

ID = ("id", models.BigAutoField(primary_key=True))


@pytest.fixture
def there() -> Iterator[Place]:
    with place(MEMORY) as found:
        yield found


def made(app: str, **fields: dict[str, Any]) -> ProjectState:
    """Models with tables, one for each name."""
    state = ProjectState()
    for name, body in fields.items():
        operation = CreateModel(name, [ID, *body.items()] if "ptr" not in body else list(body.items()))
        before = state.clone()
        operation.state_forwards(app, state)
        with connections["default"].schema_editor() as editor:
            operation.database_forwards(app, editor, before, state)
    return state


def column(there: Place, table: str, name: str) -> list[Any]:
    return [value for (value,) in there.rows(table, name)]


def test_fields_say_what_columns_take(there: Place) -> None:
    models_there = made(
        "shop",
        Order={
            "status": models.CharField(
                max_length=9, choices=[("new", "New"), ("paid", "Paid"), ("returned", "Returned")]
            ),
            "email": models.EmailField(),
            "slug": models.SlugField(max_length=20, unique=True),
            "site": models.URLField(),
            "token": models.UUIDField(),
            "address": models.GenericIPAddressField(protocol="ipv4"),
            "data": models.JSONField(default=dict),
            "tags": models.JSONField(default=list),
            "stars": models.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)]),
            "total": models.DecimalField(max_digits=8, decimal_places=3),
            "number": models.CharField(max_length=8, validators=[RegexValidator(r"^[A-Z]{3}-\d{4}$")]),
            "word": models.CharField(max_length=30, validators=[MinLengthValidator(5)]),
            "scan": models.FileField(max_length=5),
        },
    )
    assert there.fill(models_there) == ()
    order = models_there.apps.get_model("shop", "Order")
    rows = list(order.objects.using("default").order_by("id"))
    for row in rows:
        row.full_clean(exclude=["tags", "data"])
        assert isinstance(row.data, dict) and isinstance(row.tags, list)
    assert {row.status for row in rows} == {"new", "paid", "returned"}
    assert max(len(row.slug) for row in rows) == 20
    assert len({row.total for row in rows}) == len({row.token for row in rows}) == 3


def test_relations_of_models(there: Place) -> None:
    models_there = made(
        "shop",
        Tag={"name": models.CharField(max_length=5, unique=True)},
        Item={"name": models.CharField(max_length=5), "tags": models.ManyToManyField("shop.Tag")},
        Part={
            "item": models.OneToOneField("shop.Item", models.CASCADE),
            "parent": models.ForeignKey("self", models.CASCADE, null=True),
        },
        Loose={"item": models.ForeignKey("shop.Item", models.CASCADE, db_constraint=False)},
        Child={
            "ptr": models.OneToOneField("shop.Item", models.CASCADE, parent_link=True, primary_key=True),
            "n": models.IntegerField(),
        },
    )
    assert there.fill(models_there) == ()
    items = set(column(there, "shop_item", "id"))
    assert set(column(there, "shop_loose", "item_id")) == items == set(column(there, "shop_child", "ptr_id"))
    assert len(set(there.rows("shop_item_tags", "item_id", "tag_id"))) > 1
    assert set(column(there, "shop_part", "parent_id")) - {None} <= set(column(there, "shop_part", "id"))
    there.stage.connection.check_constraints()


def hooks(monkeypatch: pytest.MonkeyPatch, **names: Any) -> Hooks:
    module = ModuleType("shop_seeds")
    vars(module).update(names)
    monkeypatch.setitem(sys.modules, "shop_seeds", module)
    return Hooks.of(["shop_seeds"])


def test_functions_of_the_project_write_rows(there: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    @seed("shop.Tag")
    def tags(apps: Any, alias: str) -> None:
        apps.get_model("shop", "Tag").objects.using(alias).create(name="mine")

    @seed("shop.0002_more")
    def more(apps: Any, alias: str) -> None:
        apps.get_model("shop", "Tag").objects.using(alias).create(name="later")

    @seed("shop.Nothing")
    def nothing(apps: Any, alias: str) -> None:
        raise AssertionError

    there.seeds = Seeds(hooks(monkeypatch, tags=tags, more=more, nothing=nothing))
    models_there = made("shop", Tag={"name": models.CharField(max_length=5, unique=True)})
    assert there.fill(models_there, ("shop", "0001_initial")) == ()
    assert "mine" in column(there, "shop_tag", "name") and "later" not in column(there, "shop_tag", "name")
    assert there.fill(models_there, ("shop", "0002_more")) == ()
    assert "later" in column(there, "shop_tag", "name")
    (unused,) = there.seeds.hooks.unused()
    assert there.seeds.hooks.unused(there.seeds.hooks.functions.keys()) == ()
    assert "nothing" in unused and "shop.nothing" in unused


def test_what_a_function_raises_is_a_remark(there: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    @seed("shop.Tag")
    def broken(apps: Any, alias: str) -> None:
        apps.get_model("shop", "Tag").objects.using(alias).create(name="half")
        raise KeyError("price")

    there.seeds = Seeds(hooks(monkeypatch, broken=broken))
    (remark,) = there.fill(made("shop", Tag={"name": models.CharField(max_length=5, unique=True)}))
    assert "broken, line" in remark and "KeyError: 'price'" in remark
    names = column(there, "shop_tag", "name")
    assert "half" not in names and len(names) > 1


def test_factories_give_values(there: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    class Brands(DjangoModelFactory):  # type: ignore[misc] # factory-boy has no types
        class Meta:
            model = Brand

        name = factory.Sequence(lambda n: f"Brand {n}")

    there.seeds = Seeds(hooks(monkeypatch, Brands=Brands))
    models_there = made("catalogue", Brand={"name": models.CharField(max_length=30), "n": models.IntegerField()})
    assert there.fill(models_there) == ()
    assert column(there, "catalogue_brand", "name") == ["Brand 1", "Brand 2", "Brand 3"]
    assert len(set(column(there, "catalogue_brand", "n"))) == 3


def test_a_factory_that_fails_is_a_remark(there: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    class Brands(DjangoModelFactory):  # type: ignore[misc] # factory-boy has no types
        class Meta:
            model = Brand

        @factory.lazy_attribute  # type: ignore[untyped-decorator]
        def name(self) -> str:
            raise ZeroDivisionError("no")

    there.seeds = Seeds(hooks(monkeypatch, Brands=Brands))
    (remark,) = there.fill(made("catalogue", Brand={"name": models.CharField(max_length=30)}))
    assert "Brands gave no values: ZeroDivisionError: no (name, line" in remark
    assert len(column(there, "catalogue_brand", "name")) > 1


def test_a_module_that_is_not_there() -> None:
    with pytest.raises(BadInput, match=r"^SCHEMAGUARD\['REHEARSAL'\]\['SEEDS'\]: 'nowhere.seeds' cannot be imported"):
        Hooks.of(["nowhere.seeds"])


def test_a_label_must_have_two_parts() -> None:
    with pytest.raises(ValueError, match=r"not 'Order'"):
        seed("Order")


class Words(models.TextField):
    """A list as JSON, as many packages have one."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            raise TypeError(value)
        return json.dumps(value)


def test_fields_of_a_project_can_read_their_texts(there: Place) -> None:
    class Picky(models.CharField):
        def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
            raise ValueError(value)

    class Static(models.TextField):
        @staticmethod
        def from_db_value(value: Any, expression: Any, connection: Any) -> Any:
            return json.loads(value)

        def get_prep_value(self, value: Any) -> str:
            return json.dumps(value)

    fields = {"words": Words(default=dict), "code": Picky(max_length=20), "more": Static()}
    state = made("shop", Item=fields)
    assert there.fill(state) == ()
    rows = list(state.apps.get_model("shop", "Item").objects.using("default").defer("code"))
    assert len(rows) > 1 and all(isinstance(row.words, dict) for row in rows)
    assert len({str(row.words) for row in rows}) > 1
    assert len(set(column(there, "shop_item", "code"))) > 1  # Nobody knows what it takes.


class Zones(models.CharField):
    """Time zones, with objects for choices and default."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        names = ("UTC", "Europe/Vienna", "Asia/Kathmandu")
        super().__init__(*args, **(kwargs | {"max_length": 63, "choices": [(ZoneInfo(name), name) for name in names]}))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value and ZoneInfo(str(value))

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else str(value)


class Shade:
    """What no field can write."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name


def test_choices_that_are_objects_are_stored_as_their_field_does(there: Place) -> None:
    shades = models.CharField(max_length=9, choices=[(Shade(name), name) for name in ("red", "green", "blue")])
    state = made("shop", Item={"zone": Zones(default=ZoneInfo("UTC")), "shade": shades})
    assert there.fill(state) == ()
    zones = {"UTC", "Europe/Vienna", "Asia/Kathmandu"}
    assert set(column(there, "shop_item", "zone")) == zones and len(column(there, "shop_item", "zone")) == 3
    assert set(column(there, "shop_item", "shade")) == {"red", "green", "blue"}


def test_content_types_are_those_of_the_models(there: Place) -> None:
    state = ProjectState()
    operations = [
        CreateModel("ContentType", [ID, ("app_label", models.CharField(max_length=9)), ("model", models.TextField())]),
        CreateModel("Page", [ID, ("kind", models.ForeignKey("contenttypes.ContentType", models.CASCADE))]),
        CreateModel("Draft", [], {"proxy": True}, ("contenttypes.page",)),
        CreateModel("Other", [ID], {"swappable": "AUTH_USER_MODEL"}),
    ]
    for operation in operations:
        operation.state_forwards("contenttypes", state)
    with connections["default"].schema_editor() as editor:
        for name in ("ContentType", "Page"):
            editor.create_model(state.apps.get_model("contenttypes", name))
    assert there.fill(state) == ()
    found = there.rows("contenttypes_contenttype", "model", "app_label")
    assert found == [("contenttype", "contenttypes"), ("draft", "contenttypes"), ("page", "contenttypes")]
    assert len(set(column(there, "contenttypes_page", "kind_id"))) > 1
    there.withdraw(state)
    assert there.rows("contenttypes_contenttype", "model", "app_label") == found
