"""Colours on a terminal."""

from __future__ import annotations

from collections.abc import Callable

#: Paints a text in one of rich's styles, or leaves it as it is.
Paint = Callable[[str, str], str]


def painter(colour: bool) -> Paint:
    """Something that paints, or does not."""
    if not colour:
        return lambda text, style: text
    # Loaded only for people: it takes a tenth of a second.
    from rich.color import ColorSystem
    from rich.style import Style as Ink

    return lambda text, style: Ink.parse(style).render(text, color_system=ColorSystem.STANDARD)
