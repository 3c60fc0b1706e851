"""Objects that differ, each as a table with both sides beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from schemaguard.formats._groups import Group
from schemaguard.formats._html import Html, joined, tag
from schemaguard.formats._html_texts import code_of, whole
from schemaguard.formats._words import blame, part_title, plural, spaced
from schemaguard.reports import Difference
from schemaguard.schema.changes import Change
from schemaguard.schema.kinds import HOLDERS, PARTS, full_name, kind_of, shape
from schemaguard.schema.objects import Column, SchemaObject
from schemaguard.schema.weights import Weight
from schemaguard.schema.words import describe, rows


def badge(weight: Weight) -> Html:
    """The weight as a word in a frame."""
    return tag("span", weight.value, class_=f"badge {weight.value}")


def by_name(objects: Iterable[SchemaObject]) -> Mapping[tuple[str, str], SchemaObject]:
    """Objects by kind and full name."""
    return {(kind_of(item), full_name(item)): item for item in objects}


def weights_of(group: Group) -> str:
    """The classes of a section, by which it can be hidden."""
    found = {item.weight for item in (*group.parts, group.itself) if item is not None}
    return " ".join(f"has-{weight}" for weight in Weight if weight in found)


@dataclass(frozen=True, slots=True)
class Sections:
    """Makes a section for each object that differs."""

    #: The names of the sides.
    sides: tuple[str, str]
    left: Mapping[tuple[str, str], SchemaObject]
    right: Mapping[tuple[str, str], SchemaObject]

    def section(self, group: Group, anchor: str) -> Html:
        """One object: what differs, and folded what does not."""
        title = f"{spaced(group.kind)} {group.name}".strip()
        return tag(
            "section",
            tag("h3", title, id=anchor),
            self.differences(group, title),
            self._equal_parts(group),
            class_=f"object {weights_of(group)}",
        )

    def differences(self, group: Group, title: str) -> Html:
        """What differs in one object, as a table."""
        found = [self._difference(group.itself, f"the {spaced(group.kind)}")] if group.itself else []
        found += [self._difference(part, part_title(part)) for part in group.parts]
        return self._table(f"What differs in {title}", ("What", *self.sides), found)

    def _table(self, caption: str, head: tuple[str, ...], bodies: Iterable[Html]) -> Html:
        # The roles outlive the layout for narrow screens, which takes them from tables.
        cells = joined(tag("th", name, scope="col", role="columnheader") for name in head)
        top = tag("thead", tag("tr", cells, role="row"), role="rowgroup")
        return tag("table", tag("caption", caption), top, joined(bodies), role="table")

    def _difference(self, difference: Difference, title: str) -> Html:
        name = tag("th", badge(difference.weight), " ", title, scope="row", role="rowheader")
        left, right = self._cells(difference)
        explained = " ".join(text for text in (difference.effect, blame(difference)) if text)
        lines = [tag("tr", name, self._cell(0, left), self._cell(1, right), role="row")]
        if explained:
            lines.append(tag("tr", tag("td", explained, colspan="3", role="cell"), role="row", class_="effect"))
        return tag("tbody", *lines, class_=f"difference {difference.weight}", role="rowgroup")

    def _cell(self, side: int, content: Html) -> Html:
        return tag("td", content, role="cell", data_side=self.sides[side])

    def _cells(self, difference: Difference) -> tuple[Html, Html]:
        change = difference.change
        if change is None:
            return joined([difference.detail]), joined(())
        code = _code(change)
        if change.action != "alter":
            return joined([_alone(change.before), code[0]]), joined([_alone(change.after), code[1]])
        found = list(rows(change))
        left = joined(_attribute(row.label, row.left) for row in found)
        right = joined(_attribute(row.label, row.right) for row in found)
        return joined([left, _definition(change.before), code[0]]), joined([right, _definition(change.after), code[1]])

    def _equal_parts(self, group: Group) -> Html:
        """What both sides have; of an object that one side lacks, all it has."""
        left, right = (side.get((group.kind, group.name)) for side in (self.left, self.right))
        if left is None and right is None:
            return joined(())
        if left is None or right is None:
            parts, what = list(_parts(left or right)), "part"
        else:
            there = {(kind_of(part), shape(part)) for part in _parts(right)}
            parts = [part for part in _parts(left) if (kind_of(part), shape(part)) in there]
            what = "equal part"
        if not parts:
            return joined(())
        name = f"{spaced(group.kind)} {group.name}"
        lines = (
            tag("tr", _name(part), tag("td", tag("code", describe(part)), role="cell"), role="row") for part in parts
        )
        body = tag("tbody", *lines, role="rowgroup")
        table = self._table(f"{what.capitalize()}s of {name}", ("What", "Definition"), [body])
        return tag("details", tag("summary", plural(len(parts), what)), table)


def _attribute(label: str, value: str) -> Html:
    return tag(
        "div",
        tag("span", label.removesuffix(" differs:").removeprefix("the "), class_="label"),
        " ",
        tag("mark", value),
    )


def _definition(item: SchemaObject | None) -> Html:
    """All of a constraint or an index, so that one sees what it is about. Of a column, what differs says enough."""
    shown = kind_of(item) in PARTS and not isinstance(item, Column)
    return tag("div", tag("code", describe(item)), class_="definition") if shown else joined(())


def _code(change: Change) -> tuple[Html, Html]:
    """Both texts, where they differ."""
    left, right = code_of(change.before), code_of(change.after)
    return whole(left, right) if left != right else (joined(()), joined(()))


def _alone(item: SchemaObject | None) -> Html:
    """The object, or that this side lacks it."""
    return tag("em", "missing") if item is None else tag("mark", describe(item))


def _name(part: SchemaObject) -> Html:
    return tag("th", f"{spaced(kind_of(part))} {part.name}", scope="row", role="rowheader")


def _parts(item: SchemaObject) -> Iterator[SchemaObject]:
    for holder in HOLDERS[type(item)]:
        yield from getattr(item, holder)
