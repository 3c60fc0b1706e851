"""Rehearsals as text on a terminal and in a pipe, and as Markdown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len

from schemaguard.formats import registry
from schemaguard.formats._markdown import MOST
from schemaguard.formats._words import duration
from schemaguard.formats.registry import Style
from schemaguard.formats.rehearse._details import alone
from schemaguard.rehearsals import Again, Lost, Outcome, RehearsalReport, Verdict
from tests.formats.rehearsals import (
    DECLARED,
    GREEN,
    HEAD,
    INITIAL,
    LOSSY,
    NO_OP,
    NONE,
    NOTHING,
    ONE,
    ORDERED,
    REPORTS,
    SEVERAL,
    SHOP,
    about,
)
from tests.formats.test_compare_markdown import Reader


def text(report: RehearsalReport, **style: Any) -> str:
    return registry.render("text", report, Style(**style))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_text(report: RehearsalReport, snapshot: object) -> None:
    assert text(report) == snapshot


@pytest.mark.parametrize("verbosity", [0, 2])
def test_more_and_less(verbosity: int, snapshot: object) -> None:
    assert text(SEVERAL, verbosity=verbosity) == snapshot


def test_colour(snapshot: object) -> None:
    assert text(about(INITIAL, LOSSY, NO_OP), colour=True) == snapshot


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_colour_changes_nothing_but_the_colour(report: RehearsalReport) -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", text(report, colour=True)) == text(report)


@pytest.mark.parametrize("verbosity", [0, 1, 2])
@pytest.mark.parametrize("width", [60, 80, 110])
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_text_keeps_to_its_width(width: int, verbosity: int, report: RehearsalReport) -> None:
    lines = text(report, width=width, verbosity=verbosity).splitlines()
    assert [line for line in lines if cell_len(line) > width or line != line.rstrip()] == []


@pytest.mark.parametrize("name", ["x" * 90, "折扣" * 20, "größe_" * 12])
def test_a_long_name_is_never_cut(name: str) -> None:
    shown = text(about(replace(INITIAL, migration=name)))
    assert max(map(cell_len, shown.splitlines())) <= 80
    assert name in re.sub(r"\s", "", shown)
    assert shown.count("0.25 s") == 1


def test_only_problems_where_less_is_wanted() -> None:
    shown = text(ONE, verbosity=0)
    assert "0003_note" in shown and "0002_hidden" in shown
    assert not any(item.migration in shown for item in (INITIAL, ORDERED, DECLARED))
    assert text(GREEN, verbosity=0) == "1 migration rehearsed in 1:15 min: 1 restored."


def test_what_is_lost_is_said_in_words() -> None:
    shown = text(ONE, width=110)
    assert "3 rows of shop_order lost their value in note, for example the one with the key 7." in shown
    assert "1 row of shop_voucher is gone, with the key 4." in shown
    assert "1 row of shop_log lost its value in at." in shown
    assert "2 rows of shop_order are left over, for example the one with the key 9." in shown
    assert (
        "4 rows of shop_order keep a value in slug that was not there, for example the one with the key 3."
        in " ".join(shown.split())
    )


def test_what_to_do_is_said_once() -> None:
    many = about(LOSSY, replace(LOSSY, migration="0004_more"), INITIAL)
    assert text(many).count("What to do:") == 1 and text(many, verbosity=2).count("What to do:") == 2
    assert text(many).count("docs/reference/verdicts.md") == 1
    assert "What to do" not in text(about(INITIAL, DECLARED)) and "verdicts.md" not in text(about(INITIAL, DECLARED))
    assert "What to do: Copy the values aside" in alone(SHOP, LOSSY)


def test_a_loss_that_is_meant_is_shown_and_fails_nothing() -> None:
    meant = replace(LOSSY, step=Outcome(Verdict.LOSSY, lost=(Lost("shop_order", "note", 3, "7"),), declared=True))
    shown = " ".join(text(about(meant)).split())
    assert "lossy shop.0003_note" in shown and "What is lost is meant to go: its file says so." in shown
    assert "3 rows of shop_order lost their value in note" in shown and "What to do" not in shown


def test_what_others_maintain_is_named() -> None:
    shown = " ".join(text(about(replace(LOSSY, foreign=True), replace(INITIAL, foreign=True))).split())
    assert "Of apps outside of the project, so they fail nothing here: shop.0003_note. To have them count" in shown
    assert "lossy shop.0003_note" in shown and "What to do" not in shown


def test_where_the_way_back_from_the_end_stopped_is_said_once() -> None:
    head = Outcome(Verdict.SKIPPED, why="shop.0009_wrong comes after it, and cannot be taken back.")
    shown = " ".join(text(about(replace(INITIAL, head=head), replace(LOSSY, head=head))).split())
    assert shown.count("Not taken back from the last migration: 2 migrations. shop.0009_wrong comes after") == 1
    assert "skipped" not in shown and "1 lossy, 1 restored." in shown


def test_both_reversals_are_told_apart() -> None:
    shown = text(about(HEAD))
    assert shown.index("One step back: restored.") < shown.index("Back from the last migration: lossy.")
    both = text(about(replace(HEAD, head=HEAD.step)))
    assert "One step back" not in both
    alone_ = text(about(replace(HEAD, step=None)))
    assert "Back from the last migration: lossy." in alone_ and "One step back" not in alone_


def test_statements_are_shown_where_all_is_wanted() -> None:
    shown = " ".join(text(about(ORDERED), verbosity=2).split())
    assert 'forward, line 12, 0.75 s: ALTER TABLE "shop_order"' in shown
    assert "ALTER TABLE" not in text(about(ORDERED))


def test_notes_are_explained_where_all_is_wanted() -> None:
    assert "notes: column-order, names, sequences, fresh-values, something-new" in text(about(ORDERED))
    shown = text(about(ORDERED), verbosity=2)
    assert "Note: The columns come back in another order." in shown and "Note: something-new" in shown


def test_a_failed_statement_is_cut_unless_all_is_wanted() -> None:
    assert text(ONE).count("a long word") < text(ONE, verbosity=2).count("a long word")


def test_another_schema_the_second_time_is_told_from_other_rows() -> None:
    different = replace(INITIAL, again=Again.DIFFERENT)
    assert "gives other rows than the first time" in " ".join(text(about(different)).split())


def test_nothing_to_rehearse() -> None:
    assert text(NONE) == text(NOTHING) == "There is no migration to rehearse."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0.00 s"),
        (0.004, "0.00 s"),
        (9.99, "9.99 s"),
        (9.996, "10.0 s"),
        (59.94, "59.9 s"),
        (3725.4, "62:05 min"),
        (75.4, "1:15 min"),
    ],
)
def test_durations(value: float, words: str) -> None:
    assert duration(value) == words


def test_one_migration_alone() -> None:
    shown = alone(SHOP, LOSSY)
    assert shown.startswith("lossy: shop.0003_note on default (PostgreSQL 18.1)\n    3 rows of shop_order")
    assert "\x1b" not in shown


# Markdown


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_markdown(report: RehearsalReport, snapshot: object) -> None:
    assert registry.render("markdown", report, Style()) == snapshot


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_migration_is_a_row(report: RehearsalReport) -> None:
    found = Reader(registry.render("markdown", report, Style()))
    # What fails has a table of its own and a fold for each, what does not fail has one that is folded.
    split = [{migration.fails() for migration in database.migrations} for database in report.databases]
    assert found.tags.count("tr") == sum(map(len, split)) + len(report.migrations)
    folds = sum(migration.fails() for migration in report.migrations) + sum(False in found for found in split)
    assert found.tags.count("details") == folds
    assert set(found.tags) <= {
        "h2", "h3", "ul", "li", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "br", "details", "summary",
        "pre",
    }  # fmt: skip


def test_failures_come_first() -> None:
    shown = registry.render("markdown", ONE, Style())
    assert shown.index("0002_hidden") < shown.index("0001_initial</code>")


def test_long_markdown_says_what_it_leaves_out() -> None:
    many = [replace(LOSSY, migration=f"{number:04}_{'long_' * 10}") for number in range(900)]
    shown = registry.render("markdown", about(*many), Style())
    assert len(shown) <= MOST
    assert "900 migrations rehearsed" in shown and shown.endswith("The format html has all.")
    Reader(shown)


def test_verdicts_of_markdown_are_bold_where_they_fail() -> None:
    shown = registry.render("markdown", about(LOSSY, replace(INITIAL, step=Outcome(Verdict.RESTORED))), Style())
    assert "| **lossy** |" in shown and "| restored |" in shown
