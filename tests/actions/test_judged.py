"""Two snapshots side by side: what counts, and what is said about the rest."""

from __future__ import annotations

from typing import Any

from schemaguard.actions._judged import compared
from schemaguard.actions._patterns import Ignores
from schemaguard.reports import DatabaseComparison
from schemaguard.schema.objects import Collection, Column, Field, Index, Table
from schemaguard.schema.snapshot import Gap, SchemaSnapshot

ID = Column("id", "integer", position=1)
NAME = Column("name", "text", position=2)


def snapshot(*objects: Any, vendor: str = "postgresql", **rest: Any) -> SchemaSnapshot:
    return SchemaSnapshot.of(vendor, objects, **rest)


def judged(
    left: SchemaSnapshot, right: SchemaSnapshot, *, truth: bool = False, ignore: tuple[str, ...] = ()
) -> DatabaseComparison:
    return compared("default", left, right, left_is_truth=truth, ignores=Ignores.of({}, ignore))


def table(name: str, **parts: Any) -> Table:
    return Table(name, columns=parts.pop("columns", (ID, NAME)), **parts)


def test_equal() -> None:
    found = judged(snapshot(table("a")), snapshot(table("a")))
    assert (found.differences, found.unknown, found.renames, found.ignored, found.notes) == ((), (), (), (), ())


def test_each_difference_is_judged() -> None:
    found = judged(snapshot(table("a")), snapshot(table("a", columns=(ID,))), truth=True)
    (difference,) = found.differences
    assert (difference.kind, difference.object) == ("drop_column", "a.name")
    assert difference.detail
    assert difference.effect
    assert difference.change is not None


def test_what_is_ignored_is_listed_and_is_no_rename() -> None:
    left, right = snapshot(table("a")), snapshot(table("b"))
    assert len(judged(left, right).renames) == 1
    found = judged(left, right, ignore=("b",))
    assert [difference.object for difference in found.differences] == ["a"]
    assert found.ignored == (("b", "given on the command line"),)
    assert found.renames == ()


def test_a_gap_on_both_sides_is_said_once() -> None:
    gap = Gap("trigger", "*", "Needs\nthe right TRIGGER.")
    only = Gap("view", "v", "Its body is hidden.", hidden=False)
    found = judged(snapshot(gaps=(gap,)), snapshot(gaps=(gap, only)))
    assert found.notes == (
        "Not read in the left side and the right side: any trigger. Needs the right TRIGGER.",
        "Not read in the right side: parts of view v. Its body is hidden.",
    )


def test_an_ignored_gap_is_not_said() -> None:
    found = judged(snapshot(gaps=(Gap("table", "audit_log", "No right."),)), snapshot(), ignore=("audit_*",))
    assert found.notes == ()


def test_long_lists_end() -> None:
    names = [f"t{number}" for number in range(9)]
    left = snapshot(*(table(name) for name in names))
    right = snapshot(*(table(name, columns=(ID._replace(position=2), NAME._replace(position=1))) for name in names))
    (note,) = judged(left, right).notes
    assert note.endswith("in t0, t1, t2, t3, t4 and 4 more.")
    assert judged(left, right, ignore=("t*",)).notes == ()


def test_names_that_nobody_chose() -> None:
    left = snapshot(table("a", indexes=(Index("a_1", ("id",), auto_named=True),)))
    right = snapshot(table("a", indexes=(Index("a_2", ("id",), auto_named=True),)))
    assert judged(left, right).notes == ("Only names differ that Django or the database chose: a.a_1 (a_2).",)


def test_what_is_only_good_to_know() -> None:
    found = judged(snapshot(about=(("collation", "C"),)), snapshot(), truth=True)
    assert found.notes == ("collation: C in what is expected, nothing in the live database. No difference.",)
    assert found.differences == ()


def test_releases() -> None:
    def notes(left: tuple[int, ...], right: tuple[int, ...], **rest: Any) -> int:
        return len(judged(snapshot(version=left, **rest), snapshot(version=right, **rest)).notes)

    assert notes((15,), (16,)) == 1
    assert notes((16, 1), (16, 2)) == 0
    assert notes((10, 6), (10, 11), vendor="mysql") == 1
    assert notes((3, 40), (3, 45), vendor="sqlite") == 0
    flavours = judged(
        snapshot(vendor="mysql", flavour="mariadb", version=(11, 4)), snapshot(vendor="mysql", version=(8, 4))
    )
    assert flavours.notes == (
        "The servers differ: the left side is MariaDB 11.4, the right side is MySQL 8.4. What differs may come from "
        "that.",
    )


def test_unlike_databases() -> None:
    left = snapshot(table("a", indexes=(Index("i", ("id",)),)))
    right = snapshot(table("a"), vendor="sqlite")
    found = judged(left, right)
    assert found.differences == ()
    assert "Only tables, the kinds of their columns, and keys were compared." in found.notes[0]


def test_collections_and_tables() -> None:
    left = snapshot(table("a"), table("b"))
    right = snapshot(Collection("a"), Collection("c"), vendor="mongodb")
    found = judged(left, right)
    assert [(item.kind, item.object) for item in found.differences] == [("drop_table", "b"), ("add_table", "c")]
    blind = snapshot(Collection("a"), vendor="mongodb", gaps=(Gap("collection", "*", "No right to list them."),))
    found = judged(left, blind)
    assert found.differences == ()
    assert [item.object for item in found.unknown] == ["b"]


def test_fields_that_only_one_side_has_looked_at_are_not_compared() -> None:
    bare = Collection("a")
    looked = bare._replace(fields=(Field("name", ("string",)),), profile="inferred")
    found = judged(snapshot(bare, vendor="mongodb"), snapshot(looked, vendor="mongodb"))
    assert found.differences == ()
    assert "Only one side has looked at the fields" in found.notes[0]
    both = judged(snapshot(looked._replace(fields=()), vendor="mongodb"), snapshot(looked, vendor="mongodb"))
    assert [difference.kind for difference in both.differences] == ["add_field"]
