"""Differences that come from older versions of Django, which made some things in another way, and left them so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from schemaguard.reports import DatabaseComparison, Difference
from schemaguard.schema.changes import Change
from schemaguard.schema.objects import Column

#: The table of applied migrations is made by no migration: its key has the type that DEFAULT_AUTO_FIELD had then.
RECORDER = "django_migrations"

#: What keys of Django are made of, but for SmallAutoField: 32,767 migrations are not enough for everybody.
_KEYS = frozenset({"integer", "int", "bigint"})

_LISTED = 5


def without_old_ways(found: DatabaseComparison) -> DatabaseComparison:
    """The comparison without what only the age of a database explains, and a note about that."""
    old = [item for item in found.differences if _is_old_way(item.change)]
    if not old:
        return found
    kept = tuple(item for item in found.differences if item not in old)
    return replace(found, differences=kept, notes=(*found.notes, *_notes(old)))


def _is_old_way(change: Change | None) -> bool:
    return change is not None and (_has_older_type(change) or _was_serial(change))


def _has_older_type(change: Change) -> bool:
    """The key of RECORDER in another type. Without anything that fills it, no migration could be recorded."""
    if (change.owner and change.owner.name, change.subject.name) != (RECORDER, "id") or change.action != "alter":
        return False
    if not _KEYS.issuperset(column.type for column in (change.before, change.after) if isinstance(column, Column)):
        return False
    return change.fields() == ("type",) or (change.fields() == ("type", "identity") and _is_serial_for_identity(change))


def _was_serial(change: Change) -> bool:
    """Django 4.1 release notes: new keys on PostgreSQL are identity columns, and existing serial ones stay serial."""
    return change.kind == "alter_column" and change.fields() == ("identity",) and _is_serial_for_identity(change)


def _is_serial_for_identity(change: Change) -> bool:
    """All else about the sequences must be the same; only that one counts further than its column is no harm."""
    (expected, options), (live, live_options) = (
        _parts(column.identity) for column in (change.before, change.after) if isinstance(column, Column)
    )
    return (expected, live) == ("by default", "serial") and options == live_options


def _parts(identity: str) -> tuple[str, frozenset[str]]:
    """The kind of a column's filling, and what is unusual about its sequence: "serial (as bigint, start 5)"."""
    kind, _, options = identity.removesuffix(")").partition(" (")
    return kind, frozenset(options.split(", ")) - {"", "as bigint"}


def _notes(old: Iterable[Difference]) -> Iterator[str]:
    changes = [item.change for item in old if item.change is not None]
    names = [change.object for change in changes if _was_serial(change)]
    if names:
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        yield (
            f"Filled by a serial sequence, as Django did before 4.1, and not by an identity: "
            f"{', '.join(names[:_LISTED])}{more}. Both work alike."
        )
    if any(map(_has_older_type, changes)):
        yield (
            f"{RECORDER}.id has another type than it would get today: Django takes it from DEFAULT_AUTO_FIELD when it "
            "makes the table. Both work alike."
        )
