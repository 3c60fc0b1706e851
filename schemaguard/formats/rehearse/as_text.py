"""Text for people: a line for each migration, and below it what did not survive."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from schemaguard.formats._layout import PLAIN, Layout
from schemaguard.formats._paint import Paint, painter
from schemaguard.formats._visible import visible
from schemaguard.formats.registry import Style
from schemaguard.formats.rehearse._details import Details
from schemaguard.formats.rehearse._report import (
    GUIDE,
    name,
    notes,
    phases,
    seconds,
    server,
    summary,
    ways_back,
    where_from,
)
from schemaguard.rehearsals import DatabaseRehearsal, MigrationRehearsal, RehearsalReport, Verdict

COLOURS = {
    Verdict.RESTORED: "green",
    Verdict.SKIPPED: "cyan",
    Verdict.IRREVERSIBLE: "yellow",
    Verdict.RESIDUE: "yellow",
    Verdict.NO_OP: "red",
    Verdict.LOSSY: "bold red",
    Verdict.FAILED_REVERSE: "bold red",
    Verdict.FAILED_FORWARD: "bold red",
}

_VERDICT = max(map(len, Verdict)) + 2
_TIME = 10


def render(report: RehearsalReport, style: Style) -> Iterator[str]:
    """The report as lines, the last one without its end."""
    first = True
    for line in _Page(report, style).lines():
        yield line if first else f"\n{line}"
        first = False


class _Page:
    def __init__(self, report: RehearsalReport, style: Style) -> None:
        self.report, self.style = report, style
        self.paint: Paint = painter(style.colour)
        self.layout = Layout(style.width, self.paint)

    def lines(self) -> Iterator[str]:
        """Databases, what else there is to say, summary."""
        for database in self.report.databases:
            shown = [item for item in database.migrations if self.style.verbosity > 0 or item.fails()]
            if shown:
                yield from self._database(database, shown)
        for note in notes(self.report):
            yield from self._prose(f"Note: {note}")
        if self.report.fails() and self.style.verbosity > 0:
            yield from self._prose(f"What each verdict means, and what to do: {GUIDE} of schemaguard.", "dim")
        yield from self._prose(summary(self.report), "bold" if self.report.fails() else "")

    def _database(self, database: DatabaseRehearsal, shown: list[MigrationRehearsal]) -> Iterator[str]:
        yield from self._prose(f"Database {database.database}: {server(database)}", "bold")
        yield from self._prose(f"Rehearsed {where_from(database)}; {ways_back(database)}", "dim")
        yield ""
        times = "".join(f"{label:>{_TIME}}" for label in ("forward", "reverse", "again"))
        middle = self.style.width - _VERDICT - len(times)
        yield f"{'verdict':<{_VERDICT}}{'migration':<{middle}}{times}"
        details = Details.of(self.style, database)
        for migration in shown:
            yield from self._migration(migration, middle)
            yield from details.lines(migration)
        yield ""

    def _migration(self, migration: MigrationRehearsal, middle: int) -> Iterator[str]:
        verdict, title = migration.verdict, visible(name(migration))
        times = "".join(f"{seconds(phase):>{_TIME}}" for _, phase in phases(migration))
        ink = COLOURS[migration.counts_as if migration.fails() else verdict]
        head = f"{self.paint(verdict.value, ink)}{' ' * (_VERDICT - len(verdict))}"
        if cell_len(title) <= middle:
            yield f"{head}{title}{' ' * (middle - cell_len(title))}{times}"
            return
        # Never cut: a name is for searching.
        first, *rest = self.layout.prose((" " * _VERDICT, " " * _VERDICT), title)
        yield f"{head}{first[_VERDICT:]}"
        yield from rest
        yield f"{' ' * (_VERDICT + middle)}{times}"

    def _prose(self, text: str, ink: str = "") -> Iterator[str]:
        return self.layout.prose(PLAIN, visible(text), ink)
