"""``compare``: two places side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schemaguard.actions import _live, _places
from schemaguard.actions._judged import Sides, compared
from schemaguard.actions._patterns import Ignores
from schemaguard.actions._places import Place
from schemaguard.conf import Settings, load
from schemaguard.databases.base import Wanted
from schemaguard.exceptions import BadInput
from schemaguard.reports import ComparisonReport, DatabaseComparison, Difference
from schemaguard.schema.fingerprint import combined, fingerprint
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.schema.weights import Weight

Snapshots = Mapping[str, SchemaSnapshot]


@dataclass(frozen=True, slots=True)
class Request:
    """What to compare with what."""

    left: str
    right: str
    databases: tuple[str, ...] = ()
    #: Patterns besides those of the settings.
    ignore: tuple[str, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)
    progress: _live.Progress = _live.quiet


def compare(request: Request, settings: Settings | None = None) -> ComparisonReport:
    """Read both sides and compare them. Raises SchemaguardError with one line."""
    settings = settings or load()
    ignores = Ignores.of(settings.ignore, request.ignore)
    left, right = (_places.resolve(text, settings) for text in (request.left, request.right))
    left, right = _chosen(left, right, request.databases)
    old, new, notes = _both(left, right, request, settings)
    sides = Sides(left.name, right.name)
    databases = tuple(_side_by_side(old, new, sides, ignores))
    return ComparisonReport(
        command="compare",
        left=left.name,
        right=right.name,
        left_fingerprint=_fingerprint(old),
        right_fingerprint=_fingerprint(new),
        databases=databases,
        notes=(*dict.fromkeys((*left.notes, *right.notes, *notes)), *ignores.unused()),
    )


def _chosen(left: Place, right: Place, aliases: tuple[str, ...]) -> tuple[Place, Place]:
    """Both places with the databases that are asked for, and that have something to do with each other."""
    if left.expected and right.expected:
        raise BadInput("Both sides are what migrations expect. Name a database, an environment or a snapshot file.")
    if aliases and all(place.single or place.expected for place in (left, right)):
        raise BadInput("--database chooses among several databases, but here is only one. Leave it out.")
    left, right = (place if place.single else place.only(aliases) for place in (left, right))
    for one, other in ((left, right), (right, left)):
        if one.single and len(other.aliases) > 1:
            raise BadInput(
                f"{one.name} is one database, and {other.name} has {len(other.aliases)}: "
                f"{', '.join(other.aliases)}. Say which one to compare: --database {other.aliases[0]}"
            )
    return left, right


def _both(
    left: Place, right: Place, request: Request, settings: Settings
) -> tuple[Snapshots, Snapshots, tuple[str, ...]]:
    """Both sides, and notes. What is expected depends on what the other side has applied."""
    if left.expected or right.expected:
        from schemaguard.actions import _expected_side

        place = right if left.expected else left
        read = _live.snapshots(place, request.wanted, request.progress)
        found, made, notes = _expected_side.beside(place, read, settings, request.wanted)
        return (made, found, notes) if left.expected else (found, made, notes)
    old, new = (_live.snapshots(place, request.wanted, request.progress) for place in (left, right))
    return old, new, ()


def _side_by_side(old: Snapshots, new: Snapshots, sides: Sides, ignores: Ignores) -> Iterator[DatabaseComparison]:
    """Databases by alias; two that are alone make a pair whatever they are called."""
    if len(old) == len(new) == 1:
        (alias, one), (other_alias, other) = *old.items(), *new.items()
        name = other_alias if alias == _places.ALONE else alias
        yield compared(name, one, other, left_is_truth=False, ignores=ignores, sides=sides)
        return
    for alias in dict.fromkeys((*old, *new)):
        if alias not in new:
            nothing = SchemaSnapshot(old[alias].vendor, old[alias].flavour)
            missing = _missing("drop_database", alias, sides.left, sides.right)
            yield DatabaseComparison(alias, old[alias], nothing, (missing,))
        elif alias not in old:
            nothing = SchemaSnapshot(new[alias].vendor, new[alias].flavour)
            missing = _missing("add_database", alias, sides.right, sides.left)
            yield DatabaseComparison(alias, nothing, new[alias], (missing,))
        else:
            yield compared(alias, old[alias], new[alias], left_is_truth=False, ignores=ignores, sides=sides)


def _missing(kind: str, alias: str, has: str, lacks: str) -> Difference:
    """A database that one side has not is a difference, even if it holds nothing."""
    return Difference(
        kind=kind,
        object=alias,
        weight=Weight.ERROR,
        detail=f"{has} has a database {alias!r}, {lacks} has none",
        effect="Nothing of it could be compared. If it is not meant to be there, choose others with --database.",
    )


def _fingerprint(snapshots: Snapshots) -> str:
    return combined({alias: fingerprint(snapshot) for alias, snapshot in snapshots.items()})
