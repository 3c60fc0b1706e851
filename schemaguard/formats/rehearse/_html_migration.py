"""Everything about one migration, as markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemaguard.findings import Finding, Severity
from schemaguard.formats._groups import grouped
from schemaguard.formats._html import Html, joined, tag
from schemaguard.formats._html_objects import Sections
from schemaguard.formats._words import duration, plural, spaced
from schemaguard.formats.rehearse._report import (
    MEANINGS,
    differences,
    facts,
    name,
    noted,
    phases,
    place,
    ran,
    reversals,
    second_time,
    seconds,
    told,
)
from schemaguard.formats.rehearse._timeline import bar
from schemaguard.rehearsals import Executed, Failure, MigrationRehearsal, Outcome, Verdict
from schemaguard.schema.changes import Change

_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "info"}


def badge(verdict: Verdict, *, bad: bool) -> Html:
    """The verdict as a word in a frame."""
    weight = "error" if bad else "good" if verdict is Verdict.RESTORED else "info"
    return tag("span", verdict.value, class_=f"badge {weight}")


def badges(migration: MigrationRehearsal) -> Html:
    """The verdict, and what became of going forward again where that is worth a word."""
    # What was restored is none the worse for failing the second time.
    restored = migration.verdict is Verdict.RESTORED
    found = [badge(migration.verdict, bad=migration.fails() and not restored)]
    if second_time(migration):
        found.append(tag("span", f"again {migration.again}", class_="badge error"))
    return joined(found, " ")


def migration_item(migration: MigrationRehearsal, vendor: str, anchor: str, longest: float) -> Html:
    """A line with its bar that can be unfolded. What fails is unfolded already."""
    times = ", ".join(f"{label} {seconds(phase)}" for label, phase in phases(migration) if ran(phase))
    head = tag(
        "summary",
        badges(migration),
        " ",
        tag("code", name(migration)),
        " ",
        tag("span", times or "not run", class_="times"),
        bar(migration, longest),
    )
    opened = {"open": "open"} if migration.fails() else {}
    # A link to what is folded unfolds it: "ancestor details revealing" in the HTML standard.
    body = tag("div", *_body(migration, vendor), class_="body", id=anchor)
    fold = tag("details", head, body, **opened)
    return tag("li", fold, class_=f"migration has-{migration.verdict}")


def _body(migration: MigrationRehearsal, vendor: str) -> Iterator[Html]:
    for title, outcome in reversals(migration):
        if title:
            yield tag("h3", title, " ", badge(outcome.verdict, bad=outcome.verdict.rank > 1))
        yield tag("p", MEANINGS[outcome.verdict])
        yield from _outcome(migration, outcome, vendor)
    if said := second_time(migration):
        yield tag("h3", "Forward again")
        yield tag("p", said)
        yield from _changes(migration.again_changes, vendor, ("the first time", "the second time"))
        if migration.again_error is not None:
            yield _failure(migration, migration.again_error)
    if migration.fails() and migration.remedy:
        yield tag("p", tag("strong", "What to do: "), migration.remedy, class_="remedy")
    yield _list(tag("li", remark) for remark in migration.remarks)
    yield _measured(migration)
    yield _findings(migration.findings)
    yield _statements(migration)


def _outcome(migration: MigrationRehearsal, outcome: Outcome, vendor: str) -> Iterator[Html]:
    known = MEANINGS[outcome.verdict]
    yield _list(tag("li", tag("strong", sentence)) for sentence in told(outcome) if sentence != known)
    yield from _changes(outcome.residue, vendor, ("before", "after the reverse"))
    if outcome.error is not None:
        yield _failure(migration, outcome.error)
    yield _list(tag("li", note) for note in noted(outcome))


def _changes(changes: tuple[Change, ...], vendor: str, sides: tuple[str, str]) -> Iterator[Html]:
    sections = Sections(sides, {}, {})
    for group in grouped(differences(changes, vendor)):
        title = f"{spaced(group.kind)} {group.name}".strip()
        yield tag("h4", title)
        yield sections.differences(group, title)


def _failure(migration: MigrationRehearsal, failure: Failure) -> Html:
    where = place(migration, failure)
    return tag(
        "div",
        tag("p", tag("strong", failure.message)),
        tag("p", where, class_="place") if where else "",
        _code(failure.statement) if failure.statement else "",
        class_="failure",
    )


def _code(sql: str) -> Html:
    """Statements may have several lines; each line of its own is made visible."""
    return tag("pre", joined(sql.splitlines(), Html("\n")))


def _measured(migration: MigrationRehearsal) -> Html:
    rows = [
        tag(
            "tr",
            tag("th", label, scope="row"),
            tag("td", *(tag("p", tag("b", fact.label), " ", fact.text) for fact in found)),
        )
        for label, phase in phases(migration)
        if (found := list(facts(phase)))
    ]
    if not rows:
        return joined(())
    caption = tag("caption", f"What {name(migration)} does to tables that were there before")
    return joined([tag("h3", "What it does to tables"), tag("table", caption, tag("tbody", *rows), class_="facts")])


def _findings(findings: tuple[Finding, ...]) -> Html:
    if not findings:
        return joined(())
    items = (
        tag(
            "li",
            tag("span", finding.severity.value, class_=f"badge {_SEVERITIES[finding.severity]}"),
            " ",
            tag("code", finding.rule),
            " ",
            finding.message,
        )
        for finding in findings
    )
    return joined([tag("h3", "What check says"), tag("ul", *items)])


def _statements(migration: MigrationRehearsal) -> Html:
    total = sum(len(phase.statements) for _, phase in phases(migration))
    if not total:
        return joined(())
    parts: list[Html] = []
    for label, phase in phases(migration):
        if phase.statements:
            parts.append(tag("h4", f"{label}, {seconds(phase)}"))
            parts.append(tag("ol", *map(_statement, phase.statements), class_="statements"))
    return tag("details", tag("summary", plural(total, "statement")), *parts)


def _statement(statement: Executed) -> Html:
    line = f", line {statement.line}" if statement.line else ""
    return tag("li", tag("span", f"{duration(statement.seconds)}{line}", class_="place"), _code(statement.sql))


def _list(items: Iterable[Html]) -> Html:
    found = list(items)
    return tag("ul", *found) if found else joined(())
