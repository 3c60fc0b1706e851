"""Release units: what is seen as released together."""

from __future__ import annotations

from itertools import pairwise

import pytest

from schemaguard.steps.units import release_units
from tests.rules.harness import migration_file

TABLE = 'operations = [migrations.CreateModel("Gift", [("id", models.BigAutoField(primary_key=True))])]'
UNMARKED = TABLE.replace("Gift", "Order")
INITIAL = f"initial = True\n{UNMARKED}"
ADD = "operations = [migrations.AddField({model!r}, 'x', models.{field}{more})]"
KEY = ADD.format(model="order", field="ForeignKey('shop.Order', models.CASCADE)", more="")


def units(*bodies: str, name: str = "{:04}_auto_20140827_1705") -> list[str]:
    """The unit of each migration, by number: equal numbers are one release."""
    plan = [migration_file(body, name.format(number)) for number, body in enumerate(bodies, 1)]
    for before, file in pairwise(plan):
        vars(file.migration).update(dependencies=[before.key])
    return list(release_units(plan).values())


def test_all_that_one_makemigrations_wrote_for_a_new_app_is_one_release() -> None:
    assert units(INITIAL, f"initial = True\n{KEY}", TABLE) == ["shop initial"] * 2 + ["shop.0003_auto_20140827_1705"]


def test_what_comes_after_the_table_is_a_release_of_its_own() -> None:
    number = ADD.format(model="order", field="IntegerField()", more="")
    assert len(set(units(INITIAL, number, KEY))) == 3
    assert len(set(units(UNMARKED, number))) == 2


def test_keys_that_close_a_circle_are_initial_where_an_old_django_wrote_them() -> None:
    assert units(UNMARKED, KEY) == ["shop initial", "shop initial"]
    assert len(set(units(UNMARKED, KEY, name="{:04}_add_key"))) == 2
    assert len(set(units(INITIAL, KEY))) == 2


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("ForeignKey('shop.Order', models.CASCADE, null=True)", ""),
        ("ForeignKey('shop.Order', models.CASCADE, default=1)", ""),
        ("ForeignKey('shop.Order', models.CASCADE, default=1)", ", preserve_default=False"),
        ("ManyToManyField('shop.Order')", ""),
        ("IntegerField()", ""),
    ],
)
def test_other_fields_close_no_circle(field: str, more: str) -> None:
    assert len(set(units(UNMARKED, ADD.format(model="order", field=field, more=more)))) == 2


def test_an_unreleased_change_is_one_unit() -> None:
    plan = [migration_file(TABLE, "0001_a"), migration_file(TABLE, "0002_b")]
    assert set(release_units(plan, frozenset(file.key for file in plan)).values()) == {"this change"}
