"""Text for people: a table of what would run, below it what is known of each migration, and what stops it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from schemaguard.formats._layout import PLAIN, Layout
from schemaguard.formats._paint import painter
from schemaguard.formats._visible import visible
from schemaguard.formats.plan._report import Fact, database, facts, matters, probe, stops, summary, time, way_on
from schemaguard.formats.registry import Style
from schemaguard.plans import Phase, Plan, PlannedStep
from schemaguard.preflights import Answer

_COLOURS = {Phase.EXPAND: "green", Phase.CONTRACT: "cyan", Phase.BOTH: "bold red", Phase.UNKNOWN: "yellow"}
_WEIGHTS = {"error": "bold red", "warning": "yellow", "notice": "dim", "": ""}
_HEAD = ("", "migration", "phase", "time", "stopped by")
_GAP = "  "
_LABEL = 11


def render(report: Plan, style: Style) -> str:
    """The plan as text that ends without a newline."""
    return "\n".join(_Page(report, style).lines())


class _Page:
    def __init__(self, plan: Plan, style: Style) -> None:
        self.plan, self.style = plan, style
        self.paint = painter(style.colour)
        self.layout = Layout(style.width, self.paint)
        self.several = len({step.database for step in plan.steps}) > 1

    def lines(self) -> Iterator[str]:
        """Databases, the table, the migrations, and what to do."""
        plan = self.plan
        yield from self._prose(f"Environment {plan.environment}{', protected' if plan.protected else ''}", "bold")
        for one in plan.databases:
            yield from self._prose(f"Database {database(one)}", "dim")
        if plan.steps:
            yield ""
            yield from self._table()
            yield ""
        if self.style.verbosity > 0:
            yield from self._servers()
            for number, step in enumerate(plan.steps, 1):
                yield from self._step(number, step)
        for note in plan.notes:
            yield from self._prose(f"Note: {note}")
        stopped = bool(plan.stops())
        yield from self._prose(summary(plan), "bold" if stopped else "")
        for text, command in way_on(plan):
            yield from self._prose(text, "bold" if stopped else "")
            if command:
                yield f"  {visible(command)}"  # On one line, so that it can be pasted.

    def _table(self) -> Iterator[str]:
        rows = [_HEAD, *(self._row(number, step) for number, step in enumerate(self.plan.steps, 1))]
        widths = [max(cell_len(row[column]) for row in rows) for column in range(len(_HEAD) - 1)]
        for number, row in enumerate(rows):
            cells = [f"{cell}{' ' * (width - cell_len(cell))}" for cell, width in zip(row, widths, strict=False)]
            if number:
                cells[2] = self.paint(cells[2], _COLOURS[self.plan.steps[number - 1].phase])
            last = row[-1] if row[-1] in ("-", _HEAD[-1]) else self.paint(row[-1], "bold red")
            yield _GAP.join((*cells, last)).rstrip()

    def _row(self, number: int, step: PlannedStep) -> tuple[str, ...]:
        return str(number), self._title(step), "back" if step.backwards else step.phase.value, time(step), stops(step)

    def _title(self, step: PlannedStep) -> str:
        return visible(f"{step.name} on {step.database}" if self.several else step.name)

    def _servers(self) -> Iterator[str]:
        """Probes that are about a server as a whole."""
        found = [(alias, item) for alias, probed in self.plan.servers.items() for item in probed]
        found = [(alias, item) for alias, item in found if item.answer is not Answer.CLEAN]
        for alias, item in found:
            ink = _WEIGHTS["error" if item.answer is Answer.FAILED else "warning"]
            yield from self._prose(f"{alias}: {probe(item)}", ink)
        yield from [""] if found else []

    def _step(self, number: int, step: PlannedStep) -> Iterator[str]:
        """Of installed packages only what is out of the ordinary, unless somebody asks for everything."""
        every = self.style.verbosity > 1
        told = [fact for fact in facts(step) if every or matters(fact)]
        if not step.own and not every and not any(fact.weight for fact in told):
            return
        yield self.paint(f"{number}  {self._title(step)}", "bold")
        yield from self._prose(f"   {step.path}", "dim") if step.path else ()
        label = ""
        for fact in told:
            yield from self._fact(fact, "" if fact.label == label else fact.label)
            label = fact.label
        yield ""

    def _fact(self, fact: Fact, label: str) -> Iterator[str]:
        guides = (f"   {label:<{_LABEL}} ", f"   {'':<{_LABEL}} ")
        return self.layout.prose(guides, visible(" ".join(fact.text.split())), _WEIGHTS[fact.weight])

    def _prose(self, text: str, ink: str = "") -> Iterator[str]:
        return self.layout.prose(PLAIN, visible(text), ink)
