"""Two snapshots of one database side by side: what differs, what it means, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from schemaguard.actions._patterns import Ignores
from schemaguard.databases.registry import database
from schemaguard.reports import DatabaseComparison, Difference
from schemaguard.schema.changes import Change
from schemaguard.schema.compare import Comparison, compare_fully
from schemaguard.schema.judge import judge
from schemaguard.schema.objects import Table
from schemaguard.schema.renames import possible_renames
from schemaguard.schema.snapshot import Gap, SchemaSnapshot

#: How many names a note lists.
_LISTED = 5

#: How much of a version tells one release of a server from the next; elsewhere two numbers.
_RELEASE = {"postgresql": 1, "sqlite": 1}

#: What takes the place of a kind of object between unlike databases.
_AS = {"collection": "table", "index": "unique"}


@dataclass(frozen=True, slots=True)
class Sides:
    """What the two sides are called in sentences."""

    left: str = "the left side"
    right: str = "the right side"


def compared(
    alias: str,
    left: SchemaSnapshot,
    right: SchemaSnapshot,
    *,
    left_is_truth: bool,
    ignores: Ignores,
    sides: Sides | None = None,
) -> DatabaseComparison:
    """The comparison with every difference judged. ``left_is_truth``: the left is what migrations expect."""
    names = sides or (Sides("what is expected", "the live database") if left_is_truth else Sides())
    unlike = tuple(_unlike(left, right, names))
    vendor = left.vendor if left.vendor == right.vendor else ""
    if not vendor:
        left, right = _alike(left, right)
    left, right, unshared = _alike_in_fields(left, right)
    found = compare_fully(left, right)
    kept, ignored = _sorted_out(alias, found.changes, ignores)
    unknown, also = _sorted_out(alias, found.unknown, ignores)
    return DatabaseComparison(
        alias=alias,
        left=left,
        right=right,
        differences=tuple(_difference(change, left_is_truth, vendor) for change in kept),
        unknown=tuple(_difference(change, left_is_truth, vendor) for change in unknown),
        renames=possible_renames(kept),
        ignored=(*ignored, *also),
        notes=(*unlike, *unshared, *_notes(alias, found, ignores, names), *_gaps(alias, left, right, ignores, names)),
    )


def _difference(change: Change, left_is_truth: bool, vendor: str) -> Difference:
    verdict = judge(change, left_is_truth=left_is_truth, vendor=vendor)
    return Difference(change.kind, change.object, verdict.weight, verdict.detail, verdict.effect, change=change)


def _sorted_out(alias: str, changes: Iterable[Change], ignores: Ignores) -> tuple[list[Change], list[tuple[str, str]]]:
    """What counts, and the names of what does not with the reasons."""
    kept: list[Change] = []
    ignored: list[tuple[str, str]] = []
    for change in changes:
        reason = ignores.reason(alias, change)
        if reason is None:
            kept.append(change)
        else:
            ignored.append((change.object, reason))
    return kept, ignored


def _alike(left: SchemaSnapshot, right: SchemaSnapshot) -> tuple[SchemaSnapshot, SchemaSnapshot]:
    """Both reduced to what their kinds of database have in common. What could not be read stays unread."""
    names_only = "mongodb" in (left.vendor, right.vendor)
    pair = []
    for side in (left, right):
        objects = database(side.vendor).portable(side).objects
        if names_only:
            objects = tuple(Table(table.name, table.schema) for table in objects)
        gaps = tuple(gap._replace(kind=_AS.get(gap.kind, gap.kind)) for gap in side.gaps)
        pair.append(replace(side, objects=objects, about=(), gaps=gaps))
    return pair[0], pair[1]


def _alike_in_fields(left: SchemaSnapshot, right: SchemaSnapshot) -> tuple[SchemaSnapshot, SchemaSnapshot, list[str]]:
    """Both without the fields of documents where only one side has looked at them, and a note about that."""
    looked = [any(item.profile for item in side.all("collection")) for side in (left, right)]
    if looked[0] == looked[1]:
        return left, right, []
    note = "Only one side has looked at the fields of documents (--fields), so they were not compared."
    return left.without_fields(), right.without_fields(), [note]


def _unlike(left: SchemaSnapshot, right: SchemaSnapshot, names: Sides) -> Iterator[str]:
    """What can be said of two servers that are not the same."""
    what = f"The servers differ: {names.left} is {left.server}, {names.right} is {right.server}."
    if left.vendor != right.vendor:
        mongodb = "mongodb" in (left.vendor, right.vendor)
        scope = "the names of tables and collections" if mongodb else "tables, the kinds of their columns, and keys"
        yield f"{what} Only {scope} were compared. About all else: cannot tell."
    elif left.flavour != right.flavour or _release(left) != _release(right):
        yield f"{what} What differs may come from that."


def _release(snapshot: SchemaSnapshot) -> tuple[int, ...]:
    return snapshot.version[: _RELEASE.get(snapshot.vendor, 2)]


def _notes(alias: str, found: Comparison, ignores: Ignores, names: Sides) -> Iterator[str]:
    """What is no difference, but good to know."""
    orders = [name for name in found.orders if ignores.reason_for(alias, ("table", name)) is None]
    if orders:
        yield f"The columns stand in another order, which means nothing to Django, in {_some(orders)}."
    pairs = [
        f"{left} ({right.rpartition('.')[2]})"
        for left, right in found.names
        if ignores.reason_for(alias, ("", left), ("table", left.rpartition(".")[0])) is None
    ]
    if pairs:
        yield f"Only names differ that Django or the database chose: {_some(pairs)}."
    for name, left, right in found.about:
        yield f"{name}: {left or 'nothing'} in {names.left}, {right or 'nothing'} in {names.right}. No difference."


def _gaps(alias: str, left: SchemaSnapshot, right: SchemaSnapshot, ignores: Ignores, names: Sides) -> Iterator[str]:
    """What could not be read, each thing once."""
    both = dict.fromkeys((*left.gaps, *right.gaps))
    for gap in both:
        if ignores.reason_for(alias, (gap.kind, gap.name), (gap.kind, gap.name.rpartition(".")[0])) is None:
            where = [name for name, side in ((names.left, left), (names.right, right)) if gap in side.gaps]
            yield f"Not read in {' and '.join(where)}: {describe_gap(gap)}"


def describe_gap(gap: Gap) -> str:
    """A gap in words, with its reason."""
    kind = gap.kind.replace("_", " ")
    what = f"any {kind}" if gap.name == "*" else f"{kind} {gap.name}"
    reason = " ".join(gap.reason.split())
    return f"{what}. {reason}" if gap.hidden else f"parts of {what}. {reason}"


def _some(names: Sequence[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {more} more" if more > 0 else "")
