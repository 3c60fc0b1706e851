"""What was written for a rehearsal itself is left out, by whatever name it goes."""

from __future__ import annotations

from schemaguard.actions._rehearsal_names import names_between
from schemaguard.actions._rehearsal_own import Own, as_if, came_back, written
from schemaguard.actions._rehearsal_rows import row_changes
from schemaguard.databases.stage import TableRows


def table(*columns: str, **rows: tuple[int | None, ...]) -> TableRows:
    return TableRows(columns, ("id",), rows, len(rows))


BEFORE = {"item": table("code", "qty", a=(1, 10), b=(2, 20))}


def test_names_are_told_by_values() -> None:
    after = {"thing": table("label", "qty", a=(1, 10), b=(2, 20)), "new": table("x", a=(7,))}
    names = names_between(after, BEFORE)
    assert names.object("thing.label") == "item.code"
    assert names.object("thing.qty") == "item.qty"
    assert names.object("new.x") == "new.x"


def test_another_table_with_the_same_keys_is_no_new_name() -> None:
    after = {"thing": table("label", "qty", a=(3, 30), b=(4, 40))}
    assert names_between(after, BEFORE).tables == {}


def test_what_was_written_after_a_new_name_is_left_out_before_it() -> None:
    renamed = {"thing": table("label", "qty", a=(1, 10), b=(2, 20))}
    filled = {"thing": table("label", "qty", a=(1, 11), b=(2, 20), c=(3, 30))}
    own = written(renamed, filled)
    restored = {"item": table("code", "qty", a=(1, 11), b=(2, 20), c=(3, 30))}

    earlier = own.before(names_between(filled, restored))

    assert row_changes(BEFORE, restored).lost
    assert not row_changes(earlier.hidden_in(BEFORE), earlier.hidden_in(restored))
    worse = {"item": table("code", "qty", a=(1, 11), b=(0, 20), c=(3, 30))}
    (lost,) = row_changes(earlier.hidden_in(BEFORE), earlier.hidden_in(worse)).lost
    assert (lost.table, lost.column, lost.rows, lost.example) == ("item", "code", 1, "b")


def test_tables_whose_rows_cannot_be_told_apart_are_left_out_as_a_whole() -> None:
    large = {"item": TableRows(("code",), ("id",), {}, 5000, {"code": 1})}
    own = written(large, {"item": TableRows(("code",), ("id",), {}, 5000, {"code": 2})})
    assert own == Own(tables=frozenset({"item"}))
    assert own.hidden_in(large) == {}


def test_a_row_that_was_made_once_is_left_out_as_a_whole() -> None:
    own = Own({"item": {"c": frozenset()}}) + Own({"item": {"c": frozenset({"code"}), "a": frozenset({"qty"})}})
    hidden = own.hidden_in({"item": table("code", "qty", a=(1, 10), c=(3, 30))})
    assert hidden["item"].cells == {"a": (1, None)}


def test_what_was_there_before_follows_from_what_is_there_now() -> None:
    """The migration has renamed the first column, and written the second one."""
    after = {"item": table("label", "qty", a=(1, 11), b=(2, 22))}
    later = {"item": table("label", "qty", a=(5, 55), b=(2, 22))}
    rows, unknown = as_if(BEFORE, after, later)
    assert rows == {"item": table("code", "qty", a=(5, 10), b=(2, 20))}
    assert unknown == Own({"item": {"a": frozenset({"qty"})}})


def test_rows_that_were_removed_and_made_again_are_the_same_where_their_values_are() -> None:
    own = Own({"item": {"a": frozenset(), "b": frozenset({"code", "qty"}), "c": frozenset(), "d": frozenset()}})
    then = {"item": table("code", "qty", a=(1, 10), b=(2, 20), c=(3, 30))}
    now = {"item": table("qty", "code", "new", a=(10, 1, 7), b=(20, 5, None), d=(40, 4, None))}
    left = own.unlike(then, now)
    assert left == Own(
        {"item": {"a": frozenset({"new"}), "b": frozenset({"code"}), "c": frozenset(), "d": frozenset()}}
    )
    assert own.unlike({}, now) == own.unlike(then, {}) == own


def test_a_row_that_leads_elsewhere_than_before_has_not_come_back() -> None:
    """The first was left alone, the second and the third removed; one of these has another value, one a column less."""
    own = Own({"item": {"a": frozenset({"qty"}), "b": frozenset(), "c": frozenset()}})
    then = {"item": table("code", "qty", a=(1, 10), b=(2, 20), c=(3, 30))}
    assert came_back(then, {"item": table("code", a=(0,), b=(0,), c=(3,))}, own) == {
        "item": TableRows(("code", "qty"), ("id",), {"a": (1, 10), "c": (3, 30)}, 3)
    }
    assert came_back(then, {}, own) == then
