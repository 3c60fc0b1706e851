"""What the tests of reading Python code share: cases, and a way to have one read."""

from __future__ import annotations

import itertools
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from schemaguard.statements import RunCode
from schemaguard.steps.python_code import read_code

#: A queryset that is told its database, so that a case is about one thing only.
USING = "orders = Order.objects.using(schema_editor.connection.alias)\n"
_HEADER = "from django.db import connection, connections, migrations, models, transaction\n"
_START = "def forwards(apps, schema_editor):\n    Order = apps.get_model('shop', 'Order')\n"
_numbers = itertools.count()


def case(name: str, source: str, *facts: str) -> Any:
    """A module with the function ``forwards``, or only its body, and all that is to be said about it."""
    return pytest.param(source, set(facts), id=name)


def module(folder: Path, source: str) -> Any:
    """Import a module with this source."""
    name = f"code{next(_numbers)}"
    path = folder / f"{name}.py"
    path.write_text(source)
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def read(folder: Path, source: str) -> RunCode:
    """Have the function of a case read."""
    source = dedent(source)
    if "forwards" not in source:
        source = _START + indent(source, "    ")
    return read_code(module(folder, _HEADER + source).forwards)


def said(code: RunCode) -> set[str]:
    """The facts without their lines."""
    assert code.readable
    return {f"{fact.kind} {fact.name}".strip() for fact in code.facts}
