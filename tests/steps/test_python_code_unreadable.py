"""Nothing is run while code is read, nothing raises, and what cannot be read is said to be so."""

from __future__ import annotations

import functools
import importlib
import math
import os
import textwrap
import unittest.mock
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db.models import query
from django.utils.functional import SimpleLazyObject

from schemaguard.statements import RunCode
from schemaguard.steps import python_source
from schemaguard.steps.python_code import read_code
from tests.steps.python_code import module, read, said

FOUND = {"raw-sql ANALYZE"}


class Hostile:
    """Raises whatever it is asked."""

    def __call__(self, apps: Any, schema_editor: Any) -> None:
        """Do something that can be read."""
        schema_editor.execute("ANALYZE")

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        raise RuntimeError


def test_hostile_object_is_asked_nothing() -> None:
    assert said(read_code(Hostile())) == FOUND


def test_lazy_object_is_not_woken_up(tmp_path: Path) -> None:
    def wake() -> None:
        raise RuntimeError

    code = module(tmp_path, "def forwards(apps, schema_editor):\n    lazy.thing(apps)\n    schema_editor.execute(lazy)")
    code.lazy = SimpleLazyObject(wake)
    assert said(read_code(code.forwards)) == {"raw-sql", "unread-call lazy.thing"}


UNREADABLE: dict[str, Any] = {
    "builtin": len,
    "c-function": math.sqrt,
    "c-method": [].append,
    "type": int,
    "none": None,
    "number": 3,
    "operator": os.getcwd,
    "evaluated": eval("lambda apps, schema_editor: None"),
    "partial-of-builtin": functools.partial(print, 1),
}


@pytest.mark.parametrize("code", UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable(code: Any) -> None:
    found = read_code(code)
    assert (found.readable, found.noop, found.facts) == (False, False, ())


@pytest.mark.parametrize("now", ["def forwards(other): pass", "x = 1", "def (", "\0", None])
def test_source_that_says_something_else_by_now(tmp_path: Path, now: str | None) -> None:
    code = module(tmp_path, "def forwards(apps, schema_editor): pass")
    path = Path(code.__file__)
    path.unlink() if now is None else path.write_text(now)
    assert read_code(code.forwards) == RunCode(name=f"{code.__name__}.forwards", readable=False, path=str(path))


def test_file_is_parsed_once(tmp_path: Path) -> None:
    source = "".join(f"def forwards{n}(apps, schema_editor): schema_editor.execute('{n}')\n" for n in range(50))
    code = module(tmp_path, source)
    before = python_source._parsed.cache_info().misses
    names = [fact.name for n in range(50) for fact in read_code(getattr(code, f"forwards{n}")).facts]
    assert names == [str(n) for n in range(50)]
    assert python_source._parsed.cache_info().misses == before + 1


def test_deep_expression_is_unreadable(tmp_path: Path) -> None:
    source = f"def forwards(apps, schema_editor):\n    apps({' + '.join(['apps'] * 900)})"
    code = read(tmp_path, source)
    assert not code.readable
    assert code.facts == ()


@pytest.mark.parametrize("library", [functools, query, importlib.util, unittest.mock, textwrap])
def test_any_code_can_be_read(library: ModuleType) -> None:
    members = list(vars(library).values())
    members += [member for cls in members if isinstance(cls, type) for member in vars(cls).values()]
    found = [read_code(member) for member in members]
    assert any(code.readable for code in found)
