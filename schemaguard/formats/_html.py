"""HTML that cannot hold anything unescaped."""

from __future__ import annotations

import html
from collections.abc import Iterable

from schemaguard.formats._visible import visible


class Html(str):
    """Markup. Any other text is escaped where it is put into an element."""

    __slots__ = ()


def text(content: str) -> Html:
    """A text as markup."""
    if isinstance(content, Html):
        return content
    return Html(html.escape(visible(content)))


def joined(parts: Iterable[str], separator: str = "") -> Html:
    """Texts and markup one after the other."""
    return Html(text(separator).join(map(text, parts)))


def opening(name: str, /, **attributes: str) -> Html:
    """The beginning of an element. A trailing underscore of an attribute is left out; others become hyphens."""
    words = (
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(visible(value))}"'
        for key, value in attributes.items()
        if value
    )
    return Html(f"<{name}{''.join(words)}>")


def tag(name: str, /, *content: str, **attributes: str) -> Html:
    """An element with its content."""
    return Html(f"{opening(name, **attributes)}{joined(content)}</{name}>")
