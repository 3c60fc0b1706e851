"""Comparisons as a page: one file, without scripts, with nothing unescaped."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemaguard.formats import registry
from schemaguard.formats._html_texts import whole
from schemaguard.formats._visible import visible
from schemaguard.formats.registry import Style
from schemaguard.reports import ComparisonReport
from schemaguard.schema.objects import Column, Table
from tests.formats.comparisons import DOCUMENTS, DRIFT, EQUAL, FULL, HOSTILE, UNKNOWN, alone, columns, report
from tests.formats.html_page import Page

REPORTS = {"full": FULL, "drift": DRIFT, "equal": EQUAL, "unknown": UNKNOWN}


def page(report: ComparisonReport) -> Page:
    """The page, read."""
    reader = Page()
    reader.feed(registry.render("html", report, Style()))
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_the_page_is_well_formed(report: ComparisonReport) -> None:
    found = page(report)
    identifiers = found.values("id")
    assert len(set(identifiers)) == len(identifiers)
    assert {href.removeprefix("#") for href in found.values("href")} <= set(identifiers)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_nothing_is_run_or_fetched(report: ComparisonReport) -> None:
    found = page(report)
    assert found.tags.isdisjoint({"script", "img", "link", "iframe", "object", "embed", "form", "svg", "base"})
    assert [
        name for _, name, _ in found.attributes if name.startswith("on") or name in ("src", "style", "srcdoc")
    ] == []
    assert all(href.startswith("#") for href in found.values("href"))
    assert "url(" not in "".join(found.style) and "@import" not in "".join(found.style)


def test_the_policy_allows_the_style_sheet_alone() -> None:
    found = page(FULL)
    (policy,) = (value for value in found.values("content") if "default-src" in value)
    digest = b64encode(hashlib.sha256("".join(found.style).encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_the_policy_comes_before_the_style_sheet() -> None:
    text = registry.render("html", FULL, Style())
    assert text.index("Content-Security-Policy") < text.index("<style>")


def test_names_are_shown_as_they_are() -> None:
    text = "".join(page(FULL).text)
    assert HOSTILE in text
    assert "'<i>&amp;`*_'" in text
    assert '"b" | c' in text


TAGS = page(FULL).tags


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_name_is_text(name: str, value: str) -> None:
    left = Table(name, columns=columns(Column(value, name, default=value)), comment=value)
    found = page(alone(left, Table(name, comment=name + value)))
    assert found.tags <= TAGS
    assert [attribute for _, attribute, _ in found.attributes if attribute.startswith("on")] == []
    # HTML cannot hold half a pair of surrogates, nor can UTF-8.
    "".join(found.text).encode()


def test_tables_have_what_readers_of_screens_need() -> None:
    text = registry.render("html", FULL, Style())
    assert '<html lang="en">' in text and "<main>" in text and text.count("<h1>") == 1
    assert text.count("<table") == text.count("<caption>") == text.count("<thead")
    assert re.findall(r"<th (?!.*?scope=)[^>]*>", text) == []
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_differences_can_be_hidden_by_their_weight() -> None:
    found = page(FULL)
    boxes = {value for value in found.values("id") if value.startswith("show-")}
    assert boxes == {"show-error", "show-warning", "show-info"}
    style = "".join(found.style)
    assert all(f"body:has(#{box}:not(:checked))" in style for box in boxes)
    assert {"difference error", "object has-error", "object has-warning has-error"} <= set(found.values("class"))


def test_equal_parts_and_objects_are_folded() -> None:
    text = "".join(page(FULL).text)
    assert "5 equal parts" in text
    assert "2 equal objects" in text
    assert "Where it is missing" not in "".join(page(DRIFT).text)


def test_ignored_parts_are_not_called_equal() -> None:
    """A difference that is ignored is none that is shown, but its part is not equal either."""
    left, right = Table("t", columns=columns(Column("a", "text"))), Table("t", columns=columns(Column("a", "integer")))
    whole = alone(left, right)
    database = replace(whole.databases[0], differences=(), ignored=(("t.a", "why"),))
    text = "".join(page(replace(whole, databases=(database,))).text)
    assert "equal object" not in text
    assert "t.a in default: why" in text


def test_code_is_shown_whole_with_the_lines_that_differ_marked() -> None:
    text = registry.render("html", report(DOCUMENTS), Style())
    assert "<mark>    &quot;at&quot;</mark>" in re.sub(r"<mark> +", "<mark>    ", text)


def test_very_long_code_is_shown_without_looking_for_differences() -> None:
    left, right = whole("a\n" * 1500, "a\n" * 1499 + "b\n")
    assert "<mark>" not in left + right
    assert left.count("\n") == right.count("\n") == 1499


@pytest.mark.parametrize(
    ("text", "shown"), [("größe 折扣", "größe 折扣"), ("a\x1b[31m\u202eb", "a\\x1b[31m\\u202eb"), ("\ud800", "\\ud800")]
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_notes_come_before_the_differences() -> None:
    """What could not be read changes how one reads all that follows."""
    text = registry.render("html", FULL, Style())
    assert text.index("<h2>Notes</h2>") < text.index("<h2>Database default")
