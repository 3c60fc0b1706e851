"""What is a difference, what is none, and what nobody can tell."""

from __future__ import annotations

from typing import Any

import pytest

from schemaguard.schema.changes import Change, DoesNotFit, Owner, apply
from schemaguard.schema.compare import compare, compare_fully
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.objects import Column, ForeignKey, Index, Table, Unique, View
from schemaguard.schema.renames import Rename, possible_renames
from schemaguard.schema.snapshot import Gap, SchemaSnapshot

ID = Column("id", "bigint", nullable=False, position=1)
TOTAL = Column("total", "numeric(8,2)", position=2)
NOTE = Column("note", "text", position=3)
BY_TOTAL = Index("order_total_3f2a91bc", ("total",), method="btree", auto_named=True)
ORDER = Table("order", columns=(ID, TOTAL, NOTE), indexes=(BY_TOTAL,))


def schema(*objects: Any, gaps: tuple[Gap, ...] = ()) -> SchemaSnapshot:
    return SchemaSnapshot.of("postgresql", objects, gaps=gaps)


def kinds(before: SchemaSnapshot, after: SchemaSnapshot) -> list[tuple[str, str]]:
    return [(change.kind, change.object) for change in compare(before, after)]


DIFFERENT: dict[str, tuple[Table, list[tuple[str, str]]]] = {
    "another type": (
        ORDER._replace(columns=(ID, TOTAL._replace(type="numeric(10,2)"), NOTE)),
        [("alter_column", "order.total")],
    ),
    "a column less": (ORDER._replace(columns=(ID, TOTAL)), [("drop_column", "order.note")]),
    "a renamed column": (
        ORDER._replace(columns=(ID, TOTAL, NOTE._replace(name="remark"))),
        [("drop_column", "order.note"), ("add_column", "order.remark")],
    ),
    "an index that nobody named, on something else": (
        ORDER._replace(indexes=(BY_TOTAL._replace(predicate="total > 0"),)),
        [("alter_index", "order.order_total_3f2a91bc")],
    ),
    "an index with a name that somebody chose": (
        ORDER._replace(indexes=(BY_TOTAL._replace(name="by_total", auto_named=False),)),
        [("add_index", "order.by_total"), ("drop_index", "order.order_total_3f2a91bc")],
    ),
    "the same index twice": (
        ORDER._replace(indexes=(BY_TOTAL, BY_TOTAL._replace(name="order_total_00000000"))),
        [("add_index", "order.order_total_00000000")],
    ),
    "the table itself and a part": (
        ORDER._replace(comment="All orders", columns=(ID, TOTAL)),
        [("alter_table", "order"), ("drop_column", "order.note")],
    ),
    "a table of another name": (ORDER._replace(name="sale"), [("drop_table", "order"), ("add_table", "sale")]),
    "a table in another schema": (ORDER._replace(schema="old"), [("drop_table", "order"), ("add_table", "old.order")]),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_different(name: str) -> None:
    table, expected = DIFFERENT[name]
    assert kinds(schema(ORDER), schema(table)) == expected
    assert fingerprint(schema(ORDER)) != fingerprint(schema(table))


def test_another_order_of_columns_is_noted_only() -> None:
    other = ORDER._replace(columns=(ID, NOTE._replace(position=2), TOTAL._replace(position=3)))
    found = compare_fully(schema(ORDER), schema(other))
    assert (found.changes, found.orders) == ((), ("order",))
    assert fingerprint(schema(ORDER)) == fingerprint(schema(other))


def test_places_after_a_dropped_column_are_no_other_order() -> None:
    left = ORDER._replace(columns=(ID, TOTAL, NOTE._replace(position=7)))
    assert compare_fully(schema(left), schema(ORDER)).orders == ()


def test_a_name_that_nobody_chose_is_noted_only() -> None:
    other = ORDER._replace(indexes=(BY_TOTAL._replace(name="sale_total_99999999"),))
    found = compare_fully(schema(ORDER), schema(other))
    assert found.changes == ()
    assert found.names == (("order.order_total_3f2a91bc", "order.sale_total_99999999"),)
    assert fingerprint(schema(ORDER)) == fingerprint(schema(other))


def test_twins_keep_their_names() -> None:
    twins = ORDER._replace(indexes=(BY_TOTAL, BY_TOTAL._replace(name="a_total_00000000")))
    assert compare_fully(schema(twins), schema(twins)).names == ()


def test_a_table_and_a_view_of_one_name_are_two_things() -> None:
    assert kinds(schema(Table("v")), schema(View("v", body="SELECT 1"))) == [("drop_table", "v"), ("add_view", "v")]


def test_the_attributes_of_an_alteration_are_named() -> None:
    key = ForeignKey("fk", ("customer_id",), "customer", ("id",))
    left, right = Table("order", foreign_keys=(key,)), Table("order", foreign_keys=(key._replace(on_delete="CASCADE"),))
    (change,) = compare(schema(left), schema(right))
    assert change == Change("alter", key, key._replace(on_delete="CASCADE"), Owner("table", "order"))
    assert change.fields() == ("on_delete",)


def test_about_is_no_difference() -> None:
    left = SchemaSnapshot.of("postgresql", (), about=(("collation", "C"),))
    right = SchemaSnapshot.of("postgresql", (), about=(("collation", "de_DE"),))
    assert compare(left, right) == ()
    assert compare_fully(left, right).about == (("collation", "C", "de_DE"),)


HIDDEN = Gap("table", "*", "Only tables with a right are listed.")
UNREADABLE = Gap("view", "v", "Its body may not be read.", hidden=False)


def test_what_one_side_cannot_see_is_unknown() -> None:
    found = compare_fully(schema(ORDER), schema(gaps=(HIDDEN,)))
    assert found.changes == ()
    assert [change.kind for change in found.unknown] == ["drop_table"]


def test_what_the_blind_side_does_see_is_known() -> None:
    assert kinds(schema(), schema(ORDER, gaps=(HIDDEN,))) == [("add_table", "order")]
    altered = ORDER._replace(comment="x")
    assert kinds(schema(ORDER), schema(altered, gaps=(HIDDEN,))) == [("alter_table", "order")]


@pytest.mark.parametrize("blind", ["left", "right"])
def test_what_one_side_cannot_read_is_unknown(blind: str) -> None:
    left, right = (
        schema(View("v", body="SELECT 1"), gaps=(UNREADABLE,) if blind == "left" else ()),
        schema(View("v"), gaps=(UNREADABLE,) if blind == "right" else ()),
    )
    assert compare(left, right) == ()
    assert len(compare_fully(left, right).unknown) == 1


def test_that_something_unreadable_is_missing_is_known() -> None:
    assert kinds(schema(View("v"), gaps=(UNREADABLE,)), schema()) == [("drop_view", "v")]


def test_parts_of_something_unreadable_are_unknown() -> None:
    gap = Gap("table", "order", "Its columns may not be read.", hidden=False)
    found = compare_fully(schema(ORDER), schema(ORDER._replace(columns=()), gaps=(gap,)))
    assert (found.changes, len(found.unknown)) == ((), 3)


def test_only_a_star_is_special_in_a_gap() -> None:
    gap = Gap("table", "a[b]", "No right.")
    assert kinds(schema(Table("ab")), schema(gaps=(gap,))) == [("drop_table", "ab")]
    assert kinds(schema(Table("a[b]")), schema(gaps=(gap,))) == []


def test_a_gap_of_parts_hides_parts_only() -> None:
    gap = Gap("column", "order.*", "Columns may be hidden.")
    bare_order = schema(ORDER._replace(columns=()), gaps=(gap,))
    assert kinds(schema(ORDER._replace(comment="x")), bare_order) == [("alter_table", "order")]


@pytest.mark.parametrize("start", [schema(), schema(ORDER._replace(columns=(ID,)))])
def test_a_change_does_not_fit_everywhere(start: SchemaSnapshot) -> None:
    for change in compare(schema(ORDER), schema(ORDER._replace(columns=(ID, TOTAL._replace(nullable=False))))):
        if change.type == "column":
            with pytest.raises(DoesNotFit):
                apply(start, [change])


def test_an_object_is_not_added_twice() -> None:
    with pytest.raises(DoesNotFit, match="order is there already"):
        apply(schema(ORDER), compare(schema(), schema(ORDER)))


class TestRenames:
    """Proposed where nothing else tells two objects apart."""

    def proposals(self, *tables: Table) -> tuple[Rename, ...]:
        return possible_renames(compare(schema(ORDER), schema(*tables)))

    def test_a_column(self) -> None:
        renamed = ORDER._replace(columns=(ID, TOTAL, NOTE._replace(name="remark")))
        assert self.proposals(renamed) == (Rename("column", "order.note", "order.remark"),)

    def test_a_table_whose_index_names_carry_its_name(self) -> None:
        renamed = ORDER._replace(name="sale", indexes=(BY_TOTAL._replace(name="by_sale", auto_named=False),))
        assert self.proposals(renamed) == (Rename("table", "order", "sale"),)

    def test_another_shape_is_none(self) -> None:
        assert self.proposals(ORDER._replace(columns=(ID, TOTAL, Column("remark", "integer", position=3)))) == ()

    def test_two_candidates_are_none(self) -> None:
        assert self.proposals(ORDER._replace(name="sale"), ORDER._replace(name="deal")) == ()

    def test_of_several_columns_the_one_in_the_same_place(self) -> None:
        left = Table("t", columns=(Column("a", "text", position=1), Column("b", "text", position=2)))
        right = Table("t", columns=(Column("x", "text", position=1), Column("y", "text", position=2)))
        found = possible_renames(compare(schema(left), schema(right)))
        assert found == (Rename("column", "t.a", "t.x"), Rename("column", "t.b", "t.y"))

    def test_a_unique_constraint(self) -> None:
        left = Table("t", uniques=(Unique("one", ("a",)),))
        found = possible_renames(compare(schema(left), schema(left._replace(uniques=(Unique("two", ("a",)),)))))
        assert found == (Rename("unique", "t.one", "t.two"),)
