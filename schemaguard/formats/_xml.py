"""Texts for XML."""

from __future__ import annotations

import re
from xml.etree import ElementTree

#: Characters that XML 1.0 cannot hold (section 2.2), even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text with a replacement for what XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def written(root: ElementTree.Element) -> str:
    """A document, indented."""
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")
