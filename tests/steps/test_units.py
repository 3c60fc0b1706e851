"""Release units: what is seen as released together."""

from __future__ import annotations

from itertools import pairwise

import pytest

from schemaguard.steps.units import release_units
from tests.rules.harness import migration_file

TABLE = 'operations = [migrations.CreateModel("Gift", [("id", models.BigAutoField(primary_key=True))])]'
INITIAL = f"initial = True\n{TABLE.replace('Gift', 'Order')}"
ADD = "operations = [migrations.AddField({model!r}, 'x', models.{field}{more})]"


def units(*bodies: str) -> list[str]:
    """The unit of each migration, by number: equal numbers are one release."""
    plan = [migration_file(body, f"{number:04}_step") for number, body in enumerate(bodies, 1)]
    for before, file in pairwise(plan):
        vars(file.migration).update(dependencies=[before.key])
    return list(release_units(plan).values())


@pytest.mark.parametrize(
    ("field", "more", "together"),
    [
        ("IntegerField()", "", True),
        ("ForeignKey('shop.Order', models.CASCADE)", "", True),
        ("IntegerField(null=True)", "", False),
        ("IntegerField(default=0)", "", False),
        ("IntegerField(db_default=0)", "", False),
        ("IntegerField(default=0)", ", preserve_default=False", False),
        ("TextField(blank=True)", "", False),
        ("DateTimeField(auto_now=True)", "", False),
        ("ManyToManyField('shop.Order')", "", False),
    ],
)
def test_a_field_that_no_row_could_have_belongs_to_the_migration_that_makes_the_table(
    field: str, more: str, together: bool
) -> None:
    first, second, third = units(INITIAL, TABLE, ADD.format(model="gift", field=field, more=more))
    assert first != second
    assert (second == third) is together


def test_such_a_field_of_an_older_table_is_a_release_of_its_own() -> None:
    _, second, third = units(INITIAL, TABLE, ADD.format(model="order", field="IntegerField()", more=""))
    assert second != third


def test_foreign_keys_that_close_a_circle_are_initial() -> None:
    key = ADD.format(model="order", field="ForeignKey('shop.Order', models.CASCADE)", more="")
    assert units(INITIAL, key) == ["shop initial", "shop initial"]


def test_an_unreleased_change_is_one_unit() -> None:
    plan = [migration_file(TABLE, "0001_a"), migration_file(TABLE, "0002_b")]
    assert set(release_units(plan, frozenset(file.key for file in plan)).values()) == {"this change"}
