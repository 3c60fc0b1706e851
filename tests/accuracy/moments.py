"""Copies of a scratch database at moments of a rehearsal, and a list of what the rehearsal itself wrote between them.

``0007`` is the moment before the eighth migration, and ``0007-weaker`` the same where it ran only on weaker rows.
``end`` is what was there before all migrations went back, ``0007-softer`` what was there before the eighth one went
back where it did so only on softer rows, and ``back`` what remained. Rows that are equal are kept beside them, see
``equal_rows``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from tests.accuracy.equal_rows import EqualRows
from tests.accuracy.real_migrate import program
from tests.rehearsal.dumps import Rows, dump, postgresql_tables

Tables = Mapping[str, Rows]
#: A table, a key, and a column; without a column the whole row.
Cell = tuple[str, tuple[str, ...], str]
OWN = "own.json"


@dataclass
class Moments:
    """Those of one rehearsal, kept in a folder."""

    folder: Path
    #: How many migrations have run.
    done: int = 0
    #: The migration that goes back now.
    back: int | None = None
    #: Whether rows are made softer only to see what becomes of it.
    tried: bool = False
    nodes: list[tuple[str, str]] = field(default_factory=list)
    #: What stood there when the last migration had run.
    tables: Tables = field(default_factory=dict)
    touched: set[Cell] = field(default_factory=set)
    #: What was written for the rehearsal while a migration was tried, and after it.
    own: dict[int, list[Cell]] = field(default_factory=dict)
    equal: EqualRows = field(init=False)

    def __post_init__(self) -> None:
        self.equal = EqualRows(_connection, lambda: self.done)

    def progress(self, what: str, done: int, total: int) -> None:
        """Told by the rehearsal."""
        if not total:
            return
        if done:
            app, _, name = what.partition(".")
            self.nodes.append((app, name))
            self.close(tables_of(_connection()))
        else:  # Also where all begins anew, because something was overlooked.
            self.nodes, self.own, self.tables, self.back = [], {}, {}, None
            self.equal.by_number.clear()
        self.done = done
        self.copy(f"{done:04}")

    def copy(self, name: str) -> None:
        """The database as it is now."""
        copy(_connection(), self.folder / name)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Look at everything that writes into the database and is no migration."""
        from schemaguard.actions._rehearsal_head import Descent
        from schemaguard.actions._rehearsal_run import Rehearsal
        from schemaguard.actions._rehearsal_trial import Trial
        from schemaguard.actions._seed import Seeds

        watched = {
            (Seeds, "fill"): self._written,
            (Seeds, "weaken"): self._weakened,
            (Seeds, "soften"): self._softened,
            (Seeds, "softened"): self._tried,
            (Seeds, "repeat"): self.equal.repeated,
            (Trial, "on_equal_rows"): self.equal.tried,
            (Descent, "_back"): self._going_back,
            (Rehearsal, "finish"): self._finished,
        }
        with ExitStack() as stack:
            for (owner, name), around in watched.items():
                stack.enter_context(patch.object(owner, name, around(getattr(owner, name))))
            yield
        text = json.dumps({str(number): sorted(cells) for number, cells in self.own.items()})
        (self.folder / OWN).write_text(text, encoding="utf-8")
        self.equal.save(self.folder)

    def _written(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any) -> Any:
            before = tables_of(_connection())
            found = method(*arguments)
            self.touched |= changed(before, tables_of(_connection()))
            return found

        return watched

    def _weakened(self, method: Callable[..., Any]) -> Callable[..., Any]:
        written = self._written(method)

        def watched(*arguments: Any) -> Any:
            found = written(*arguments)
            if found:
                self.copy(f"{self.done:04}-weaker")
            return found

        return watched

    def _softened(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any) -> Any:
            if self.back is None or self.tried:
                return method(*arguments)  # It is taken back, and may be in a transaction that nobody looks into.
            found = method(*arguments)
            if found:
                self.copy(f"{self.back:04}-softer")
            return found

        return watched

    def _tried(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @contextmanager
        def watched(*arguments: Any) -> Iterator[Any]:
            self.tried = True
            try:
                with method(*arguments) as found:
                    yield found
            finally:
                self.tried = False

        return watched

    def _going_back(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def watched(descent: Any, item: Any) -> Any:
            self.back = self.nodes.index(item.file.key)
            return method(descent, item)

        return watched

    def _finished(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any) -> Any:
            self.close(tables_of(_connection()))
            self.copy("end")
            found = method(*arguments)
            self.copy("back")
            return found

        return watched

    def close(self, tables: Tables) -> None:
        """A migration has run, and this stands there now. What was written and then taken back was not written."""
        found = {cell for touched in self.touched for cell in _still(touched, self.tables, tables)}
        self.own[self.done] = sorted(found)
        self.tables, self.touched = tables, set()


def _connection() -> Any:
    from django.db import connections

    return connections["default"]


def copy(connection: Any, path: Path) -> None:
    """A database as it is now, without asking it through Django."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(path)) as target:
            connection.connection.backup(target)
    else:
        program("pg_dump", "-Fc", "-Z1", "--file", path, "--dbname", _url(connection))


def _url(connection: Any) -> str:
    settings = connection.settings_dict
    user = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    return f"postgres://{user}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def tables_of(connection: Any) -> Tables:
    """Its rows, read by others than those that are judged here."""
    if connection.vendor != "sqlite":
        return postgresql_tables(_url(connection))
    with TemporaryDirectory() as directory:
        path = Path(directory) / "copy.sqlite3"
        copy(connection, path)
        return dump("sqlite", str(path)).tables


def changed(before: Tables, after: Tables) -> set[Cell]:
    """Rows that came or went, and values that are other ones."""
    found: set[Cell] = set()
    for name in before.keys() & after.keys():
        old, new = before[name].by_key(), after[name].by_key()
        found |= {(name, key, "") for key in old.keys() ^ new.keys()}
        for key in old.keys() & new.keys():
            found |= {(name, key, column) for column in _differing(old[key], new[key])}
    return found


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from (column for column in old.keys() | new.keys() if old.get(column) != new.get(column))


def _still(touched: Cell, before: Tables, after: Tables) -> Iterator[Cell]:
    name, key, column = touched
    old, new = (tables[name].by_key().get(key) if name in tables else None for tables in (before, after))
    if old is None or new is None:
        yield name, key, ""
        return
    other = set(_differing(old, new))
    if column:
        other &= {column}
    elif other & old.keys() & new.keys():
        other = {""}  # A row that leads elsewhere now is another row.
    else:
        other -= old.keys() - new.keys()  # A migration has dropped these.
    yield from ((name, key, one) for one in other)
