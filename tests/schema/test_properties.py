"""What holds for all schemas."""

from __future__ import annotations

from hypothesis import given

from schemaguard.schema.changes import apply
from schemaguard.schema.compare import compare
from schemaguard.schema.document import to_text
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.reading import from_text
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.schema.strategies import SNAPSHOTS, pairs

Pair = tuple[SchemaSnapshot, SchemaSnapshot]


@given(SNAPSHOTS)
def test_a_schema_does_not_differ_from_itself(snapshot: SchemaSnapshot) -> None:
    assert compare(snapshot, snapshot) == ()


@given(pairs())
def test_the_way_back_is_the_inverse(pair: Pair) -> None:
    left, right = pair
    assert tuple(change.inverse() for change in compare(left, right)) == compare(right, left)


@given(pairs())
def test_the_changes_lead_to_the_other_schema(pair: Pair) -> None:
    left, right = pair
    reached = apply(left, compare(left, right))
    assert compare(reached, right) == ()
    assert fingerprint(reached) == fingerprint(right)


@given(pairs())
def test_a_change_and_its_inverse_give_the_original(pair: Pair) -> None:
    left, right = pair
    for change in compare(left, right):
        assert apply(apply(left, [change]), [change.inverse()]) == left


@given(pairs())
def test_fingerprints_are_equal_exactly_where_nothing_differs(pair: Pair) -> None:
    left, right = pair
    assert (fingerprint(left) == fingerprint(right)) == (compare(left, right) == ())


@given(SNAPSHOTS)
def test_a_document_gives_the_same_schema_and_the_same_bytes(snapshot: SchemaSnapshot) -> None:
    text = to_text({"default": snapshot})
    assert from_text(text, "it") == {"default": snapshot}
    assert to_text(from_text(text, "it")) == text
