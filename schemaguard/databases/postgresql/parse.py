"""Reads PostgreSQL's SQL into schemaguard's statements, with the grammar of PostgreSQL itself."""

from __future__ import annotations

from dataclasses import replace

from schemaguard.databases.postgresql import parse_split
from schemaguard.databases.postgresql.parse_library import TOO_DEEP, Node, Unreadable, parse_tree
from schemaguard.databases.postgresql.parse_source import Source
from schemaguard.databases.postgresql.parse_translate import translate
from schemaguard.statements import Opaque, Statement


def parse(sql: str) -> tuple[Statement, ...]:
    """What the statements in a text do, in order. Never raises: what cannot be read becomes Opaque.

    ``%s`` may stand where values go. A statement that does several things, such as ALTER TABLE
    with several actions, becomes several.
    """
    # The server takes no zero bytes and no half characters. Neither can be part of a valid statement.
    data = sql.encode("utf-8", "replace").replace(b"\0", b"\1")
    try:
        return _read(data)
    except Unreadable as error:
        pieces = parse_split.pieces(data)
        if len(pieces) < 2:
            return tuple(_opaque(piece, error) for piece in pieces)
    return tuple(statement for piece in pieces for statement in _read_piece(piece))


def _read_piece(data: bytes) -> tuple[Statement, ...]:
    try:
        return _read(data)
    except Unreadable as error:
        return (_opaque(data, error),)


def _opaque(data: bytes, error: Unreadable) -> Opaque:
    return Opaque(sql=Source(data).text(0, len(data)), reason=error.reason)


def _read(data: bytes) -> tuple[Statement, ...]:
    """All statements of a text that can be parsed as a whole. Raises Unreadable."""
    source = Source(data)
    found: list[Statement] = []
    for raw in _tree(data):
        sql = source.statement(raw)
        try:
            found += [replace(statement, sql=sql) for statement in translate(raw["stmt"], source)]
        except RecursionError:
            found.append(Opaque(sql=sql, reason=TOO_DEEP))
    return tuple(found)


def _tree(data: bytes) -> list[Node]:
    """The syntax tree, with whichever kind of value in the placeholders the grammar accepts."""
    refusals = []
    for text in parse_split.readings(data):
        try:
            return parse_tree(text)
        except Unreadable as error:
            refusals.append(error)
    raise refusals[0]
