"""A copy of a moment of the database aside, in a second scratch database of the same server.

Data definition commits, so nothing can be rolled back. Only what differs from the moment kept before is copied, and
only what differs from the kept moment is brought back.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple

from schemaguard.databases.base import Source
from schemaguard.databases.mysql.catalogue import quoted
from schemaguard.databases.mysql.copy_structure import Made, Names, made, names_of, run_made, stored_columns
from schemaguard.databases.mysql.scratch import scratch
from schemaguard.databases.mysql.session import AS_IS, variables
from schemaguard.databases.stage import State, TableRows
from schemaguard.exceptions import BadInput
from schemaguard.schema.objects import SchemaObject, Table

#: Kinds of objects in the order in which they can be made, those that need others last. Triggers belong to tables.
_KINDS = ("sequence", "table", "routine", "view", "other")

#: The kind and the name of an object.
Key = tuple[str, str]


class Piece(NamedTuple):
    """One object of a moment, with what it holds."""

    item: SchemaObject
    rows: TableRows | None
    counters: tuple[int, ...]


class Shelf:
    """Where the kept moment lies. The second database is made when it is first needed."""

    def __init__(self, source: Source) -> None:
        self._source = source
        stack = self._stack = ExitStack()
        #: Also when nobody closes it.
        self._end = weakref.finalize(self, stack.close)
        self._name = ""
        self._names: Names | None = None
        self._pieces: dict[Key, Piece] = {}
        #: How to make each object of the kept moment: itself, and its triggers.
        self._made: dict[Key, tuple[Made, ...]] = {}

    def close(self) -> None:
        """Drop the second database."""
        self._end()

    def keep(self, cursor: Any, state: State) -> None:
        """Make this moment the one to come back to."""
        names = self._names or self._opened(cursor)
        old, new = self._pieces, _pieces(state)
        gone = {key for key in _tables(old) if key not in new or new[key].item != old[key].item}
        with variables(cursor, AS_IS):
            self._drop(cursor, gone)
            for key in _tables(new):
                if key not in old or old[key][:2] != new[key][:2]:
                    self._copy(cursor, new[key].item, made_anew=key not in old or key in gone)
        same = {key for key in new if old.get(key) == new[key]}
        self._made = {
            key: self._made[key] if key in same else tuple(_statements(cursor, key[0], piece.item, names))
            for key, piece in new.items()
        }
        self._pieces = new

    def restore(self, cursor: Any, now: State) -> bool:
        """Bring back what differs from the kept moment. Whether that was anything."""
        there, kept = _pieces(now), self._pieces
        wrong = {key for key in there.keys() | kept.keys() if there.get(key) != kept.get(key)}
        with variables(cursor, AS_IS):
            for key in sorted(wrong & there.keys(), key=_place, reverse=True):
                word, name = _spelled(key[0], there[key].item)
                cursor.execute(f"DROP {word} IF EXISTS {quoted(name)}")
            for key in sorted(wrong & kept.keys(), key=_place):
                self._bring_back(cursor, key, kept[key])
        return bool(wrong)

    def differences(self, now: State) -> list[str]:
        """The names of what is not as it was kept."""
        there, kept = _pieces(now), self._pieces
        return sorted(
            name for kind, name in there.keys() | kept.keys() if there.get((kind, name)) != kept.get((kind, name))
        )

    def _opened(self, cursor: Any) -> Names:
        entry = self._stack.enter_context(scratch(Source(self._source.name, {**self._source.settings, "NAME": ""})))
        self._name = entry["NAME"]
        self._names = names_of(cursor, str(self._source.settings["NAME"]))
        return self._names

    def _aside(self, name: str) -> str:
        return f"{quoted(self._name)}.{quoted(name)}"

    def _drop(self, cursor: Any, keys: Iterable[Key]) -> None:
        if found := [self._aside(name) for _, name in sorted(keys)]:
            cursor.execute(f"DROP TABLE {', '.join(found)}")

    def _copy(self, cursor: Any, table: Table, *, made_anew: bool) -> None:
        name, aside, columns = quoted(table.name), self._aside(table.name), stored_columns(table)
        cursor.execute(f"CREATE TABLE {aside} LIKE {name}" if made_anew else f"DELETE FROM {aside}")
        cursor.execute(f"INSERT INTO {aside} ({columns}) SELECT {columns} FROM {name}")

    def _bring_back(self, cursor: Any, key: Key, piece: Piece) -> None:
        kind, name = key
        first, *triggers = self._made[key]
        run_made(cursor, first)
        if kind == "table":
            columns = stored_columns(piece.item)
            cursor.execute(f"INSERT INTO {quoted(name)} ({columns}) SELECT {columns} FROM {self._aside(name)}")
        if kind == "sequence":
            cursor.execute(f"SELECT SETVAL({quoted(name)}, {piece.counters[0]}, 0)")
        for item in triggers:
            run_made(cursor, item)


def _pieces(state: State) -> dict[Key, Piece]:
    counters: dict[str, list[int]] = {}
    for name, number in sorted(state.counters.items()):
        counters.setdefault(name.partition(".")[0] if "." in name else name, []).append(number)
    return {
        (kind, item.name): Piece(item, state.rows.get(item.name), tuple(counters.get(item.name, ())))
        for kind in _KINDS
        for item in state.schema.all(kind)
    }


def _tables(pieces: Mapping[Key, Piece]) -> list[Key]:
    return [key for key in pieces if key[0] == "table"]


def _place(key: Key) -> tuple[int, str]:
    return _KINDS.index(key[0]), key[1]


def _spelled(kind: str, item: SchemaObject) -> tuple[str, str]:
    """The word for an object in SQL, and its name."""
    if kind == "routine":
        return item.kind.upper(), item.name.removesuffix(f" ({item.kind})")
    return ("EVENT" if kind == "other" else kind.upper()), item.name


def _statements(cursor: Any, kind: str, item: SchemaObject, names: Names) -> Iterator[Made]:
    triggers = [("TRIGGER", trigger.name) for trigger in item.triggers] if isinstance(item, Table) else []
    for word, name in (_spelled(kind, item), *triggers):
        found = made(cursor, word, name, names)
        if found is None:
            raise BadInput(f"The definition of {name} in the scratch database may not be read.")
        yield found
