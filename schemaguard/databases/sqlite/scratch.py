"""Scratch databases for SQLite: in memory, so that nothing is left behind however the process ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from schemaguard.databases.base import Source
from schemaguard.databases.scratch_names import entry, new_name


@contextmanager
def scratch(source: Source) -> Iterator[dict[str, Any]]:
    """A new, empty database in memory that all connections of this process share.

    It lives as long as a connection to it does: this one, while others come and go
    (SQLite documentation, "In-Memory Databases", shared cache).
    """
    name = f"file:{new_name()}?mode=memory&cache=shared"
    with closing(sqlite3.connect(name, uri=True, check_same_thread=False)):
        yield entry(source.settings, name)
