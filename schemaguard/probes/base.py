"""What a probe is: a function that asks a live database about one hazard, and a docstring that says what it looks for.

A probe of the plan is given each statement of the classes in ``on``, before the plan has gone on::

    @probe(AlterColumn)
    def ask(asking: Asking, statement: AlterColumn) -> Iterator[Probed]:
        ...

A probe of the server (``on`` is empty) is asked once::

    @probe()
    def ask(asking: Asking) -> Iterator[Probed]:
        ...
"""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from schemaguard.conf import Settings
from schemaguard.databases.base import Database
from schemaguard.databases.probing import CannotTell, Counted, Filled, Prober, RowQuestion, Size
from schemaguard.preflights import Answer, Probed
from schemaguard.probes._follow import follow
from schemaguard.probes._live import Live, Written
from schemaguard.statements import AddColumn, AlterColumn, Statement
from schemaguard.steps.step import Step


@dataclass(frozen=True)
class Probe:
    """One hazard that a live database is asked about."""

    name: str
    #: Classes of statements; none: it is about the server.
    on: tuple[type, ...]
    #: Empty: every kind of database.
    vendors: frozenset[str]
    source: str
    ask: Callable[..., Iterator[Probed]]

    @cached_property
    def title(self) -> str:
        """The first sentence of its docstring."""
        return inspect.cleandoc(self.source).partition("\n\n")[0].replace("\n", " ")

    def applies_to(self, vendor: str) -> bool:
        """Whether it means anything there."""
        return not self.vendors or vendor in self.vendors


def probe(*on: type, vendors: tuple[str, ...] = ()) -> Callable[[Callable[..., Iterator[Probed]]], Probe]:
    """Make a function the probe of its module. Its name is the module's, with hyphens."""

    def decorate(ask: Callable[..., Iterator[Probed]]) -> Probe:
        name = ask.__module__.rpartition(".")[2].replace("_", "-")
        return Probe(name, on, frozenset(vendors), sys.modules[ask.__module__].__doc__ or "", ask)

    return decorate


@dataclass(frozen=True, slots=True)
class Rows:
    """What is asked of the rows of a table, and what the answers mean."""

    #: "shop_order.note".
    object: str
    #: Makes the question; it may raise CannotTell.
    question: Callable[[], RowQuestion]
    #: Says what was found, where something was: "3 rows of shop_order hold NULL in note".
    bad: Callable[[Counted], str]
    #: Says that nothing was: "No row of shop_order holds NULL in note".
    good: str
    #: What is not known otherwise: "whether rows of shop_order hold NULL in note".
    doubt: str
    remedy: str
    #: The table and the columns that decide, so that what the plan writes to them before counts.
    table: str = ""
    columns: tuple[str, ...] = ()
    answer: Answer = Answer.FAILED
    #: Somebody whose removing of rows makes it worse.
    worse: Written | None = None
    facts: Callable[[Counted], dict[str, float]] = lambda counted: {}


@dataclass(frozen=True)
class Asking:
    """A probe's place in the plan, and whom it may ask."""

    database: str
    kind: Database
    prober: Prober
    live: Live
    settings: Settings
    name: str = ""
    step: Step | None = None
    #: Whether anything is pending.
    pending: bool = False
    #: How many rows and bytes tables have, asked once.
    sizes: dict[str, Size] = field(default_factory=dict)
    #: Bytes that a single statement needs for a while, by table; the largest of each.
    needs: dict[str, int] = field(default_factory=dict)

    def at(self, step: Step) -> Asking:
        """The same at an operation of the plan."""
        return replace(self, step=step)

    def by(self, name: str) -> Asking:
        """The same for another probe."""
        return replace(self, name=name)

    def ahead(self, statement: Statement) -> Live:
        """What the database looks like once a column is there or was changed, for what is asked about that column."""
        if not isinstance(statement, AddColumn | AlterColumn) or self.step is None:
            return self.live
        live = self.live.copied(statement.table)
        follow(live, self.step, statement, self.prober, self.kind)
        return live

    def size_of(self, table: str) -> Size:
        """How large a table of today is. Raises CannotTell."""
        if table not in self.sizes:
            self.sizes[table] = self.prober.size(table)
        return self.sizes[table]

    def probed(self, answer: Answer, message: str, **rest: Any) -> Probed:
        """What is said, in its place."""
        step = self.step
        if step is not None:
            rest = {
                "app": step.file.app,
                "migration": step.file.name,
                "operation": step.index,
                "line": step.line,
                "path": step.file.display_path,
                **rest,
            }
        return Probed(self.name, self.database, answer, message, **rest)

    def rows(self, asked: Rows) -> Probed:
        """Ask about rows, with regard to what the plan itself does to them before."""
        began = time.perf_counter()
        try:
            counted = self.prober.count(asked.question())
        except CannotTell as error:
            message = f"Cannot tell {asked.doubt}: {_end(str(error))}"
            return self.probed(
                Answer.UNKNOWN, message, object=asked.object, remedy=asked.remedy, seconds=time.perf_counter() - began
            )
        answer, message = self._judged(asked, counted)
        return self.probed(
            answer,
            message,
            object=asked.object,
            count=counted.count,
            examples=counted.examples,
            query=counted.query,
            remedy=asked.remedy if answer is not Answer.CLEAN else "",
            sampled=counted.looked_at is not None,
            seconds=time.perf_counter() - began,
            facts=asked.facts(counted),
        )

    def _stays_empty(self, table: str) -> bool:
        """Whether there is nothing that the plan could write to."""
        view = self.live.view(table)
        if view is None or self.live.added(table):
            return False
        try:
            found = self.prober.count(Filled(view))
        except CannotTell:
            return False
        return found.count == 0 and found.looked_at is None

    def _judged(self, asked: Rows, counted: Counted) -> tuple[Answer, str]:
        part = (
            ""
            if counted.looked_at is None
            else f" (of {counted.looked_at:,} that were looked at; there was no time for all)"
        )
        said = f"{asked.bad(counted)}{part}." if counted.count else f"{asked.good}{part}."
        wrote = self.live.wrote(asked.table, asked.columns, removing=bool(counted.count)) if asked.table else None
        if wrote is not None and not counted.count and self._stays_empty(asked.table):
            wrote = None
        who = wrote or asked.worse
        if asked.answer is Answer.NOTICE:
            return (Answer.NOTICE if counted.count or part else Answer.CLEAN), said
        if who is not None:
            return Answer.UNKNOWN, f"As of now: {said[0].lower()}{said[1:]} But {who} may change that before."
        if counted.count:
            return asked.answer, said
        return (Answer.UNKNOWN if part else Answer.CLEAN), said


def _end(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def number(count: int, one: str = "row", many: str = "") -> str:
    """ "1 row", "1,200 rows"."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def agree(count: int, one: str, many: str) -> str:
    """The form of a verb: "holds" or "hold"."""
    return one if count == 1 else many


def ask_all(probes: Iterable[Probe], asking: Asking, statement: object) -> Iterator[Probed]:
    """Every probe that the statement concerns."""
    for item in probes:
        if item.on and isinstance(statement, item.on) and item.applies_to(asking.kind.vendor):
            yield from item.ask(asking.by(item.name), statement)
