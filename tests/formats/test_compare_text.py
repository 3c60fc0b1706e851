"""Comparisons as text on a terminal and in a pipe."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len

from schemaguard.formats import registry
from schemaguard.formats._layout import wrapped
from schemaguard.formats.registry import Style
from schemaguard.reports import ComparisonReport, Difference
from schemaguard.schema.objects import Column, Table
from schemaguard.schema.weights import Weight
from tests.formats.comparisons import DRIFT, EQUAL, FULL, SHOP, UNKNOWN, alone, columns, report

REPORTS = {"full": FULL, "drift": DRIFT, "equal": EQUAL, "unknown": UNKNOWN}


def text(report: ComparisonReport, **style: Any) -> str:
    return registry.render("text", report, Style(**style))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_text(report: ComparisonReport, snapshot: object) -> None:
    assert text(report) == snapshot


@pytest.mark.parametrize("verbosity", [0, 2])
def test_more_and_less(verbosity: int, snapshot: object) -> None:
    assert text(FULL, verbosity=verbosity) == snapshot


def test_colour(snapshot: object) -> None:
    assert text(replace(FULL, databases=FULL.databases[1:]), colour=True) == snapshot


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_colour_changes_nothing_but_the_colour(report: ComparisonReport) -> None:
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", text(report, colour=True))
    assert coloured == text(report)


@pytest.mark.parametrize("width", [60, 80, 110])
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_text_keeps_to_its_width(width: int, report: ComparisonReport) -> None:
    assert [line for line in text(report, width=width).splitlines() if cell_len(line) > width] == []


def test_no_line_ends_with_spaces() -> None:
    assert [line for line in text(FULL).splitlines() if line != line.rstrip()] == []


def test_equal_ones_take_one_line() -> None:
    assert text(EQUAL) == "staging and production are equal (9 objects): aaaaaaaaaaaa."
    assert text(EQUAL, verbosity=0) == text(EQUAL)


def test_an_effect_is_explained_once() -> None:
    effect = "Where it is missing, queries and writes that name the table fail."
    assert text(FULL).count(effect) == 1
    assert text(FULL, verbosity=2).count(effect) == 3


def test_what_is_unknown_is_not_called_equal() -> None:
    assert "Cannot tell" in text(UNKNOWN)
    assert "equal as far as can be told" in text(UNKNOWN, verbosity=0)


def test_long_values_are_wrapped_and_cut() -> None:
    """Four lines of a cell, and all of them where everything is asked for."""
    added = alone(Table("t"), Table("t", columns=columns(Column("c", "text", default="'" + "word " * 30 + "'"))))
    short, whole = text(added), text(added, verbosity=2)
    assert "…" in short and "…" not in whole
    assert short.count("word") < whole.count("word") == 30


def test_a_long_name_has_a_line_of_its_own_and_is_never_cut() -> None:
    name = "x" * 500
    shown = text(alone(Table("t", columns=columns(Column(name, "text"))), Table("t")))
    assert name in re.sub(r"[\s└─]", "", shown)


def test_wide_letters_take_two_cells() -> None:
    left = Table("t", columns=columns(Column("折扣" * 20, "text", default="'größe 折扣'")))
    lines = text(alone(left, Table("t"))).splitlines()
    assert any("折扣" in line for line in lines)
    assert max(map(cell_len, lines)) <= 80


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("", 5, []),
        ("one two three", 7, ["one two", "three"]),
        ("größe eins", 5, ["größe", "eins"]),
        ("größenordnung", 5, ["größe", "nordn", "ung"]),
        ("折扣折扣", 4, ["折扣", "折扣"]),
        ("ü 折扣折扣折 a", 4, ["ü", "折扣", "折扣", "折 a"]),
    ],
)
def test_wrapped(words: str, width: int, lines: list[str]) -> None:
    assert wrapped(words, width) == lines


def test_a_database_that_one_side_lacks_is_no_migration() -> None:
    missing = Difference("drop_database", "archive", Weight.ERROR, "staging has a database 'archive'")
    shown = text(report(replace(SHOP, differences=(missing,), renames=())))
    assert "databases\n└─ error drop database archive\n     staging has a database" in shown
    assert "migrations" not in shown


def test_a_note_is_shown_whatever_the_verbosity() -> None:
    assert "cannot tell. GRANT SELECT" in " ".join(text(report(SHOP), verbosity=0).split())
