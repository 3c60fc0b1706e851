"""Markdown for a merge request: a table of what is not clean, then how to see it and what to do."""

from __future__ import annotations

from schemaguard.formats._markdown import MOST, Page, code, escaped, item
from schemaguard.formats.preflight._report import pending, questions, summary, worst_first
from schemaguard.formats.registry import Style
from schemaguard.preflights import DatabasePreflight, PreflightReport, Probed

_HEAD = ("Answer", "Probe", "About", "Migration", "What was found")
#: For what is said at the end, whatever there is.
_KEPT = 500


def render(report: PreflightReport, style: Style) -> str:
    """The whole report, as far as a comment has room."""
    page = Page(MOST - _KEPT)
    page.add("## Preflight", "", f"{escaped(summary(report))}", "")
    for database in report.databases:
        _database(page, database)
    page.add(*(item(note) for note in report.notes))
    return "\n".join(page.lines).rstrip()


def _database(page: Page, database: DatabasePreflight) -> None:
    server = f" ({database.server})" if database.server else ""
    page.add(f"### {escaped(database.database + server)}: {pending(database)}", "")
    told = worst_first(database)
    if told:
        left_out = page.table(_HEAD, [_row(probed) for probed in told])
        if left_out:
            page.add("", f"And {left_out} more.")
        page.add("")
    for probed in told:
        _details(page, probed)
    page.add(*(item(note) for note in database.notes))
    page.add(f"{questions(database.probed)}.", "")


def _row(probed: Probed) -> tuple[str, ...]:
    where = f"{probed.app}.{probed.migration}" if probed.migration else ""
    return (
        probed.answer.value,
        probed.probe,
        code(probed.object) if probed.object else "",
        escaped(where),
        escaped(probed.message),
    )


def _details(page: Page, probed: Probed) -> None:
    if not probed.query and not probed.remedy:
        return
    lines = [f"**{probed.probe}** {code(probed.object) if probed.object else ''}".rstrip(), ""]
    if probed.examples:
        lines.append(item(f"For example: {', '.join(probed.examples)}"))
    if probed.query:
        lines.append(item("See all:", code(probed.query)))
    if probed.remedy:
        lines.append(item(f"Way out: {probed.remedy}"))
    page.add(*lines, "")
