"""Files that are written whole, or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex

#: A file in the way of which no new one can be put: its directory may not be written, or it was mounted alone.
_STAYS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV})


def write(path: Path, pieces: Iterable[str], *, rights: int = 0o666) -> None:
    """Write text so that the file has all of it, or stays as it was, also on a full disk or when stopped.

    A file that was there keeps its rights; a new one gets ``rights``, less those that the umask takes. Only what is no
    plain file, or can be written and not replaced, is written where it is. Raises OSError.
    """
    pieces = list(pieces)
    # Asked of the path as it was given: what /dev/stdout leads to may have no path of its own.
    if path.exists() and not path.is_file():
        return _write_in_place(path, pieces)
    try:
        _replace(path.resolve(), pieces, rights)
    except OSError as error:
        if error.errno not in _STAYS or not path.exists():
            raise
        _write_in_place(path, pieces)


def _replace(path: Path, pieces: Iterable[str], rights: int) -> None:
    known = path.stat().st_mode & 0o777 if path.exists() else None
    # Its name is short, because that of the file may be as long as names can be.
    temporary = path.with_name(f".schemaguard-{token_hex(8)}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, rights if known is None else known)
    try:
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a path has no way to open a handle.
            file.writelines(pieces)
        if known is not None:
            temporary.chmod(known)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _write_in_place(path: Path, pieces: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(pieces)
