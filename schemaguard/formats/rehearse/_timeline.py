"""Times as bars. They are drawn in SVG, whose lengths are attributes: a strict policy forbids styles in elements."""

from __future__ import annotations

from collections.abc import Iterable

from schemaguard.formats._html import Html, joined, opening, tag
from schemaguard.formats._words import duration
from schemaguard.formats.rehearse._report import name, phases, ran, seconds
from schemaguard.rehearsals import MigrationRehearsal

#: Bars are that many units long, whatever the page makes of a unit.
_LENGTH = 1000
#: What is shorter could not be seen.
_LEAST = 2.0


def total(migration: MigrationRehearsal) -> float:
    """The seconds of all three ways."""
    return sum(phase.seconds for _, phase in phases(migration))


def strip(migrations: Iterable[MigrationRehearsal], anchors: Iterable[str], title: str) -> Html:
    """All migrations one after the other, each as long as it took; each one leads to its place below."""
    found = list(migrations)
    whole = sum(map(total, found)) or 1.0
    parts, at = [], 0.0
    for migration, anchor in zip(found, anchors, strict=True):
        length = total(migration) / whole * _LENGTH
        words = f"{migration.verdict}: {name(migration)}, {duration(total(migration))}"
        # A hair's breadth is left between neighbours.
        box = _box(at, max(length - 1, length * 0.8), f"{'bad' if migration.fails() else 'good'}", words)
        parts.append(tag("a", box, href=f"#{anchor}"))
        at += length
    picture = tag("svg", *parts, **_frame("strip"), role="group", aria_label=title)
    words = "All migrations in the order in which they ran, each as wide as it took. Red ones fail."
    return tag("figure", picture, tag("figcaption", words))


def bar(migration: MigrationRehearsal, longest: float) -> Html:
    """Forward, reverse and forward again, as long as they took beside the longest migration."""
    parts, at = [], 0.0
    for label, phase in phases(migration):
        if ran(phase):
            length = max(phase.seconds / (longest or 1.0) * _LENGTH, _LEAST)
            parts.append(_box(at, length, label, f"{label}: {seconds(phase)}"))
            at += length
    # What it shows is written beside it.
    return tag("svg", *parts, **_frame("bar"), aria_hidden="true")


def legend() -> Html:
    """Which colour is which way."""
    words = (("forward", "forward"), ("reverse", "reverse"), ("again", "forward again"))
    keys = (joined([tag("span", "", class_=f"key {name}"), text]) for name, text in words)
    return tag("p", *(tag("span", key) for key in keys), class_="legend")


def _frame(name: str) -> dict[str, str]:
    # SVG writes this name with a capital letter; attributes of HTML do not mind.
    return {"class_": name, "viewBox": f"0 0 {_LENGTH} 10", "preserveAspectRatio": "none"}


def _box(at: float, length: float, name: str, words: str) -> Html:
    position = {"x": f"{at:.2f}", "width": f"{length:.2f}", "y": "0", "height": "10", "class_": name}
    return Html(f"{opening('rect', **position)}{tag('title', words)}</rect>")
