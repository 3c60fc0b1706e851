"""Text of rules for a terminal: prose is wrapped, code is not."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

INDENT = "    "


def flow(text: str, width: int) -> list[str]:
    """Lines that are indented by four spaces; code, which is indented in the text already, by eight."""
    if "\n" not in text and "`" not in text and len(INDENT) + len(text) <= width:
        return [f"{INDENT}{text}"]  # Most messages fit: wrapping is slow.
    lines: list[str] = []
    for kind, paragraph in _paragraphs(text):
        if kind == "code":
            # Code keeps its lines: a wrapped line could not be pasted.
            lines += (f"{INDENT}{INDENT}{line}".rstrip() for line in paragraph.splitlines())
        else:
            lines += textwrap.wrap(
                paragraph, width, initial_indent=INDENT, subsequent_indent=INDENT, break_on_hyphens=False
            )
    return lines


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """Prose with its lines joined, and code (indented by four spaces) as it stands."""
    for paragraph in _blocks(text.splitlines()):
        if paragraph[0].startswith("    "):
            yield "code", "\n".join(line.removeprefix("    ") for line in paragraph)
        else:
            yield "prose", " ".join(line.strip() for line in paragraph).replace("::", ":").replace("``", "")


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Runs of lines that are all code or all prose."""
    block: list[str] = []
    for line in lines:
        is_code = line.startswith("    ")
        if block and (is_code != block[0].startswith("    ") or (not line.strip() and not is_code)):
            yield block
            block = []
        if line.strip():
            block.append(line)
    if block:
        yield block
