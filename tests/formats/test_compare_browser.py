"""The page as a browser shows it, under the strictest policy that a server of files is likely to send."""

from __future__ import annotations

import pytest

from schemaguard.formats import registry
from schemaguard.formats.registry import Style
from schemaguard.schema.objects import Column, Table
from tests.formats.browser import WIDTHS, Seen, look
from tests.formats.comparisons import DRIFT, EQUAL, FULL, alone, columns

LONG = "<img src=x onerror=alert(1)>" * 30 + "x" * 5000
REPORTS = {
    "full": FULL,
    "drift": DRIFT,
    "equal": EQUAL,
    "long": alone(
        Table(LONG, columns=columns(Column(LONG, "text", default=f"'{LONG}'"))),
        Table(LONG, columns=columns(Column(LONG, "integer"))),
    ),
}

#: What the observer measures of a page.
LOOK = """(page, view) => {
  const shown = (query) => [...page.querySelectorAll(query)].filter((item) => item.checkVisibility()).length;
  const style = (query, name) => {
    const item = page.querySelector(query);
    return item && view.getComputedStyle(item)[name];
  };
  const found = {
    overflow: page.documentElement.scrollWidth - page.documentElement.clientWidth,
    radius: style(".sides > div", "borderTopLeftRadius"),
    decoration: style(".difference mark", "textDecorationLine"),
    explained: style(".effect td", "borderTopStyle"),
    above: style(".difference tr:not(:last-child) > *", "borderBottomStyle"),
    before: shown(".difference.error"),
    warnings: shown(".difference.warning"),
  };
  page.getElementById("show-error")?.click();
  return { ...found, after: shown(".difference.error"), kept: shown(".difference.warning") };
}"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """All pages, opened once in windows of each width."""
    pages = {name: registry.render("html", report, Style()) for name, report in REPORTS.items()}
    return look(pages, LOOK, tmp_path_factory.mktemp("profile"))


def test_nothing_else_is_fetched_and_nothing_is_refused(seen: Seen) -> None:
    assert seen.asked - {"/favicon.ico"} == {"/", *(f"/{name}" for name in REPORTS)}
    assert "Content Security Policy" not in seen.log


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", REPORTS)
def test_the_page_works_under_a_strict_policy(seen: Seen, name: str, width: int) -> None:
    page = seen.pages[f"{name}-{width}"]
    assert page["radius"] not in ("", "0px"), "The style sheet was not applied."
    assert page["overflow"] == 0, "The page is wider than the window."
    if REPORTS[name].differences:
        assert page["decoration"] == "underline", "What differs is told by colour alone."
        assert page["explained"] == page["above"] == "dotted", "What explains looks like what differs."
        assert page["before"] > 0
    assert page["after"] == 0, "The box does not hide errors."
    assert page["kept"] == page["warnings"]
