"""PostgreSQL's own parser, called through the C library that postgast brings along.

libpg_query is the grammar of the PostgreSQL 18 server as a shared library, and postgast ships it. Importing
postgast itself builds some hundred protobuf classes first, which takes longer than parsing a whole history.
The library also answers in JSON (``pg_query_parse``), so it is called directly, by the functions that
its header pg_query.h declares for everybody.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

#: A node of the syntax tree. A typed node is a dict with one key, its type, as in {"DropStmt": {…}}.
Node = dict[str, Any]

#: The reason for a statement whose tree Python or the parser cannot hold.
TOO_DEEP = "nested too deeply to be read"


class Unreadable(Exception):
    """The parser refuses a text. ``at`` is where, in bytes; None where the parser does not say."""

    def __init__(self, reason: str, at: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


class Token(NamedTuple):
    """One word, sign, literal or comment, and where it is, in bytes."""

    start: int
    end: int
    text: bytes

    @property
    def word(self) -> bytes:
        """Upper case, to compare with keywords. A quoted name keeps its quotes, so it is never a keyword."""
        return self.text.upper()

    @property
    def is_comment(self) -> bool:
        """Whether this is a comment: the scanner has no other token that begins so."""
        return self.text.startswith((b"--", b"/*"))


class _Error(ctypes.Structure):
    _fields_ = [
        ("message", ctypes.c_char_p),
        ("funcname", ctypes.c_char_p),
        ("filename", ctypes.c_char_p),
        ("lineno", ctypes.c_int),
        ("cursorpos", ctypes.c_int),
        ("context", ctypes.c_char_p),
    ]


class _ParseResult(ctypes.Structure):
    _fields_ = [
        ("parse_tree", ctypes.c_char_p),
        ("stderr_buffer", ctypes.c_char_p),
        ("error", ctypes.POINTER(_Error)),
    ]


class _ScanResult(ctypes.Structure):
    _fields_ = [
        ("length", ctypes.c_size_t),
        ("data", ctypes.c_void_p),
        ("stderr_buffer", ctypes.c_char_p),
        ("error", ctypes.POINTER(_Error)),
    ]


def parse_tree(data: bytes) -> list[Node]:
    """The statements in a text, each as ``{"stmt": …, "stmt_location": …, "stmt_len": …}``. Or raises Unreadable."""
    tree = _parse(data) if len(data) <= _SHORT else _with_room(_parse, data)
    try:
        statements: list[Node] = json.loads(tree, strict=False)["stmts"]
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    return statements


def _parse(data: bytes) -> str:
    library = _library()
    result = library.pg_query_parse(data)
    try:
        if result.error:
            raise _unreadable(result.error.contents, data)
        return str(result.parse_tree.decode("utf-8", "replace"))
    finally:
        library.pg_query_free_parse_result(result)


def _with_room(parse: Callable[[bytes], str], data: bytes) -> str:
    """Parse on a stack of its own. The parser calls itself for every ``+`` of a chain, with no limit but the stack.

    Measured: 120 bytes for each ``+1``, so a chain of 70,000 ended the process on the usual 8 MB.
    """
    room = min((1 << 20) + len(data) // 4096 * 4096 * 128, 256 << 20)
    with _LOCK, ThreadPoolExecutor(1) as pool:
        usual = threading.stack_size(room)
        try:
            future = pool.submit(parse, data)
        except RuntimeError as error:
            raise Unreadable(f"too long to be read: {error}") from error
        finally:
            threading.stack_size(usual)
        return future.result()


#: No text of so many bytes fills a stack of 1 MB, the smallest that usual platforms give a thread.
_SHORT = 4096
_LOCK = threading.Lock()


def scan(data: bytes) -> list[Token]:
    """The tokens of a text, comments included. Raises Unreadable for what is not even made of tokens."""
    library = _library()
    result = library.pg_query_scan(data)
    try:
        if result.error:
            raise _unreadable(result.error.contents, data)
        message = ctypes.string_at(result.data, result.length)
    finally:
        library.pg_query_free_scan_result(result)
    return [Token(start, end, data[start:end]) for start, end in _spans(message)]


@cache
def _library() -> ctypes.CDLL:
    path = _find()
    if path is None:
        raise Unreadable("PostgreSQL's parser is missing: install postgast")
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise Unreadable(f"PostgreSQL's parser cannot be loaded: {error}") from error
    library.pg_query_parse.argtypes = library.pg_query_scan.argtypes = [ctypes.c_char_p]
    library.pg_query_parse.restype = _ParseResult
    library.pg_query_scan.restype = _ScanResult
    library.pg_query_free_parse_result.argtypes = [_ParseResult]
    library.pg_query_free_scan_result.argtypes = [_ScanResult]
    library.pg_query_free_parse_result.restype = library.pg_query_free_scan_result.restype = None
    return library


def _find() -> str | None:
    """The library inside the postgast package, found without importing it, or one that the system has."""
    package = importlib.util.find_spec("postgast")
    for directory in (package and package.submodule_search_locations) or ():
        for name in ("libpg_query.so", "libpg_query.dylib", "pg_query.dll"):
            path = Path(directory) / name
            if path.is_file():
                return str(path)
    # Rarely needed, and slow to import.
    from ctypes.util import find_library

    return find_library("pg_query")


def _unreadable(error: _Error, data: bytes) -> Unreadable:
    message = error.message.decode("utf-8", "replace")
    if error.cursorpos < 1:
        return Unreadable(message)
    # The parser counts characters, from 1.
    before = data.decode("utf-8", "replace")[: error.cursorpos - 1]
    return Unreadable(message, len(before.encode()))


def _spans(message: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each token in a ScanResult of pg_query.proto.

    Each token is a submessage whose fields 1 and 2 are start and end; protobuf leaves out what is zero.
    The message is read as one flat row of numbers: the header of a submessage says that a new token begins.
    """
    start = 0
    for tag, number in _numbers(message):
        if tag == _TOKEN:
            start = 0
        elif tag == _START:
            start = number
        elif tag == _END:
            yield start, number


# Protobuf tags: the field's number times 8, plus its wire type (protobuf.dev, "Encoding").
_TOKEN, _START, _END = 2 * 8 + 2, 1 * 8, 2 * 8


def _numbers(message: bytes) -> Iterator[tuple[int, int]]:
    """Tags and numbers: seven bits in each byte, the lowest first, and the eighth bit says that more follow."""
    position = 0
    while position < len(message):
        tag, number, shift = message[position], 0, 0
        while True:
            position += 1
            byte = message[position]
            number |= (byte & 127) << shift
            if byte < 128:
                break
            shift += 7
        position += 1
        yield tag, number
