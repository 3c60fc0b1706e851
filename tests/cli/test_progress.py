"""How long something may still take."""

from __future__ import annotations

import io

import pytest
from django.core.management.base import OutputWrapper

from schemaguard.cli._progress import Clock, Line, clock, short


class Terminal(io.StringIO):
    """Says that it is one."""

    def isatty(self) -> bool:
        return True


class Time:
    """A clock that goes when it is told to."""

    at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (7.9, "0:07"), (61, "1:01"), (3599, "59:59"), (3723, "1:02:03")]
)
def test_short(seconds: float, words: str) -> None:
    assert short(seconds) == words


def test_the_rest_is_estimated_from_migrations_alone() -> None:
    """What came before them, such as copying rows, says nothing about how long they take."""
    time = Time()
    found = Clock(Line(OutputWrapper(Terminal())), now=time)
    found("copying rows", 0, 0)
    assert found.text() == "0:00 elapsed: copying rows"
    time.at += 60
    found("shop.0001", 0, 4)
    assert found.text() == "[1/4] 1:00 elapsed: shop.0001"
    time.at += 1
    found("shop.0002", 1, 4)
    assert found.remaining() is None, "One second is a guess."
    time.at += 9
    found("shop.0003", 2, 4)
    assert found.text() == "[3/4] 1:10 elapsed, about 0:10 left: shop.0003"
    time.at += 60
    assert found.remaining() == 70, "The estimate follows what takes longer."
    found("reading everything", 4, 4)
    assert found.text() == "2:10 elapsed: reading everything"


def test_names_cannot_steer_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    stream = Terminal()
    Line(OutputWrapper(stream)).show("a\x1b[2Jb" + "折" * 40)
    text = stream.getvalue().removeprefix("\r\x1b[K")
    assert text.startswith("a\\x1b[2Jb折") and text.endswith("…")
    assert len(text) + text.count("折") < 30


def test_nothing_is_written_to_a_pipe() -> None:
    stream = io.StringIO()
    with clock(OutputWrapper(stream)) as progress:
        progress("anything", 1, 2)
    assert stream.getvalue() == ""


def fails(err: OutputWrapper) -> None:
    with clock(err) as progress:
        progress("anything", 1, 2)
        raise ZeroDivisionError


def test_an_error_takes_the_line_away() -> None:
    stream = Terminal()
    with pytest.raises(ZeroDivisionError):
        fails(OutputWrapper(stream))
    assert stream.getvalue().endswith("\r\x1b[K")
