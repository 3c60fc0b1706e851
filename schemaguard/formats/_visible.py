"""Names and texts from databases, made safe to show."""

from __future__ import annotations


def visible(text: str) -> str:
    """Characters that a reader would not see, or that steer a terminal, as escapes such as ``\\x1b``."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escaped(character) for character in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
