"""Which functions given to RunPython do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.migrations import RunPython

from schemaguard.statements import RunCode
from schemaguard.steps.python_code import read_code
from tests.steps.python_code import read

NOOPS = {
    "pass": "def forwards(apps, schema_editor): pass",
    "docstring": "def forwards(apps, schema_editor):\n    '''Nothing to do.'''",
    "ellipsis": "def forwards(apps, schema_editor): ...",
    "return": "def forwards(apps, schema_editor):\n    return",
    "none": "def forwards(apps, schema_editor):\n    return None",
    "lambda": "forwards = lambda apps, schema_editor: None",
    "lambda-of-anything": "forwards = lambda *args: None",
    "print": "def forwards(apps, schema_editor): print('nothing')",
    "log": "import logging\nlog = logging.getLogger()\ndef forwards(apps, schema_editor): log.info('nothing')",
    "warning": "import warnings\ndef forwards(apps, schema_editor): warnings.warn('nothing')",
    "handed-on": "def forwards(apps, schema_editor): return migrations.RunPython.noop(apps, schema_editor)",
    "helper": "def nothing(): pass\ndef forwards(apps, schema_editor): nothing()",
    "commented-out": "def forwards(apps, schema_editor):\n    return\n    schema_editor.execute('x')",
    "import": "def forwards(apps, schema_editor):\n    import json",
}
NO_NOOPS = {
    "call": "def forwards(apps, schema_editor): apps.get_model('a', 'B')",
    "raise": "def forwards(apps, schema_editor): raise ValueError",
    "assignment": "def forwards(apps, schema_editor): apps.ready = 1",
    "generator": "def forwards(apps, schema_editor): yield",
    "loop": "def forwards(apps, schema_editor):\n    while True: pass",
    "lambda": "forwards = lambda apps, schema_editor: schema_editor.execute('x')",
}


@pytest.mark.parametrize("source", NOOPS.values(), ids=NOOPS)
def test_noop(tmp_path: Path, source: str) -> None:
    code = read(tmp_path, source)
    assert (code.noop, code.readable, code.facts) == (True, True, ())


@pytest.mark.parametrize("source", NO_NOOPS.values(), ids=NO_NOOPS)
def test_no_noop(tmp_path: Path, source: str) -> None:
    assert not read(tmp_path, source).noop


def test_noop_of_django() -> None:
    assert read_code(RunPython.noop, True) == RunCode(name="RunPython.noop", noop=True, atomic=True)
