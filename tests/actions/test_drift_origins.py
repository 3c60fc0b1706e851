"""Which migration is behind an object, and whether anything of what it does is there."""

from __future__ import annotations

from typing import Any, cast

import pytest

from schemaguard.actions._drift_deeds import Deed, deeds
from schemaguard.actions._drift_origins import Missing, _rename
from schemaguard.databases.registry import database
from schemaguard.schema.changes import Change, Owner
from schemaguard.schema.objects import Column, Index, Table, Trigger, Unique
from schemaguard.schema.snapshot import SchemaSnapshot

CUSTOMER = Owner("table", "customer")
NAME, CITY = Column("name", "text", position=1), Column("city", "text", position=2)
BY_NAME, UNNAMED = Index("by_name", ("name",)), Unique("customer_city_0123abcd_uniq", ("city",), auto_named=True)
EXPECTED = SchemaSnapshot.of(
    "postgresql", [Table("customer", columns=(NAME, CITY), indexes=(BY_NAME,), uniques=(UNNAMED,)), Table("box")]
)


def gone(part: Any) -> Change:
    return Change("drop", before=part, owner=CUSTOMER)


def work(*sql: str) -> list[Deed]:
    """What these statements do."""
    found = [statement for text in sql for statement in database("postgresql").parse(text)]
    return [deed for statement in found for deed in deeds(statement)]


@pytest.mark.parametrize(
    ("sql", "changes", "undone"),
    [
        (["ALTER TABLE customer ADD COLUMN city text"], [gone(CITY)], True),
        (["ALTER TABLE customer ADD COLUMN city text"], [gone(NAME)], False),
        (["ALTER TABLE customer ADD COLUMN city text", "CREATE INDEX by_name ON customer (name)"], [gone(CITY)], False),
        (["CREATE INDEX by_name ON customer (name)"], [gone(BY_NAME)], True),
        (["CREATE TABLE customer (name text, city text)"], [gone(CITY)], False),
        (["CREATE TABLE box (id int)"], [Change("drop", before=Table("box"))], True),
        (["ALTER TABLE box ADD COLUMN size int"], [Change("drop", before=Table("box"))], False),
        (["DROP TABLE old"], [Change("add", after=Table("old"))], True),
        (["DROP TABLE old"], [gone(CITY)], False),
        (
            ["ALTER TABLE old RENAME TO box"],
            [Change("add", after=Table("old")), Change("drop", before=Table("box"))],
            True,
        ),
        (["UPDATE customer SET name = 'x'"], [gone(NAME)], False),
        # The type is the migration's doing, the default is not.
        (
            ["ALTER TABLE customer ALTER city TYPE text"],
            [Change("alter", before=CITY, after=CITY._replace(type="varchar"), owner=CUSTOMER)],
            True,
        ),
        (
            ["ALTER TABLE customer ALTER city TYPE text"],
            [Change("alter", before=CITY, after=CITY._replace(default="''"), owner=CUSTOMER)],
            False,
        ),
        # Later migrations have taken it away again: what is expected does not have it.
        (["CREATE TABLE past (id int)"], [gone(CITY)], False),
    ],
)
def test_all_undone(sql: list[str], changes: list[Change], undone: bool) -> None:
    assert Missing(EXPECTED, changes).all_undone(work(*sql)) is undone


def test_names_follow_renames() -> None:
    found: dict[Any, Any] = {("column", "old", "a"): [1], ("table", "old"): [1], ("index", "old", "i"): [2]}
    found = cast("dict[Any, Any]", _Lists(found))
    _rename(found, ("table", "old", "new"))
    _rename(found, ("column", "new", "a", "b"))
    assert found["column", "new", "b"] == [1]
    assert found["table", "new"] == [1]
    assert found["index", "new", "i"] == [2]


class _Lists(dict[Any, Any]):
    def __missing__(self, key: Any) -> Any:
        return []


def test_a_trigger_is_known_by_its_own_name() -> None:
    missing = Missing(EXPECTED, [gone(Trigger("keep", "AFTER INSERT"))])
    assert ("other", "keep") in missing.lacking
