"""What a rule is: a function, some data, and a docstring that says it all.

A rule file looks like this::

    \"\"\"Building an index blocks writes.

    When: an index is added to a table that already has rows.

    Effect: writes to the table wait until the index is built.

    Way out: use AddIndexConcurrently in a migration with ``atomic = False``.

    Source: PostgreSQL manual, CREATE INDEX, "Building Indexes Concurrently".

    Bad::

        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),  # finding
        ]

    Good::

        atomic = False
        operations = [
            AddIndexConcurrently("order", models.Index(fields=["created"], name="order_created")),
        ]
    \"\"\"

    @rule("SG101", on=CreateIndex, severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
    def check(step: Step, statement: CreateIndex) -> Iterator[Hit]:
        if not statement.concurrently and not step.is_new_table(statement.table):
            yield Hit(f"Building an index on {statement.table} blocks writes.", subject=statement.table)

The examples are the body of a ``class Migration``. They are printed by ``explain`` and executed
by the tests: each line marked ``# finding`` must have one, no other line may.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from schemaguard.findings import Axis, Severity
from schemaguard.steps.step import Step

Direction = Literal["forward", "reverse"]

#: The headings of a rule's docstring, in order. "Given" and the last two hold code.
HEADINGS = ("When", "Effect", "Way out", "Source", "Target", "Given", "Bad", "Good")


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule applies. Empty texts are taken from the rule's docstring."""

    message: str
    #: What it is about, such as "shop_order.note": keeps the finding's fingerprint stable.
    subject: str = ""
    effect: str = ""
    remedy: str = ""
    severity: Severity | None = None
    #: A line other than the operation's first, from 1.
    line: int = 0
    #: For rules over a whole migration: the operation that the finding is about.
    at: Step | None = None


@dataclass(frozen=True)
class Rule:
    """One hazard we know."""

    id: str
    name: str
    severity: Severity
    axis: Axis
    #: Classes of statements, or Step, MigrationSteps, History, UsedIgnore: what ``check`` is given.
    on: tuple[type, ...]
    #: Empty: every database.
    vendors: frozenset[str]
    #: "reverse" rules are given the statements of the way back.
    direction: Direction
    #: Off unless the settings switch it on.
    optional: bool
    #: For rules over a whole migration: one of these statements has to be in it. Empty: every migration.
    having: tuple[type, ...]
    #: The module's docstring as it is written.
    source: str
    #: Yields Hit; rules over a History yield (Location, Hit).
    check: Callable[..., Iterator[Any]]

    @cached_property
    def doc(self) -> str:
        """The module's docstring without its indentation."""
        return inspect.cleandoc(self.source)

    @cached_property
    def title(self) -> str:
        """The first sentence of the docstring."""
        return self.doc.partition("\n\n")[0].replace("\n", " ")

    @cached_property
    def sections(self) -> dict[str, str]:
        """The docstring's sections by heading; code without its indentation."""
        return dict(_sections(self.doc))

    @cached_property
    def effect(self) -> str:
        """What happens to users and rows, as flowing text."""
        return reflow(self.sections.get("Effect", ""))

    @cached_property
    def remedy(self) -> str:
        """What to write instead: flowing text, and code indented by four spaces."""
        return reflow(self.sections.get("Way out", ""))

    def applies_to(self, vendor: str) -> bool:
        """Whether the rule knows about this kind of database."""
        return not self.vendors or vendor in self.vendors


def rule(
    id: str,
    *,
    on: type | tuple[type, ...],
    severity: Severity,
    axis: Axis,
    vendors: tuple[str, ...] = (),
    direction: Direction = "forward",
    optional: bool = False,
    having: tuple[type, ...] = (),
) -> Callable[[Callable[..., Iterator[Any]]], Rule]:
    """Make a function the rule of its module. Its name is the module's, with hyphens.

    ``on`` is what ``check`` is given; with ``on=MigrationSteps``, ``having`` names the statements that make
    it worth a look.
    """

    def decorate(check: Callable[..., Iterator[Any]]) -> Rule:
        # inspect.getmodule would look through all modules, for each rule anew.
        source = sys.modules[check.__module__].__doc__ or ""
        name = check.__module__.rpartition(".")[2].replace("_", "-")
        on_types = on if isinstance(on, tuple) else (on,)
        return Rule(id, name, severity, axis, on_types, frozenset(vendors), direction, optional, having, source, check)

    return decorate


def reflow(text: str) -> str:
    """Join the lines of each paragraph of prose, and begin it with a capital; code stays as it is."""
    paragraphs = []
    for block in text.split("\n\n"):
        if block.startswith("    "):
            paragraphs.append(block)
        else:
            prose, code = _split_code(block.splitlines())
            # A docstring's marks for code say nothing to people who read a terminal.
            prose = prose.replace("``", "")
            prose = prose.removesuffix(":") if prose.endswith("::") else prose
            paragraphs.append("\n".join([f"{prose[:1].upper()}{prose[1:]}", *code]))
    return "\n\n".join(paragraphs)


def _split_code(lines: list[str]) -> tuple[str, list[str]]:
    code = [line for line in lines if line.startswith("    ")]
    return " ".join(line.strip() for line in lines if not line.startswith("    ")), code


def _sections(doc: str) -> Iterator[tuple[str, str]]:
    heading, lines = "", []
    for line in doc.splitlines():
        found = next((word for word in HEADINGS if line.startswith((f"{word}: ", f"{word}::"))), None)
        if found is None:
            lines.append(line)
            continue
        if heading:
            yield heading, _clean(lines)
        heading, lines = found, [line.removeprefix(f"{found}:").removeprefix(":").strip()]
    if heading:
        yield heading, _clean(lines)


def _clean(lines: list[str]) -> str:
    text = "\n".join(lines).strip("\n")
    return inspect.cleandoc(text) if text.startswith(" ") else text.strip()


__all__ = ["HEADINGS", "Axis", "Direction", "Hit", "Rule", "Severity", "rule"]
