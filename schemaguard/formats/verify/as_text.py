"""Text for people: a line for each ledger, and what is wrong with it below."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._layout import Layout
from schemaguard.formats._paint import painter
from schemaguard.formats._visible import visible
from schemaguard.formats._words import plural
from schemaguard.formats.registry import Style
from schemaguard.histories import Verified, VerifyReport


def render(report: VerifyReport, style: Style) -> str:
    """The whole report."""
    paint = painter(style.colour)
    layout = Layout(style.width, paint)
    lines = [line for database in report.databases for line in _database(database, layout, style)]
    lines += [line for note in report.notes for line in layout.prose(("", ""), f"Note: {visible(note)}")]
    return "\n".join(lines)


def _database(found: Verified, layout: Layout, style: Style) -> Iterator[str]:
    if found.unread:
        yield from layout.prose(("", ""), f"{found.database}: not verified. {visible(found.unread)}", "bold red")
        return
    entries = "1 entry" if found.entries == 1 else f"{found.entries} entries"
    verdict = f"{plural(found.found, 'problem')} in {entries}" if found.problems else f"{entries}, unbroken"
    yield from layout.prose(("", ""), f"{found.database}: {verdict}", "bold red" if found.problems else "green")
    for problem in found.problems:
        yield from layout.prose(("  ", "    "), f"{problem.kind}: {visible(problem.message)}")
    if found.head and style.verbosity > 0:
        yield from layout.prose(
            ("  ", "    "), f"The last entry is {found.head}: to be kept elsewhere, for --expect.", "dim"
        )
    for note in found.notes:
        yield from layout.prose(("  ", "    "), f"Note: {visible(note)}")
