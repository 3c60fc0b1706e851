"""The schema of a database that changes a little at a time: only what changed is read again.

A few cheap queries tell what may have changed since the last time: counters of rows written to the catalogue, and where
these have moved, one number for each relation that depends on its rows in the catalogue (``sql/marks.sql``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from schemaguard.databases.postgresql.catalogue import Row
from schemaguard.databases.postgresql.introspect import Relations, major_of, snapshot, standing_alone
from schemaguard.databases.postgresql.prepared import Known, Prepared, ask
from schemaguard.schema.objects import SchemaObject
from schemaguard.schema.snapshot import SchemaSnapshot, arranged, key_of


class Touched(NamedTuple):
    """A table: its file, how many rows were ever written, and whether it has been filled."""

    file: int
    written: int
    populated: bool


class Mark(NamedTuple):
    """What the catalogue says of a relation, and of its columns and primary key, each as a number."""

    all: int
    shape: int | None


#: The places of catalogues in ``touched.sql``: those of relations, and all others.
_OF_RELATIONS, _OF_THE_REST = 0, 1


@dataclass(frozen=True)
class Seen:
    """A moment."""

    snapshot: SchemaSnapshot
    catalogue: Prepared
    relations: Relations
    #: Everything that is no relation.
    alone: tuple[SchemaObject, ...]
    #: The session in which, and if need be the transaction within which, ``touched`` can be compared.
    clock: tuple[object, ...]
    #: What else decides how definitions are spelled.
    circumstances: tuple[object, ...]
    #: Whether row level security does not hold for this role.
    sees_all: bool
    touched: Mapping[int, Touched]
    marks: Mapping[int, Mark]
    #: The mark of what belongs to no relation.
    rest: int


def read_all(cursor: Any, known: Known) -> Seen:
    """Everything, whatever is known."""
    (rows,) = ask(cursor, known, "moment")
    circumstances, clock, sees_all = _moment(cursor, rows)
    catalogue = Prepared(cursor, major_of(cursor), known)
    relations = Relations(catalogue)
    relations.read()
    _arrange(relations, list(relations.objects))
    alone = tuple(standing_alone(catalogue, relations.constraints))
    found = snapshot(catalogue, (*relations.objects.values(), *alone))
    # The database itself is the only object that ``snapshot`` adds.
    alone = (*alone, *found.all("database"))
    return Seen(
        found,
        catalogue,
        relations,
        alone,
        clock,
        circumstances,
        sees_all,
        _touched(catalogue),
        _marks(catalogue),
        _rest(catalogue),
    )


def read_changes(cursor: Any, known: Known, last: Seen) -> Seen:
    """What has changed since the last time, and the rest from there."""
    circumstances, clock = _resumed(last.catalogue, cursor, known)
    catalogue = last.catalogue
    if circumstances != last.circumstances or catalogue.forbidden:
        return read_all(cursor, known)
    touched, comparable = _touched(catalogue), clock == last.clock
    now = replace(last, clock=clock, touched=touched)
    if comparable and touched[_OF_THE_REST] != last.touched[_OF_THE_REST]:
        return read_all(cursor, known)
    if not comparable or touched[_OF_RELATIONS] != last.touched[_OF_RELATIONS]:
        catalogue.prepare_rows("marks", "comments")
        marks, rest = _marks(catalogue), last.rest if comparable else _rest(catalogue)
        if rest != last.rest or marks.get(0) != last.marks.get(0):
            return read_all(cursor, known)
        changed = {oid for oid in marks.keys() | last.marks.keys() if marks.get(oid) != last.marks.get(oid)}
        now = replace(now, marks=marks, rest=rest)
        if changed:
            relations = _read_again(last, changed, marks)
            if relations is None:
                return read_all(cursor, known)
            objects = tuple(sorted((*relations.objects.values(), *last.alone), key=key_of))
            now = replace(now, relations=relations, snapshot=replace(last.snapshot, objects=objects))
    return _with_migrations(last, now, comparable=comparable)


def after_rollback(cursor: Any, known: Known, saved: Seen) -> Seen:
    """The moment before a transaction that was taken back: all is as it was, but what was written has been counted."""
    _, clock = _resumed(saved.catalogue, cursor, known)
    return replace(saved, clock=clock, touched=_touched(saved.catalogue))


def _resumed(catalogue: Prepared, cursor: Any, known: Known) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Go on with a catalogue, and ask at once for what tells whether anything has changed."""
    catalogue.use(cursor, known)
    catalogue.prepare_rows("moment", "search_path", "touched", "last_values")
    circumstances, clock, _ = _moment(cursor, catalogue.rows("moment"))
    catalogue.rows("search_path", schema=catalogue.own_schema)
    return circumstances, clock


def _moment(cursor: Any, rows: list[Row]) -> tuple[tuple[object, ...], tuple[object, ...], bool]:
    ((path, user, started, counts, sees_all),) = rows
    session = cursor.connection.info.backend_pid
    exact = major_of(cursor) >= 15 and counts
    # PostgreSQL 14 counts late what other transactions have done.
    clock = (session,) if exact else (session, started, counts, object() if not counts else None)
    return (path, user), clock, bool(sees_all)


def _touched(catalogue: Prepared) -> dict[int, Touched]:
    return {row[0]: Touched(*row[1:]) for row in catalogue.rows("touched")}


def _marks(catalogue: Prepared) -> dict[int, Mark]:
    return {row[0]: Mark(*row[1:]) for row in catalogue.rows("marks")}


def _rest(catalogue: Prepared) -> int:
    ((number,),) = catalogue.rows("rest_mark")
    return int(number or 0)


def _read_again(last: Seen, changed: set[int], marks: Mapping[int, Mark]) -> Relations | None:
    """The relations after a change to some. None: something else depends on them, so that all has to be read."""
    catalogue = last.catalogue
    catalogue.read_comments()
    catalogue.only = sorted(changed & marks.keys())
    kin = {oid for (oid,) in catalogue.rows("kin")} if catalogue.only else set()
    relations = _replaced(last, changed | kin, marks)
    if any(_renamed(last.relations, relations, oid) for oid in kin):
        catalogue.only = sorted(kin)
        dependents = {oid for (oid,) in catalogue.rows("dependents")}
        if None in dependents:
            return None
        relations = _replaced(last, changed | kin | dependents, marks)
    catalogue.only = None
    return relations


def _renamed(before: Relations, after: Relations, oid: int) -> bool:
    """Whether definitions elsewhere read otherwise now: they name a relation and its columns."""
    old, new = before.rows.get(oid), after.rows.get(oid)
    if old is None or new is None:
        return False
    then, now = before.columns.get(oid, {}), after.columns.get(oid, {})
    return (old.name, old.namespace) != (new.name, new.namespace) or any(
        now.get(number, name) != name for number, name in then.items()
    )


def _replaced(last: Seen, oids: set[int], marks: Mapping[int, Mark]) -> Relations:
    """Some relations read again, if they are still there, and the others kept."""
    before = last.relations
    kept = {oid: row for oid, row in before.rows.items() if oid not in oids and oid in marks}
    objects = {oid: item for oid, item in before.objects.items() if oid in kept}
    columns = {oid: before.columns[oid] for oid in kept if oid in before.columns}
    owners = {oid: owner for oid, owner in before.owners.items() if oid in kept and owner[0] in kept}
    relations = Relations(last.catalogue, kept, objects, columns, owners=owners)
    there = sorted(oids & marks.keys())
    last.catalogue.only = there
    if there:
        relations.read()
        _arrange(relations, there)
    return relations


def _arrange(relations: Relations, oids: Iterable[int]) -> None:
    for oid in oids:
        item = relations.objects.get(oid)
        if item is not None:
            (relations.objects[oid],) = arranged((item,))


def _with_migrations(last: Seen, now: Seen, *, comparable: bool) -> Seen:
    """Which migrations are recorded is part of a snapshot, though no part of the schema."""
    catalogue = now.catalogue
    own = [oid for oid, row in now.relations.rows.items() if row.name == "django_migrations"]
    if comparable and all(last.touched.get(oid) == now.touched.get(oid) for oid in own):
        return now
    ((*_, recorded, readable),) = catalogue.rows("database", schema=catalogue.own_schema)
    migrations = tuple(sorted(catalogue.rows("migrations"))) if recorded and readable else ()
    return replace(now, snapshot=replace(now.snapshot, migrations=migrations))
