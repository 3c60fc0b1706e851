"""Who has locked a SQLite database, as far as the system tells.

SQLite locks bytes of its file (sqlite.org, "File Locking And Concurrency"), in WAL mode of the index of its log. Linux
lists all such locks in /proc/locks; elsewhere nobody knows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_LOCKS = Path("/proc/locks")
_PROC = Path("/proc")


def who_has(file: Path | None) -> tuple[str, ...]:
    """The processes that have locks on the file, in words."""
    if file is None:
        return ()
    inodes = {inode for path in (file, Path(f"{file}-shm")) for inode in _inode(path)}
    try:
        lines = [line.split() for line in _LOCKS.read_text().splitlines()]
    except OSError:
        return ()
    # "1: POSIX  ADVISORY  WRITE 4242 08:01:1234 0 EOF": proc(5). A waiting one has an arrow in second place.
    found = {int(words[4]) for words in lines if words[1] == "POSIX" and words[5] in inodes}
    return tuple(_said(process) for process in sorted(found))


def _inode(path: Path) -> Iterator[str]:
    try:
        found = path.stat()
    except OSError:
        return
    yield f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"


def _said(process: int) -> str:
    if process == os.getpid():
        return f"pid {process} (this process, on another connection)"
    try:
        name = (_PROC / str(process) / "comm").read_text().strip()
    except OSError:
        return f"pid {process}"
    return f"pid {process} ({name})"
