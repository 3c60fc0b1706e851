"""One HTML file that can be mailed: see ``_page``. A timeline, and folded all about each migration."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._html import Html, joined, opening, tag
from schemaguard.formats._page import END, beginning
from schemaguard.formats._words import duration
from schemaguard.formats.registry import Style
from schemaguard.formats.rehearse._html_migration import badges, migration_item
from schemaguard.formats.rehearse._report import (
    GUIDE,
    name,
    notes,
    server,
    summary,
    ways_back,
    where_from,
)
from schemaguard.formats.rehearse._timeline import legend, strip, total
from schemaguard.rehearsals import DatabaseRehearsal, RehearsalReport, Verdict


def render(report: RehearsalReport, style: Style) -> Iterator[str]:
    """The page, migration by migration."""
    verdict = "failed" if report.fails() else "passed"
    names = " and ".join(database.database for database in report.databases)
    title = f"Rehearsal of {names} {verdict}" if names else "Nothing was rehearsed"
    yield beginning(title, __package__)
    yield f"{_header(report, title)}\n<main>\n{_notes(report)}\n"
    for number, database in enumerate(report.databases):
        yield from _database(number, database)
    yield f"\n</main>\n{_FOOTER}\n{END}"


_FOOTER = tag(
    "footer",
    "Written by schemaguard. Each migration ran forward, back and forward again on a scratch database; bars show how "
    "long each way took beside the slowest migration of the database. What each verdict means, and what to do: ",
    tag("code", GUIDE),
    " of schemaguard.",
)


def _header(report: RehearsalReport, title: str) -> Html:
    return tag("header", tag("h1", title), tag("p", summary(report)), _filter(report), _failures(report))


def _filter(report: RehearsalReport) -> Html:
    """Boxes that hide migrations by their verdict. The style sheet does it."""
    boxes = [
        tag("label", opening("input", type="checkbox", id=f"show-{verdict}", checked="checked"), f"{count} {verdict}")
        for verdict in reversed(Verdict)
        if (count := report.count(verdict))
    ]
    return tag("fieldset", tag("legend", "Show"), *boxes, class_="counts") if boxes else joined(())


def _failures(report: RehearsalReport) -> Html:
    """Where to begin reading."""
    several = len(report.databases) > 1
    links = [
        tag(
            "li",
            badges(migration),
            " ",
            tag("a", name(migration), href=f"#{_anchor(place, number)}"),
            f" on {database.database}" if several else "",
        )
        for place, database in enumerate(report.databases)
        for number, migration in enumerate(database.migrations)
        if migration.fails()
    ]
    return tag("nav", tag("ul", *links), class_="contents", aria_label="What fails") if links else joined(())


def _notes(report: RehearsalReport) -> Html:
    said = [tag("li", note) for note in notes(report)]
    return joined([tag("h2", "Notes"), tag("ul", *said)]) if said else joined(())


def _database(place: int, database: DatabaseRehearsal) -> Iterator[str]:
    """The heading, the whole time as a strip, and each migration."""
    found = database.migrations
    yield f"{tag('h2', f'Database {database.database}: {server(database)}')}\n"
    words = f"Rehearsed {where_from(database)}; {ways_back(database)}; {duration(database.seconds)} in all."
    yield f"{tag('p', words)}\n"
    if not found:
        return
    anchors = [_anchor(place, number) for number in range(len(found))]
    yield f"{strip(found, anchors, f'Migrations of {database.database}')}\n{legend()}\n"
    longest = max(map(total, found))
    yield '<ol class="timeline">\n'
    for migration, anchor in zip(found, anchors, strict=True):
        yield f"{migration_item(migration, database.vendor, anchor, longest)}\n"
    yield "</ol>\n"


def _anchor(place: int, number: int) -> str:
    return f"migration-{place}-{number}"
