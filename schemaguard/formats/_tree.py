"""Text for people: differences as a tree, both sides beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from schemaguard.formats._groups import Group, grouped
from schemaguard.formats._layout import PLAIN, Layout
from schemaguard.formats._visible import visible
from schemaguard.formats._words import blame, part_title, spaced
from schemaguard.reports import Difference
from schemaguard.schema.weights import Weight
from schemaguard.schema.words import describe, rows

COLOURS = {Weight.ERROR: "bold red", Weight.WARNING: "yellow", Weight.INFO: "cyan"}

#: How a side is shown that lacks the object.
MISSING = "-"

#: The label of an attribute and its values.
VALUES = ("", "red", "green")


@dataclass
class Tree:
    """Writes differences under their objects."""

    layout: Layout
    #: Explain every difference; otherwise each text once.
    every_time: bool = False
    explained: set[str] = field(default_factory=set)

    def groups(self, differences: Iterable[Difference]) -> Iterator[str]:
        """Each object with all that differs in it, and an empty line after it."""
        for group in grouped(differences):
            yield from self._group(group)
            yield ""

    def _group(self, group: Group) -> Iterator[str]:
        title = f"{spaced(group.kind)} {group.name}"
        if group.itself is None:
            yield from self.layout.prose(PLAIN, visible(title.strip()), "bold")
        else:
            yield from self._difference(("", "│ " if group.parts else "  "), group.itself, title)
        for part in group.parts[:-1]:
            yield from self._difference(("├─ ", "│  "), part, part_title(part))
        for part in group.parts[-1:]:
            yield from self._difference(("└─ ", "   "), part, part_title(part))

    def _difference(self, guides: tuple[str, str], difference: Difference, title: str) -> Iterator[str]:
        change, ink = difference.change, COLOURS[difference.weight]
        label, deeper = visible(f"{difference.weight} {title}"), (f"{guides[1]}  ", f"{guides[1]}    ")
        if change is not None and change.action != "alter":
            sides = tuple(visible(describe(item)) if item else MISSING for item in (change.before, change.after))
            yield from self.layout.row(guides, label, (sides[0], sides[1]), (ink, "", ""))
        else:
            yield from self.layout.prose(guides, label, ink)
        if change is None:
            yield from self.layout.prose(deeper, visible(difference.detail))
        for row in rows(change) if change else ():
            yield from self.layout.row(deeper, visible(row.label), (visible(row.left), visible(row.right)), VALUES)
        yield from self._explained((guides[1] + "  ",) * 2, difference)

    def _explained(self, guides: tuple[str, str], difference: Difference) -> Iterator[str]:
        """What it means: each text once, unless all are asked for. Who is wrong is said each time."""
        effect = difference.effect
        if effect not in self.explained or self.every_time:
            self.explained.add(effect)
            yield from self.layout.prose(guides, visible(effect), "dim")
        yield from self.layout.prose(guides, visible(blame(difference)), "dim")
