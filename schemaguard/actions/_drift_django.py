"""Differences that come from older versions of Django, which made some things in another way, and left them so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from schemaguard.reports import DatabaseComparison, Difference
from schemaguard.schema.changes import Change

#: The table of applied migrations is made by no migration: its key has the type that DEFAULT_AUTO_FIELD had then.
RECORDER = "django_migrations"

_LISTED = 5


def without_old_ways(found: DatabaseComparison) -> DatabaseComparison:
    """The comparison without what only the age of a database explains, and a note about that."""
    old = [item for item in found.differences if _is_old_way(item.change)]
    if not old:
        return found
    kept = tuple(item for item in found.differences if item not in old)
    return replace(found, differences=kept, notes=(*found.notes, *_notes(old)))


def _is_old_way(change: Change | None) -> bool:
    if change is None or change.kind != "alter_column" or change.owner is None:
        return False
    if change.owner.name == RECORDER and change.subject.name == "id":
        return set(change.fields()) <= {"type", "identity", "default"}
    return _was_serial(change)


def _was_serial(change: Change) -> bool:
    """Django 4.1 release notes: new keys on PostgreSQL are identity columns, and existing serial ones stay serial."""
    if change.fields() != ("identity",) or change.before is None or change.after is None:
        return False
    return change.before.identity == "by default" and str(change.after.identity).startswith("serial")


def _notes(old: Iterable[Difference]) -> Iterator[str]:
    names = [item.object for item in old if item.change is not None and _was_serial(item.change)]
    if names:
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        yield (
            f"Filled by a serial sequence, as Django did before 4.1, and not by an identity: "
            f"{', '.join(names[:_LISTED])}{more}. Both work alike."
        )
