"""One HTML file that can be mailed: see ``_page``."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._groups import Group, grouped
from schemaguard.formats._html import Html, joined, opening, tag
from schemaguard.formats._html_objects import Sections, badge, by_name, weights_of
from schemaguard.formats._page import END, beginning
from schemaguard.formats._words import plural, spaced
from schemaguard.formats.compare._report import counts, ignored, notes, summary
from schemaguard.formats.registry import Style
from schemaguard.reports import ComparisonReport, DatabaseComparison
from schemaguard.schema import renames
from schemaguard.schema.compare import compare
from schemaguard.schema.objects import SchemaObject
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.schema.weights import Weight


def render(report: ComparisonReport, style: Style) -> Iterator[str]:
    """The page, database by database."""
    page = _Page(report)
    title = f"{report.left} and {report.right}"
    yield beginning(f"{title}: schemas compared", __package__)
    yield f"{page.header(title)}\n<main>\n{page.notes()}\n"
    for number, database in enumerate(report.databases):
        yield from page.database(number, database)
    yield f"{page.ignored()}\n</main>\n{_FOOTER}\n{END}"


_FOOTER = tag("footer", "Written by schemaguard. Marked values differ; dotted rows say what a difference does.")


class _Page:
    def __init__(self, report: ComparisonReport) -> None:
        self.report = report
        self.groups = [grouped(database.differences) for database in report.databases]

    def header(self, title: str) -> Html:
        """Who is compared, how much differs, and where it stands below."""
        report, found = self.report, counts(self.report)
        verdict = "are equal" if report.equal else "differ" if report.differences else "may differ"
        return tag(
            "header",
            tag("h1", f"{title} {verdict}"),
            tag("dl", *self._sides(), class_="sides"),
            tag("p", summary(report)),
            self._filter(found) if report.differences else "",
            self._contents(),
        )

    def _sides(self) -> Iterator[Html]:
        report = self.report
        names = ((report.left, report.left_fingerprint), (report.right, report.right_fingerprint))
        for title, (name, fingerprint) in zip(("Left", "Right"), names, strict=True):
            short = tag("span", f"fingerprint {fingerprint[:12]}", class_="fingerprint")
            yield tag("div", tag("dt", title), tag("dd", tag("strong", name)), tag("dd", short))

    def _filter(self, found: dict[str, int]) -> Html:
        """Boxes that hide differences by their weight. The style sheet does it."""
        boxes = [
            tag(
                "label",
                opening("input", type="checkbox", id=f"show-{weight}", checked="checked"),
                plural(count, weight.value),
            )
            for weight in reversed(Weight)
            if (count := found[f"{weight}s"])
        ]
        return tag("fieldset", tag("legend", "Show"), *boxes, class_="counts")

    def _contents(self) -> Html:
        links = [
            tag(
                "li",
                tag("a", f"{spaced(group.kind)} {group.name}".strip(), href=f"#{anchor}"),
                " ",
                *_badges(group),
                class_=weights_of(group),
            )
            for place, groups in enumerate(self.groups)
            for anchor, group in _anchored(place, groups)
        ]
        if len(links) < 2:
            return joined(())
        fold = tag("details", tag("summary", f"Contents: {plural(len(links), 'object')}"), tag("ul", *links))
        return tag("nav", fold, class_="contents", aria_label="Objects that differ")

    def database(self, place: int, database: DatabaseComparison) -> Iterator[str]:
        """The heading, what differs, what is unknown, and the names of what is equal."""
        sections = Sections(
            (self.report.left, self.report.right), by_name(database.left.objects), by_name(database.right.objects)
        )
        servers = dict.fromkeys((database.left.server, database.right.server))
        yield f"{tag('h2', f'Database {database.alias}: ', ' and '.join(servers))}\n"
        for anchor, group in _anchored(place, self.groups[place]):
            yield f"{sections.section(group, anchor)}\n"
        unknown = grouped(database.unknown)
        if unknown:
            yield f"{tag('h2', f'Cannot tell in {database.alias}')}\n"
            yield f"{tag('p', 'One side could not read everything, so these may be no differences.')}\n"
        for number, group in enumerate(unknown):
            yield f"{sections.section(group, f'unknown-{place}-{number}')}\n"
        yield f"{_renamed(database)}{_equal(database)}\n"

    def notes(self) -> Html:
        """What to know before reading on, such as what could not be read."""
        said = [tag("li", note) for note in notes(self.report)]
        return joined([tag("h2", "Notes"), tag("ul", *said)]) if said else joined(())

    def ignored(self) -> Html:
        """What was left out."""
        left_out = [
            tag("li", tag("code", name), f" in {alias}: {reason}") for alias, name, reason in ignored(self.report)
        ]
        if not left_out:
            return joined(())
        return tag("details", tag("summary", f"{len(left_out)} ignored"), tag("ul", *left_out))


def _anchored(place: int, groups: list[Group]) -> Iterator[tuple[str, Group]]:
    for number, group in enumerate(groups):
        yield f"object-{place}-{number}", group


def _badges(group: Group) -> list[Html]:
    found = {item.weight for item in (*group.parts, group.itself) if item is not None}
    return [badge(weight) for weight in reversed(Weight) if weight in found]


def _renamed(database: DatabaseComparison) -> Html:
    proposals = [tag("li", renames.describe(rename)) for rename in database.renames]
    return joined([tag("h3", "Possible renames"), tag("ul", *proposals)]) if proposals else joined(())


def _equal(database: DatabaseComparison) -> Html:
    """The names of objects without any difference."""
    left, right = by_name(database.left.objects), by_name(database.right.objects)
    names = [f"{spaced(key[0])} {key[1]}" for key, item in left.items() if _is_equal(item, right.get(key), database)]
    if not names:
        return joined(())
    return tag(
        "details", tag("summary", plural(len(names), "equal object")), tag("ul", *(tag("li", name) for name in names))
    )


def _is_equal(left: SchemaObject, right: SchemaObject | None, database: DatabaseComparison) -> bool:
    if left == right:
        return True
    if right is None:
        return False
    vendor = database.left.vendor
    return not compare(SchemaSnapshot.of(vendor, (left,)), SchemaSnapshot.of(vendor, (right,)))
