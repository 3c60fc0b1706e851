"""Markdown for a merge request: numbers, a table of changes for each database, and folded what they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from schemaguard.formats._markdown import MOST, Page, code, escaped, item, row
from schemaguard.formats._words import plural, spaced
from schemaguard.formats.compare._report import counts, ignored, notes, summary
from schemaguard.formats.registry import Style
from schemaguard.reports import ComparisonReport, DatabaseComparison, Difference
from schemaguard.schema import renames
from schemaguard.schema.words import rows

#: Kept for the last sentence.
_RESERVE = 300
#: Names of objects after an explanation.
_LISTED = 5


def render(report: ComparisonReport, style: Style) -> str:
    """At most ``MOST`` characters. What is left out is said."""
    page = Page(MOST - _RESERVE)
    page.add(*_head(report))
    left_out = sum(not page.add(line) for line in _notes(report))
    for database in report.databases:
        left_out += _database(page, database, report)
    for fold in _folds(report):
        left_out += not page.add(*fold)
    if left_out:
        page.lines += [
            "",
            f"**{plural(left_out, 'line')} left out**, because a comment may not be longer. The format html has all.",
        ]
    return "\n".join(page.lines)


def _head(report: ComparisonReport) -> Iterator[str]:
    """The verdict and the numbers."""
    verdict = "are equal" if report.equal else "differ" if report.differences else "may differ"
    yield f"## {escaped(report.left)} and {escaped(report.right)} {verdict}"
    yield ""
    names = ((report.left, report.left_fingerprint), (report.right, report.right_fingerprint))
    for title, (name, fingerprint) in zip(("Left", "Right"), names, strict=True):
        yield f"- {title}: {code(name)}, fingerprint {code(fingerprint[:12])}"
    yield item(summary(report))
    yield ""
    yield row(("database", *counts(report)))
    yield row("---" for _ in range(len(counts(report)) + 1))
    for database in report.databases:
        alone = ComparisonReport(report.command, "", "", "", "", (database,))
        yield row((code(database.alias), *map(str, counts(alone).values())))


def _notes(report: ComparisonReport) -> Iterator[str]:
    found = notes(report)
    yield from ("",) if found else ()
    for note in found:
        yield item(f"Note: {note}")


def _database(page: Page, database: DatabaseComparison, report: ComparisonReport) -> int:
    """The changes of one database; the number of lines that did not fit."""
    if not (database.differences or database.unknown):
        return 0
    servers = " and ".join(dict.fromkeys((database.left.server, database.right.server)))
    left_out = int(not page.add("", f"### Database {code(database.alias)}: {escaped(servers)}"))
    head: tuple[str, ...] = ("", "object", escaped(report.left), escaped(report.right))
    head += ("wrong", "migration") if report.command == "drift" else ()
    if database.differences:
        left_out += page.table(head, (_cells(difference, len(head)) for difference in database.differences))
    if database.unknown:
        left_out += not page.add("", "Cannot tell, because not everything could be read:")
        left_out += page.table(head, (_cells(difference, len(head)) for difference in database.unknown))
    if database.renames:
        page.add("")
    return left_out + sum(not page.add(item(renames.describe(rename))) for rename in database.renames)


def _cells(item: Difference, width: int) -> tuple[str, ...]:
    kind = item.change.type if item.change else item.kind
    who = (item.side, code(item.migration) if item.migration else "")
    return (f"**{item.weight}**", f"{spaced(kind)} {code(item.object)}", *_sides(item), *who)[:width]


def _sides(item: Difference) -> tuple[str, str]:
    change = item.change
    if change is None:
        return escaped(item.detail), ""
    if change.action == "alter":
        found = list(rows(change))
        labels = [escaped(one.label.removesuffix(" differs:").removeprefix("the ")) for one in found]
        left = (f"{label} {code(one.left)}" for label, one in zip(labels, found, strict=True))
        right = (f"{label} {code(one.right)}" for label, one in zip(labels, found, strict=True))
        return "<br>".join(left), "<br>".join(right)
    return ("missing", code(item.detail)) if change.before is None else (code(item.detail), "missing")


def _folds(report: ComparisonReport) -> Iterator[list[str]]:
    """What the changes do, each text once; and what was ignored."""
    objects: dict[str, list[str]] = defaultdict(list)
    for difference in report.differences:
        objects[difference.effect].append(difference.object)
    effects = [item(effect, _some(names)) for effect, names in objects.items() if effect]
    left_out = [f"- {code(name)} in {code(alias)}: {escaped(reason)}" for alias, name, reason in ignored(report)]
    for title, lines in (("What this does", effects), (f"{len(left_out)} ignored", left_out)):
        if lines:
            yield ["", f"<details><summary>{title}</summary>", "", *lines, "", "</details>"]


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"({', '.join(map(code, names[:_LISTED]))}{more})"
