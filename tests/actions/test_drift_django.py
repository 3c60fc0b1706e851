"""What only the age of a database explains is no drift; everything else is."""

from __future__ import annotations

import pytest

from schemaguard.actions._drift_django import without_old_ways
from schemaguard.actions._judged import compared
from schemaguard.actions._patterns import Ignores
from schemaguard.reports import DatabaseComparison
from schemaguard.schema.objects import Column, Table
from schemaguard.schema.snapshot import SchemaSnapshot

BIG = Column("id", "bigint", nullable=False, identity="by default", position=1)


def drifted(name: str, expected: Column, live: Column) -> DatabaseComparison:
    left, right = (SchemaSnapshot.of("postgresql", [Table(name, columns=(column,))]) for column in (expected, live))
    return without_old_ways(compared("default", left, right, left_is_truth=True, ignores=Ignores.of({}, ())))


@pytest.mark.parametrize(
    "live",
    [
        pytest.param(BIG._replace(type="integer"), id="integer"),
        pytest.param(BIG._replace(type="integer", identity="serial"), id="serial of an older Django"),
        pytest.param(BIG._replace(identity="serial"), id="bigserial"),
    ],
)
def test_the_key_of_the_recorder_is_as_old_as_the_database(live: Column) -> None:
    found = drifted("django_migrations", BIG, live)
    assert found.differences == ()
    (note,) = found.notes
    assert "django_migrations.id" in note


@pytest.mark.parametrize(
    "live",
    [
        pytest.param(BIG._replace(identity=""), id="nothing fills it"),
        pytest.param(BIG._replace(type="integer", identity=""), id="another type, and nothing fills it"),
        pytest.param(BIG._replace(type="integer", identity="", default="7"), id="always the same"),
        pytest.param(BIG._replace(type="integer", nullable=True), id="another type, and may be empty"),
        pytest.param(BIG._replace(identity="always"), id="the same type, and another identity"),
        pytest.param(BIG._replace(type="smallint"), id="room for few"),
        pytest.param(BIG._replace(type="integer", identity="always"), id="another type and another identity"),
        pytest.param(BIG._replace(identity="serial (increment 2)"), id="a sequence that skips"),
    ],
)
def test_a_recorder_that_does_not_work_is_drift(live: Column) -> None:
    found = drifted("django_migrations", BIG, live)
    assert [difference.object for difference in found.differences] == ["django_migrations.id"]


@pytest.mark.parametrize(
    ("expected", "live"),
    [
        ("by default", "serial"),
        ("by default", "serial (as bigint)"),
        ("by default (sequence shop_buyer_seq)", "serial (sequence shop_buyer_seq)"),
    ],
)
def test_serial_was_djangos_way(expected: str, live: str) -> None:
    found = drifted("shop", BIG._replace(identity=expected), BIG._replace(identity=live))
    assert found.differences == ()
    assert found.notes == (
        "Filled by a serial sequence, as Django did before 4.1, and not by an identity: shop.id. Both work alike.",
    )


@pytest.mark.parametrize(
    ("expected", "live"),
    [
        ("by default", "serial (as integer)"),
        ("by default", "serial (increment 2)"),
        ("by default", "serial (sequence elsewhere)"),
        ("by default", "always"),
        ("serial", "by default"),
        ("by default", ""),
    ],
)
def test_any_other_way_to_fill_a_key_is_drift(expected: str, live: str) -> None:
    found = drifted("shop", BIG._replace(identity=expected), BIG._replace(identity=live))
    assert [difference.object for difference in found.differences] == ["shop.id"]
    assert found.notes == ()
