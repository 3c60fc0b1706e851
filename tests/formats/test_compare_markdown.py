"""Comparisons as Markdown, read again with a parser of CommonMark and GitHub's tables."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from schemaguard.formats import registry
from schemaguard.formats._markdown import MOST, code, escaped, item, row
from schemaguard.formats._visible import visible
from schemaguard.formats.registry import Style
from schemaguard.reports import ComparisonReport
from schemaguard.schema.objects import Column, Table
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.formats.comparisons import DRIFT, EQUAL, FULL, UNKNOWN, columns, database, report

REPORTS = {"full": FULL, "drift": DRIFT, "equal": EQUAL, "unknown": UNKNOWN}
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class Reader(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.feed(PARSER.render(source))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def markdown(report: ComparisonReport) -> str:
    return registry.render("markdown", report, Style())


def line(text: str) -> str:
    """A text as it is to be seen."""
    return visible(" ".join(text.split()))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_markdown(report: ComparisonReport, snapshot: object) -> None:
    assert markdown(report) == snapshot


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_difference_is_a_row(report: ComparisonReport) -> None:
    found = Reader(markdown(report))
    heads, databases = found.tags.count("thead"), len(report.databases)
    unknown = sum(len(database.unknown) for database in report.databases)
    assert found.tags.count("tr") == heads + databases + len(report.differences) + unknown
    assert set(found.tags) <= {
        "h2", "h3", "ul", "li", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "br", "details", "summary",
    }  # fmt: skip


@given(st.text(alphabet=st.characters() | st.sampled_from("\\`*_[]()<>#|~$&@:-+=1.\n ")))
def test_any_text_is_shown_as_it_stands(text: str) -> None:
    wanted = line(text)
    assert Reader(row(("x",)) + "\n| --- |\n" + row((code(text),))).text.split("x", 1)[1].strip() == wanted
    listed = Reader(item(text or "x"))
    assert listed.text.strip() == line(text or "x")
    assert listed.tags in (["ul", "li"], ["ul", "li", "p"])
    assert Reader(f"## {escaped(text)} x").text.strip() == f"{wanted} x".strip()


def test_a_long_report_says_what_it_leaves_out() -> None:
    tables = [Table(f"{'long_' * 10}{number}", columns=columns(Column("id", "bigint"))) for number in range(2000)]
    empty, full = (SchemaSnapshot.of("postgresql", items) for items in ((), tables))
    text = markdown(report(database("default", full, empty), replace(FULL.databases[1])))
    assert len(text) <= MOST
    shown = text.count(f"<code>{'long_' * 10}")
    left_out = int(text.rpartition("**")[0].rpartition("**")[2].split()[0])
    assert shown > 300
    assert "2003 differences: 2003 errors" in text
    assert left_out > 2000 - shown - 10
    assert text.endswith("The format html has all.")
    Reader(text)


def test_a_database_without_room_is_left_out_and_counted() -> None:
    """Once a table is cut, what follows it may still fit, and is not lost in silence."""
    tables = [Table("x" * 60 + str(number)) for number in range(2000)]
    empty, full = (SchemaSnapshot.of("postgresql", items) for items in ((), tables))
    text = markdown(report(database("default", full, empty), database("second", full, empty)))
    rows = text.count("| **error** |")
    folds = text.count("<details>")
    left_out = int(text.rpartition("**")[0].rpartition("**")[2].split()[0])
    assert left_out >= 4000 - rows
    assert folds <= 1


def test_nothing_becomes_a_link() -> None:
    """GitHub makes links of these without any marks around them, also inside an element of HTML."""
    assert escaped("www.example.com") == "www&#46;example.com"
    assert escaped("WWW.example.com") == "WWW&#46;example.com"
    assert escaped("https://example.com a@b.c") == "https&#58;//example.com a&#64;b.c"
