"""Opens a database file so that reading changes nothing: not the file, not its directory, not a session."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlencode

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import opened, reason
from schemaguard.exceptions import BadInput

T = TypeVar("T")
#: Of the file and of its write-ahead log: size and time of the last change.
State: TypeAlias = tuple[tuple[int, int] | None, tuple[int, int] | None]

#: The first with PRAGMA table_list (sqlite.org, "Release History").
_OLDEST = (3, 37)
#: Instructions of SQLite's virtual machine between two looks at the clock.
_INSTRUCTIONS = 1000
#: Seconds to wait for a writer to finish where OPTIONS says nothing: the default of Python's sqlite3.
_PATIENCE = 5.0
#: SQLite's "File Format", section 1.3: bytes 18 and 19 are 2 where the file is in WAL mode.
_WAL = b"\x02\x02"
_WAYS_OUT = {
    "SQLITE_BUSY": "Another program is writing. Try again when it is done.",
    "SQLITE_CANTOPEN": "Check NAME, and the right to read it and its directory.",
    "SQLITE_CORRUPT": "The file is damaged. Look closer with PRAGMA integrity_check, or restore a backup.",
    "SQLITE_IOERR": "The disk or the network it is on does not answer as it should.",
    "SQLITE_LOCKED": "A transaction of this program is changing its schema. Try again when it is done.",
    "SQLITE_NOTADB": "The file is no SQLite database, or it is encrypted. Check NAME.",
    "SQLITE_READONLY": "A program died while it was writing. Open the file once with the right to write.",
}


def read(source: Source, wanted: Wanted, ask: Callable[[sqlite3.Connection], T]) -> T:
    """What ``ask`` answers on a connection inside a read transaction. Raises BadInput where it cannot be read.

    The connection of the source is used where it has one; another one is read-only.
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        needed = ".".join(map(str, _OLDEST))
        raise BadInput(f"SQLite {needed} is needed to read {source.name}; this Python has {sqlite3.sqlite_version}.")
    try:
        if source.connection is None:
            return _from_file(source, wanted, ask)
        with opened(source) as wrapper:
            return _inside_transaction(wrapper.connection, ask)
    except sqlite3.Error as error:
        raise BadInput(_explained(error, source, wanted)) from error


def _explained(error: sqlite3.Error, source: Source, wanted: Wanted) -> str:
    """What went wrong and the way out, on one line."""
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_INTERRUPT":
        return f"{source.name} cannot be read: it took longer than {wanted.timeout:g} s. Allow more with --timeout."
    way_out = next((text for start, text in _WAYS_OUT.items() if name.startswith(start)), "")
    return f"{source.name} cannot be read: {reason(error, source.settings)} {way_out}".rstrip()


def _from_file(source: Source, wanted: Wanted, ask: Callable[[sqlite3.Connection], T]) -> T:
    """In WAL mode SQLite makes two files beside the database, even to read only, and leaves them.

    So where no log is there, which is how the last program to close a database leaves it, the file is read as one
    that nobody changes ("immutable"); and once more, in the usual way, if somebody did meanwhile.
    """
    uri, path = _address(source)
    before = _state(path)
    if path is None or not _without_log(path, before):
        return _on_own_connection(uri, source, wanted, ask)
    try:
        answer = _on_own_connection(f"{uri}&immutable=1", source, wanted, ask)
    except sqlite3.Error:
        if _state(path) == before:
            raise
    else:
        if _state(path) == before:
            return answer
    return _on_own_connection(uri, source, wanted, ask)


def _on_own_connection(uri: str, source: Source, wanted: Wanted, ask: Callable[[sqlite3.Connection], T]) -> T:
    options = source.settings.get("OPTIONS") or {}
    patience = min(float(options.get("timeout", _PATIENCE)), wanted.timeout)
    # Every query is short, so the time for one is given to all of them.
    deadline = time.monotonic() + wanted.timeout
    with closing(sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)) as connection:
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _INSTRUCTIONS)
        return _inside_transaction(connection, ask)


def exists(source: Source) -> bool:
    """Whether there is a file, or anything else where one should be."""
    file = file_of(source.settings)
    return source.connection is not None or file is None or file.exists()


def file_of(settings: Mapping[str, Any]) -> Path | None:
    """The file of a database, whether it is there or not; None: it is in memory."""
    name = os.fspath(settings.get("NAME") or ":memory:")
    given, parameters = (name, "") if not name.startswith("file:") else _parted(name)
    in_memory = given == ":memory:" or dict(parse_qsl(parameters)).get("mode") == "memory"
    return None if in_memory else Path(given).resolve()


def _inside_transaction(connection: Any, ask: Callable[[sqlite3.Connection], T]) -> T:
    with _transaction(connection):
        return ask(connection)


@contextmanager
def _transaction(connection: Any) -> Iterator[None]:
    """All queries see the same state. A transaction that is open already is somebody else's, and stays open."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def address(source: Source) -> str:
    """The URI under which a database can be read for a while. A log that nobody has made yet is not made."""
    uri, path = _address(source)
    return f"{uri}&immutable=1" if path is not None and _without_log(path, _state(path)) else uri


def _address(source: Source) -> tuple[str, Path | None]:
    """The URI that opens the database for reading only, so that a missing file is not made; and the file, if any."""
    name = os.fspath(source.settings.get("NAME") or ":memory:")
    if name == ":memory:":
        raise BadInput(f"{source.name} cannot be read: without a file it is in the memory of one connection only.")
    given, parameters = (name, "") if not name.startswith("file:") else _parted(name)
    known = dict(parse_qsl(parameters))
    if known.get("mode") == "memory" or given == ":memory:":
        return name, None
    path = Path(given).absolute()
    if not path.is_file():
        what = f"{path} is no file. Check NAME" if path.exists() else f"there is no file {path}. Check NAME, or migrate"
        raise BadInput(f"{source.name} cannot be read: {what}.")
    return f"file:{quote(str(path))}?{urlencode({**known, 'mode': 'ro'})}", path


def _parted(uri: str) -> tuple[str, str]:
    """The path and the parameters of "file:path?parameters" or "file://localhost/path"."""
    path, _, parameters = uri.removeprefix("file:").partition("#")[0].partition("?")
    return unquote(path.removeprefix("//localhost").removeprefix("//")), parameters


def _state(path: Path | None) -> State:
    return (None, None) if path is None else (_stamp(path), _stamp(path.with_name(f"{path.name}-wal")))


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _without_log(path: Path, state: State) -> bool:
    """Whether a file is in WAL mode and its log is missing or empty."""
    if state[1] is not None and state[1][0]:
        return False
    try:
        with path.open("rb") as file:
            return file.read(20)[18:] == _WAL
    except OSError:
        # SQLite will say why.
        return False
