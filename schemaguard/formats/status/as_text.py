"""Text for people: one table, and below it what needs a person."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from schemaguard.formats._layout import PLAIN, Layout
from schemaguard.formats._paint import painter
from schemaguard.formats._visible import visible
from schemaguard.formats._words import plural
from schemaguard.formats.registry import Style
from schemaguard.statuses import DatabaseStatus, Drift, State, StatusReport

_HEAD = ("environment", "database", "server", "applied", "pending", "drift", "last run", "locked by")
_GAP = "  "
_DRIFT = {Drift.NONE: "none", Drift.DRIFTED: "drifted", Drift.UNKNOWN: "?"}


def render(report: StatusReport, style: Style) -> str:
    """The report as text that ends without a newline."""
    return "\n".join(_Page(report, style).lines())


class _Page:
    def __init__(self, report: StatusReport, style: Style) -> None:
        self.report, self.style = report, style
        self.paint = painter(style.colour)
        self.layout = Layout(style.width, self.paint)

    def lines(self) -> Iterator[str]:
        """The table, what is in it at length, and what needs a person."""
        yield from self._table()
        if self.style.verbosity > 1:
            for one in self.report.databases:
                yield from self._details(one)
        found = [(one, text) for one in self.report.databases for text in one.problems]
        if found:
            yield ""
            for one, text in found:
                yield from self._prose(f"{_place(one)}: {text}", "bold red")
        notes = [f"{_place(one)}: {note}" for one in self.report.databases for note in _notes(one)]
        if self.style.verbosity > 0 and (notes or self.report.notes):
            yield ""
            for note in (*notes, *self.report.notes):
                yield from self._prose(f"Note: {note}")
        yield ""
        yield from self._prose(_summary(len(found)), "bold" if found else "")

    def _table(self) -> Iterator[str]:
        rows = [_HEAD, *(tuple(map(visible, _row(one))) for one in self.report.databases)]
        widths = [max(cell_len(row[column]) for row in rows) for column in range(len(_HEAD))]
        for number, row in enumerate(rows):
            line = _GAP.join(f"{cell}{' ' * (width - cell_len(cell))}" for cell, width in zip(row, widths, strict=True))
            bad = number > 0 and bool(self.report.databases[number - 1].problems)
            yield self.paint(line.rstrip(), "bold red") if bad else line.rstrip()

    def _details(self, one: DatabaseStatus) -> Iterator[str]:
        yield ""
        yield self.paint(visible(_place(one)), "bold")
        for app, names in one.heads.items():
            yield from self._prose(f"  {app}: {', '.join(names)}")
        for item in one.pending:
            yield from self._prose(f"  pending, {item.phase}: {item.name}")

    def _prose(self, text: str, ink: str = "") -> Iterator[str]:
        indent = text[: len(text) - len(text.lstrip())]
        return self.layout.prose((indent, f"{indent}  ") if indent else PLAIN, visible(text.strip()), ink)


def _place(one: DatabaseStatus) -> str:
    return f"{one.environment}/{one.database}"


def _row(one: DatabaseStatus) -> tuple[str, ...]:
    if one.state is State.UNREACHABLE:
        return one.environment, one.database, "unreachable", *["?"] * 5
    run = one.last_run
    last = f"{run.command} {run.outcome}, {run.when}, {run.who}" if run is not None else "-"
    counted = "" if one.differences is None or one.drift is not Drift.DRIFTED else f" ({one.differences})"
    server = one.server or one.vendor
    return (
        one.environment,
        one.database,
        {State.SNAPSHOT: f"{server} (a file)", State.MISSING: f"{server} (missing)"}.get(one.state, server),
        "?" if one.applied is None else str(one.applied),
        _pending(one),
        f"{_DRIFT[one.drift]}{counted}",
        last,
        one.holder or "-",
    )


def _pending(one: DatabaseStatus) -> str:
    if not one.pending:
        return "-"
    phases = ", ".join(f"{count} {word}" for word, count in one.phases().items())
    return f"{len(one.pending)} ({phases})"


def _notes(one: DatabaseStatus) -> Iterator[str]:
    yield from one.notes
    if one.drift is Drift.UNKNOWN and one.drift_because and one.state is State.LIVE:
        yield one.drift_because


def _summary(problems: int) -> str:
    if not problems:
        return "Nothing needs a person."
    return f"{plural(problems, 'thing')} need{'s' if problems == 1 else ''} a person."
