"""Cuts a text that does not parse as a whole into statements, and puts values where it has placeholders."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from schemaguard.databases.postgresql.parse_library import Token, Unreadable, scan

#: What a placeholder may stand for: a value, or where the grammar wants a literal, a string or a number.
#: Two bytes each, like ``%s``, so that positions stay the same.
_VALUES = (b"$1", b"''", b"11")


def pieces(data: bytes) -> list[bytes]:
    """The statements of a text, also when some are broken; without those that are comments only.

    A semicolon in brackets, in a string, in a comment or in BEGIN ATOMIC … END separates nothing.
    """
    found: list[bytes] = []
    start = 0
    while start < len(data):
        tokens, error = _scan(data[start:])
        offset, start = start, len(data)
        if error is not None:
            start = _resume(data, offset, error)
        for first, end in _cuts(tokens, start - offset):
            found.append(data[offset + first : offset + end])
    return [piece for part in found if (piece := _from_first_token(part))]


def readings(data: bytes) -> tuple[bytes, ...]:
    """The text as it can be parsed: with a value for each ``%s`` and ``%(name)s`` outside of strings, or as it stands.

    As it stands comes second: then ``%`` is the operator and ``s`` a column, or there are no placeholders.
    """
    places = list(_placeholders(_scan(data)[0])) if b"%s" in data or b"%(" in data else []
    if not places:
        return (data,)
    first, *others = (_filled(data, places, value) for value in _VALUES)
    return (first, data, *others)


def _filled(data: bytes, places: list[tuple[int, int]], value: bytes) -> bytes:
    changed = bytearray(data)
    for start, end in places:
        changed[start:end] = value.ljust(end - start)
    return bytes(changed)


def _scan(data: bytes) -> tuple[list[Token], Unreadable | None]:
    """The tokens before the first error, and the error."""
    try:
        return scan(data), None
    except Unreadable as error:
        at = error.at or 0
        tokens, _ = _scan(data[:at]) if 0 < at < len(data) else ([], None)
        return tokens, error


def _resume(data: bytes, offset: int, error: Unreadable) -> int:
    """Where to go on after something that is not a token. What is never closed lasts to the end."""
    if error.at is None or error.reason.startswith("unterminated"):
        return len(data)
    semicolon = data.find(b";", offset + error.at)
    return len(data) if semicolon < 0 else semicolon + 1


def _cuts(tokens: list[Token], end: int) -> Iterator[tuple[int, int]]:
    start = 0
    for semicolon in _semicolons(tokens):
        yield start, semicolon.start
        start = semicolon.end
    yield start, end


def _semicolons(tokens: list[Token]) -> list[Token]:
    """The semicolons that separate statements."""
    found: list[Token] = []
    brackets = blocks = since = 0
    for index, token in enumerate(tokens):
        brackets = max(0, brackets + (token.text == b"(") - (token.text == b")"))
        blocks = max(0, blocks + _opens_block(tokens, index, blocks) - (token.word == b"END"))
        if token.text == b";" and not brackets and not blocks:
            found.append(token)
            since = index + 1
    if brackets or blocks:
        # Something is never closed. Then every semicolon since counts, so that the neighbours are seen.
        found += [token for token in tokens[since:] if token.text == b";"]
    return found


def _opens_block(tokens: list[Token], index: int, blocks: int) -> bool:
    word = tokens[index].word
    if word == b"BEGIN":
        return index + 1 < len(tokens) and tokens[index + 1].word == b"ATOMIC"
    return word == b"CASE" and blocks > 0


def _from_first_token(part: bytes) -> bytes:
    """The text without the comments before it, as the parser gives it; nothing if there is nothing else."""
    tokens, error = _scan(part)
    for token in tokens:
        if not token.is_comment:
            return part[token.start :]
    return b"" if error is None else part[error.at or 0 :]


def _placeholders(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Where placeholders are. The scanner reads ``%s`` as an operator that ends in ``%``, and a name."""
    for index, token in enumerate(tokens):
        if token.text.strip(b"+-*/<>=~!@#%^&|`?") or not _percents(token.text) % 2:
            continue
        for shape in _SHAPES:
            rest = tokens[index + 1 : index + 1 + len(shape)]
            if _has_shape(rest, shape) and _is_in_one_piece([token, *rest]):
                yield token.end - 1, rest[-1].end


#: What comes after the percent sign. Any name may be in the brackets.
_SHAPES = ((b"s",), (b"(", None, b")", b"s"))


def _percents(operator: bytes) -> int:
    # Two of them are one escaped percent sign.
    return len(operator) - len(operator.rstrip(b"%"))


def _has_shape(tokens: list[Token], shape: tuple[bytes | None, ...]) -> bool:
    return len(tokens) == len(shape) and all(
        text in (None, token.text) for token, text in zip(tokens, shape, strict=True)
    )


def _is_in_one_piece(tokens: list[Token]) -> bool:
    return all(left.end == right.start for left, right in pairwise(tokens))
