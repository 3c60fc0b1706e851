"""What models and migrations say of keys that nobody declared."""

from __future__ import annotations

from schemaguard.actions._drift_models import from_django, physical
from schemaguard.actions._patterns import Ignores
from schemaguard.schema.objects import Column, Table
from schemaguard.schema.snapshot import SchemaSnapshot

MIGRATIONS = Column("id", "bigint", nullable=False, identity="by default", position=1)
MODELS = MIGRATIONS._replace(type="integer")


def schema(table: str, *columns: Column) -> SchemaSnapshot:
    return SchemaSnapshot.of("postgresql", [Table(table, columns=columns)])


def test_the_key_of_a_table_that_django_made_is_said_and_is_no_difference() -> None:
    head, models = schema("auth_group_permissions", MIGRATIONS), schema("auth_group_permissions", MODELS)
    assert physical("default", head, models, Ignores.of({}, ())) == ()
    (note,) = from_django(head, models)
    assert "auth_group_permissions.id" in note


def test_the_key_of_a_table_with_a_model_is_a_difference() -> None:
    head, models = schema("orders_order", MIGRATIONS), schema("orders_order", MODELS)
    assert [item.kind for item in physical("default", head, models, Ignores.of({}, ()))] == ["alter_column"]
    assert list(from_django(head, models)) == []


def test_another_column_of_it_is_a_difference() -> None:
    head = schema("auth_group_permissions", MIGRATIONS._replace(name="group_id"))
    models = schema("auth_group_permissions", MODELS._replace(name="group_id"))
    assert len(physical("default", head, models, Ignores.of({}, ()))) == 1
