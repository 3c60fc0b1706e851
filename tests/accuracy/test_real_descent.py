"""What the judge of the way back leaves out, and what it does not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.accuracy.moments import Moments
from tests.accuracy.real_descent import as_if, batches, names_between, unlike
from tests.accuracy.told import Told
from tests.rehearsal.dumps import Dump, Rows


def moment(**rows: tuple[str | None, str | None]) -> Dump:
    """One table; by key two values."""
    found = tuple({"id": key, "name": name, "note": note} for key, (name, note) in rows.items())
    return Dump(Counter(), {"item": Rows(("id",), ("id", "name", "note"), found)})


def test_what_the_rehearsal_wrote_is_nobodys_loss() -> None:
    before, now = moment(a=("1", None), b=("2", "x"), c=("3", "y")), moment(a=("1", "z"), b=("0", None), d=("4", "w"))
    found = unlike(before, now, ())
    assert found.lost == {"item.name": 1, "item.note": 1, "item": 1}
    assert found.left == {"item.note": 1, "item": 1}
    found = unlike(before, now, {("item", ("b",), "name"), ("item", ("c",), ""), ("item", ("d",), "")})
    assert (found.lost, found.left) == ({"item.note": 1}, {"item.note": 1})


def test_what_is_known_is_not_said_again_by_whatever_name() -> None:
    before, then = moment(a=("1", "x"), b=("2", "x")), moment(a=("1", None), b=("2", "x"))
    known, now = (
        unlike(before, then, ()),
        Dump(Counter(), {"thing": moment(a=("0", None), b=("2", None)).tables["item"]}),
    )
    found = unlike(Dump(Counter(), {"thing": before.tables["item"]}), now, ())
    names = names_between(then, now)
    assert (names, known.renamed(names).lost) == ({"item": "thing"}, {"thing.note": 1})
    assert found.without(known.renamed(names)).lost == {"thing.name": 1}
    assert found.without(known).lost == {"thing.name": 1, "thing.note": 2}


def test_rows_that_were_removed_and_made_again_were_not_written(tmp_path: Path) -> None:
    moments = Moments(tmp_path, tables=moment(a=("1", "x"), b=("2", "y")).tables)
    moments.touched = {("item", ("a",), ""), ("item", ("b",), ""), ("item", ("c",), "")}
    moments.close(moment(a=("1", "x"), b=("2", "z"), c=("3", "w")).tables)
    assert moments.own == {0: [("item", ("b",), ""), ("item", ("c",), "")]}


def test_softer_values_count_as_if_they_had_always_been_there() -> None:
    strong, soft = moment(a=("1", "x"), b=("2", "y")), moment(a=("5", "x"), b=("6", "y"))
    tables, unknown = as_if(moment(a=("1", None), b=("7", "y")).tables, strong.tables, soft.tables)
    assert tables == moment(a=("5", None), b=("7", "y")).tables
    assert unknown == {("item", ("b",), "name")}


def test_neighbours_of_one_app_go_back_together_if_all_of_them_came_back() -> None:
    verdicts = ["restored", "restored", "lossy", "restored", "skipped", "restored"]
    items = [
        Told(
            number,
            {"app": "shop", "migration": f"{number:04}", "again": "same", "remarks": [], "step": head, "head": head},
        )
        for number, head in enumerate({"verdict": verdict} for verdict in verdicts)
    ]
    assert [[item.number for item in group] for group in batches(items)] == [[5], [3], [2], [1, 0]]
