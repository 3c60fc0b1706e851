"""Rehearsals as a page: one file, without scripts, with nothing unescaped, and as a browser shows it."""

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
from schemaguard.formats.registry import Style
from schemaguard.rehearsals import Executed, Failure, Lost, Outcome, Phase, RehearsalReport, Verdict
from schemaguard.schema.changes import Change
from schemaguard.schema.objects import Column, Table
from tests.formats.browser import WIDTHS, Seen, look
from tests.formats.comparisons import HOSTILE, columns
from tests.formats.html_page import Page
from tests.formats.rehearsals import GREEN, INITIAL, LOSSY, ONE, REPORTS, SEVERAL, about

LONG = "<img src=x onerror=alert(1)>" * 30 + "x" * 3000


def hostile(name: str, value: str) -> RehearsalReport:
    """A migration in which every text is one of these."""
    change = Change("add", after=Table(name, columns=columns(Column(value, name)), comment=value))
    outcome = Outcome(
        Verdict.LOSSY, (change,), (Lost(name, value, 3, name),), notes=(value,), error=Failure(name, value, 0, 1)
    )
    phase = Phase(0.1, (Executed(value, 0.1, 0, 1),), rewrites=(name,), ways={name: value})
    return about(
        replace(INITIAL, app=name, migration=value, path=name, step=outcome, forward=phase, remarks=(name, value))
    )


OPENED = {
    **REPORTS,
    "long": hostile(LONG, LONG),
    "history": about(*(replace(INITIAL, migration=f"{number:04}_step") for number in range(300)), LOSSY),
}


def page(report: RehearsalReport) -> Page:
    """The page, read."""
    reader = Page()
    reader.feed(registry.render("html", report, Style()))
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("report", OPENED.values(), ids=OPENED)
def test_the_page_is_well_formed(report: RehearsalReport) -> None:
    found = page(report)
    identifiers = found.values("id")
    assert len(set(identifiers)) == len(identifiers)
    assert {href.removeprefix("#") for href in found.values("href")} <= set(identifiers)


@pytest.mark.parametrize("report", OPENED.values(), ids=OPENED)
def test_nothing_is_run_or_fetched(report: RehearsalReport) -> None:
    found = page(report)
    assert found.tags.isdisjoint({"script", "img", "link", "iframe", "object", "embed", "form", "base", "use", "image"})
    names = {name for _, name, _ in found.attributes}
    assert [name for name in names if name.startswith("on") or name in ("src", "style", "srcdoc")] == []
    assert all(href.startswith("#") for href in found.values("href"))
    assert "url(" not in "".join(found.style) and "@import" not in "".join(found.style)


def test_the_policy_allows_the_style_sheet_alone() -> None:
    found = page(ONE)
    (policy,) = (value for value in found.values("content") if "default-src" in value)
    digest = b64encode(hashlib.sha256("".join(found.style).encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_names_are_shown_as_they_are() -> None:
    text = "".join(page(ONE).text)
    assert HOSTILE in text
    assert "'<i>&amp;`*_|'" in text
    assert "\\x1b[31mred" in text


TAGS = page(hostile("a", "b")).tags


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_name_is_text(name: str, value: str) -> None:
    found = page(hostile(name, value))
    assert found.tags <= TAGS
    "".join(found.text).encode()


def test_the_page_has_what_readers_of_screens_need() -> None:
    text = registry.render("html", SEVERAL, Style())
    assert '<html lang="en">' in text and "<main>" in text and text.count("<h1>") == 1
    assert text.count("<table") == text.count("<caption>") > text.count('class="facts"') > 0
    assert re.findall(r"<th (?!.*?scope=)[^>]*>", text) == []
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert all(after - before <= 2 for before, after in pairwise(levels))
    assert re.findall(r"<svg (?!.*?aria-)[^>]*>", text) == []


def test_migrations_can_be_hidden_by_their_verdict() -> None:
    found = page(SEVERAL)
    boxes = {value for value in found.values("id") if value.startswith("show-")}
    assert boxes == {f"show-{verdict}" for verdict in Verdict}
    assert all(f"body:has(#{box}:not(:checked))" in "".join(found.style) for box in boxes)
    assert {f"migration has-{verdict}" for verdict in Verdict} <= set(found.values("class"))


def test_what_fails_is_unfolded_and_linked_at_the_top() -> None:
    text = registry.render("html", ONE, Style())
    failing = [item for item in ONE.migrations if item.fails()]
    assert text.count('<details open="open">') == len(failing)
    contents = text[text.index("<nav") : text.index("</nav>")]
    assert re.findall(r">(?:shop|stock)\.(\w+)</a>", contents) == [item.migration for item in failing]
    assert "<nav" not in registry.render("html", GREEN, Style())


def lengths(text: str, name: str) -> list[float]:
    return [float(found) for found in re.findall(rf'<rect [^>]*?width="([\d.]+)"[^>]*? class="{name}"', text)]


def test_bars_are_as_long_as_the_times() -> None:
    slow, quick = (replace(INITIAL, forward=Phase(time), reverse=Phase(), forward_again=Phase()) for time in (3.0, 0.3))
    text = registry.render("html", about(slow, quick), Style())
    assert lengths(text, "forward") == [1000, 100]
    assert lengths(text, "reverse") == lengths(text, "again") == []
    strip = lengths(text, "good")
    assert strip[0] / strip[1] == pytest.approx(10, rel=0.05)
    assert sum(strip) == pytest.approx(1000, abs=3)


def test_what_took_no_time_is_no_failure() -> None:
    none = replace(INITIAL, forward=Phase(), reverse=Phase(), forward_again=Phase())
    assert "not run" in "".join(page(about(none)).text)


#: What the observer measures of a page.
LOOK = """(page, view) => {
  const shown = (query) => [...page.querySelectorAll(query)].filter((item) => item.checkVisibility()).length;
  const style = (query, name) => {
    const item = page.querySelector(query);
    return item && view.getComputedStyle(item)[name];
  };
  const box = (query) => page.querySelector(query)?.getBoundingClientRect();
  const found = {
    overflow: page.documentElement.scrollWidth - page.documentElement.clientWidth,
    radius: style(".migration", "borderTopLeftRadius"),
    fill: style(".bar rect", "fill"),
    drawn: [...page.querySelectorAll(".bar rect")].every((item) => item.getBoundingClientRect().width > 0),
    strip: box(".strip")?.width,
    wide: box(".timeline")?.width,
    lossy: shown(".has-lossy"),
    restored: shown(".has-restored"),
    folded: shown(".has-restored .body"),
  };
  page.getElementById("show-lossy")?.click();
  return { ...found, after: shown(".has-lossy"), kept: shown(".has-restored") };
}"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """All pages, opened once in windows of each width."""
    pages = {name: registry.render("html", report, Style()) for name, report in OPENED.items()}
    return look(pages, LOOK, tmp_path_factory.mktemp("profile"))


def test_nothing_else_is_fetched_and_nothing_is_refused(seen: Seen) -> None:
    assert seen.asked - {"/favicon.ico"} == {"/", *(f"/{name}" for name in OPENED)}
    assert "Content Security Policy" not in seen.log


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", OPENED)
def test_the_page_works_under_a_strict_policy(seen: Seen, name: str, width: int) -> None:
    page, report = seen.pages[f"{name}-{width}"], OPENED[name]
    assert page["overflow"] == 0, "The page is wider than the window."
    if not report.migrations:
        return
    assert page["radius"] not in ("", "0px"), "The style sheet was not applied."
    assert page["fill"] not in ("rgb(0, 0, 0)", "none", None), "Bars have no colour."
    assert page["drawn"], "There is a bar that cannot be seen."
    assert page["strip"] == pytest.approx(page["wide"], abs=2), "The strip is not as wide as what it is about."
    assert page["lossy"] == report.count(Verdict.LOSSY)
    assert page["after"] == 0, "The box does not hide what is lossy."
    assert page["kept"] == page["restored"] == report.count(Verdict.RESTORED)
    assert page["folded"] == 0
