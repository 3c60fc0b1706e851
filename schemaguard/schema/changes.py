"""One difference between two snapshots, and how to apply it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from schemaguard.schema.kinds import HOLDERS, HOLDS, bare, full_name, kind_of
from schemaguard.schema.objects import SchemaObject
from schemaguard.schema.snapshot import Key, SchemaSnapshot, arranged, key_of
from schemaguard.schema.snapshot import key as key_for

_HOLDER_OF = {word: holder for holder, word in HOLDS.items()}
_INVERSE = {"add": "drop", "drop": "add", "alter": "alter"}


class Owner(NamedTuple):
    """The object that a changed part belongs to."""

    kind: str
    name: str
    schema: str = ""


class DoesNotFit(ValueError):
    """A change was applied to a snapshot that it was not made from."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. An object that is added or dropped brings its parts; one that is altered does not."""

    #: "add", "drop" or "alter".
    action: str
    #: None where it is added.
    before: SchemaObject | None = None
    #: None where it is dropped.
    after: SchemaObject | None = None
    #: For parts, such as columns.
    owner: Owner | None = None

    @property
    def subject(self) -> SchemaObject:
        """What is changed, as it is afterwards, or as it was before it was dropped."""
        return self.before if self.after is None else self.after

    @property
    def type(self) -> str:
        """The kind of object: "column"."""
        return kind_of(self.subject)

    @property
    def kind(self) -> str:
        """The kind of change: "alter_column"."""
        return f"{self.action}_{self.type}"

    @property
    def object(self) -> str:
        """The name of what is changed: "shop_order.total"."""
        return f"{full_name(self.owner)}.{self.subject.name}" if self.owner else full_name(self.subject)

    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(_INVERSE[self.action], before=self.after, after=self.before, owner=self.owner)

    def fields(self) -> tuple[str, ...]:
        """The names of the attributes that an alteration changes."""
        if self.action != "alter" or self.before is None or self.after is None:
            return ()
        pairs = zip(self.before._fields, self.before, self.after, strict=True)
        return tuple(name for name, old, new in pairs if old != new and name != "position")


def apply(snapshot: SchemaSnapshot, changes: Iterable[Change]) -> SchemaSnapshot:
    """The snapshot with changes made to its objects. Raises DoesNotFit where one was made from another snapshot."""
    objects = dict(snapshot.by_key())
    for change in changes:
        if change.owner is None:
            _apply_to_object(objects, change)
        else:
            _apply_to_part(objects, change, change.owner)
    return replace(snapshot, objects=arranged(objects.values()))


def _apply_to_object(objects: dict[Key, SchemaObject], change: Change) -> None:
    key = key_of(change.subject)
    found = objects.get(key)
    if change.action == "add":
        if found is not None:
            raise DoesNotFit(f"{change.object} is there already.")
        objects[key] = change.after
    elif change.action == "drop":
        if found != change.before:
            raise DoesNotFit(f"{change.object} is not what the change drops.")
        del objects[key]
    else:
        if found is None or bare(found) != change.before:
            raise DoesNotFit(f"{change.object} is not what the change alters.")
        parts = {holder: getattr(found, holder) for holder in HOLDERS[type(found)]}
        objects[key] = change.after._replace(**parts) if change.after else None


def _apply_to_part(objects: dict[Key, SchemaObject], change: Change, owner: Owner) -> None:
    key = key_for(owner.kind, owner.name, owner.schema)
    if key not in objects:
        raise DoesNotFit(f"{full_name(owner)} is not there.")
    holder = _HOLDER_OF[change.type]
    parts = list(getattr(objects[key], holder))
    if change.before is not None:
        if change.before not in parts:
            raise DoesNotFit(f"{change.object} is not what the change expects.")
        parts.remove(change.before)
    if change.after is not None:
        parts.append(change.after)
    objects[key] = objects[key]._replace(**{holder: tuple(parts)})
