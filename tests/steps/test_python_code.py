"""Which code is read for a RunPython, wherever it stands, and which is said not to be."""

from __future__ import annotations

import functools
import importlib
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from schemaguard.statements import CodeFact, RunCode
from schemaguard.steps.python_code import read_code
from tests.steps.python_code import module, read, said

Write = Callable[..., Any]
FOUND = {"raw-sql ANALYZE"}
DOES_IT = "schema_editor.execute('ANALYZE')"
_packages = itertools.count()


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write a package and import its module ``code``. PACKAGE stands for the name of the package."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def write_package(code: str, **modules: str) -> Any:
        package = f"project{next(_packages)}"
        (tmp_path / package).mkdir()
        for name, text in {"__init__": "", "code": code, **modules}.items():
            (tmp_path / package / f"{name}.py").write_text(dedent(text).replace("PACKAGE", package))
        return importlib.import_module(f"{package}.code")

    yield write_package
    for name in {name for name in sys.modules if name.startswith("project")} - before:
        del sys.modules[name]


CALLABLES = {
    "function": f"def forwards(apps, schema_editor): {DOES_IT}",
    "lambda": f"forwards = lambda apps, schema_editor: {DOES_IT}",
    "lambdas-in-one-line": f"other, forwards = lambda apps, schema_editor: None, lambda apps, schema_editor: {DOES_IT}",
    "nested": f"""
        def outer():
            def inner(apps, schema_editor): {DOES_IT}
            return inner
        forwards = outer()
        """,
    "closure": """
        def outer(sql):
            def inner(apps, schema_editor): schema_editor.execute(sql)
            return inner
        forwards = outer('ANALYZE')
        """,
    "partial": """
        import functools
        def run(sql, apps, schema_editor): schema_editor.execute(sql)
        forwards = functools.partial(run, 'ANALYZE')
        """,
    "partial-with-keyword": """
        import functools
        def run(apps, schema_editor, sql): schema_editor.execute(sql)
        forwards = functools.partial(run, sql='ANALYZE')
        """,
    "default-argument": "def forwards(apps, schema_editor, sql='ANALYZE'): schema_editor.execute(sql)",
    "bound-method": f"""
        class Work:
            def run(self, apps, schema_editor): {DOES_IT}
        forwards = Work().run
        """,
    "attribute-of-self": """
        class Work:
            def __init__(self): self.sql = 'ANALYZE'
            def run(self, apps, schema_editor): schema_editor.execute(self.sql)
        forwards = Work().run
        """,
    "static-method": f"""
        class Work:
            @staticmethod
            def run(apps, schema_editor): {DOES_IT}
        forwards = Work.run
        """,
    "class-method": """
        class Work:
            sql = 'ANALYZE'
            @classmethod
            def run(cls, apps, schema_editor): schema_editor.execute(cls.sql)
        forwards = Work.run
        """,
    "static-method-itself": f"""
        @staticmethod
        def forwards(apps, schema_editor): {DOES_IT}
        """,
    "callable-object": f"""
        class Work:
            def __call__(self, apps, schema_editor): {DOES_IT}
        forwards = Work()
        """,
    "class": f"""
        class forwards:
            def __init__(self, apps, schema_editor): {DOES_IT}
        """,
    "wrapped": f"""
        import functools
        def loud(function):
            @functools.wraps(function)
            def wrapper(*args): return function(*args)
            return wrapper
        @loud
        def forwards(apps, schema_editor): {DOES_IT}
        """,
    "wrapped-without-saying-so": f"""
        def loud(function):
            def wrapper(*args): return function(*args)
            return wrapper
        @loud
        def forwards(apps, schema_editor): {DOES_IT}
        """,
    "cached": f"""
        import functools
        @functools.lru_cache
        def forwards(apps, schema_editor): {DOES_IT}
        """,
}


@pytest.mark.parametrize("source", CALLABLES.values(), ids=CALLABLES)
def test_callables(tmp_path: Path, source: str) -> None:
    code = read(tmp_path, source)
    assert said(code) == FOUND
    assert not code.noop


FOLLOWED = {
    "same-module": f"def run(schema_editor): {DOES_IT}\ndef forwards(apps, schema_editor): run(schema_editor)",
    "lambda": "def forwards(apps, schema_editor):\n    run = lambda q: schema_editor.execute(q)\n    run('ANALYZE')",
    "method": """
        class Work:
            def __init__(self, editor): self.editor = editor
            def run(self): self.editor.execute('ANALYZE')
        def forwards(apps, schema_editor): Work(schema_editor).run()
        """,
    "callback": """
        def later(job, *args): job(*args)
        def run(editor): editor.execute('ANALYZE')
        def forwards(apps, schema_editor): later(run, schema_editor)
        """,
    "recursion": """
        def run(editor, depth):
            editor.execute('ANALYZE')
            run(editor, depth - 1)
        def forwards(apps, schema_editor): run(schema_editor, 3)
        """,
    "three-deep": """
        def one(editor): two(editor)
        def two(editor): three(editor)
        def three(editor): editor.execute('ANALYZE')
        def forwards(apps, schema_editor): one(schema_editor)
        """,
}


@pytest.mark.parametrize("source", FOLLOWED.values(), ids=FOLLOWED)
def test_helpers_are_read(tmp_path: Path, source: str) -> None:
    assert said(read(tmp_path, source)) == FOUND


def test_too_deep_is_said(tmp_path: Path) -> None:
    source = "def f4(editor): editor.execute('ANALYZE')\n"
    source += "".join(f"def f{n}(editor): f{n + 1}(editor)\n" for n in range(4))
    assert said(read(tmp_path, f"{source}def forwards(apps, schema_editor): f0(schema_editor)")) == {"unread-call f3"}


def test_too_many_calls_are_said(tmp_path: Path) -> None:
    source = "def nothing(apps): pass\ndef forwards(apps, schema_editor):\n" + "    nothing(apps)\n" * 400
    assert said(read(tmp_path, source)) == {"unread-call nothing"}


BATCHES = """
    def in_batches(rows, size=100):
        ordered = rows.order_by("pk")
        batch = list(ordered[:size])
        while batch:
            yield batch
            batch = list(ordered.filter(pk__gt=batch[-1].pk)[:size])

    def gathered(rows):
        batch = []
        for row in rows.iterator():
            batch.append(row)
            if len(batch) > 100:
                yield batch
                batch = []
        yield batch

    def one_by_one(rows):
        for row in rows.iterator():
            yield row
    """
SAVED = {"updates-rows a.B"}


@pytest.mark.parametrize(
    ("loop", "facts"),
    [
        ("for batch in in_batches(rows):\n        for row in batch: row.save()", SAVED),
        ("for batch in gathered(rows):\n        for row in batch: row.save()", SAVED),
        ("for row in one_by_one(rows): row.save()", SAVED | {"saves-in-loop a.B"}),
    ],
)
def test_generators(write: Write, loop: str, facts: set[str]) -> None:
    source = "from .batches import in_batches, gathered, one_by_one\ndef forwards(apps, schema_editor):\n"
    source += f"    rows = apps.get_model('a', 'B').objects.using('x')\n    {loop}\n"
    assert said(read_code(write(source, batches=BATCHES).forwards)) == facts


def test_helper_in_another_file_has_the_line_of_the_call(write: Write) -> None:
    helpers = "\n\n\n\ndef run(editor):\n    editor.execute('ANALYZE')"
    code = write(
        "from . import helpers\n\ndef forwards(apps, schema_editor):\n    helpers.run(schema_editor)", helpers=helpers
    )
    assert read_code(code.forwards).facts == (CodeFact(kind="raw-sql", line=4, name="ANALYZE"),)


def test_callback_from_another_file_has_its_own_line(write: Write) -> None:
    source = """
        from .helpers import later

        def run(editor):
            editor.execute('ANALYZE')

        def forwards(apps, schema_editor):
            later(run, schema_editor)
        """
    code = write(source, helpers="def later(job, editor):\n    job(editor)")
    assert read_code(code.forwards).facts == (CodeFact(kind="raw-sql", line=5, name="ANALYZE"),)


def test_module_that_is_not_loaded_is_read_and_stays_so(write: Write) -> None:
    source = "def forwards(apps, schema_editor):\n    from .later import run\n    run(schema_editor)"
    later = "SQL = 'ANALYZE'\ndef run(editor): editor.execute(SQL)\nraise RuntimeError('never imported')"
    assert said(read_code(write(source, later=later).forwards)) == FOUND
    assert not any(name.endswith(".later") for name in sys.modules)


def test_decorator_of_the_project_guards(write: Write) -> None:
    source = """
        from .decorators import only_postgresql

        @only_postgresql
        def forwards(apps, schema_editor):
            schema_editor.execute('ANALYZE')
        """
    decorators = """
        import functools

        def only_postgresql(function):
            @functools.wraps(function)
            def wrapper(apps, schema_editor):
                if schema_editor.connection.vendor != 'postgresql':
                    return
                function(apps, schema_editor)
            return wrapper
        """
    facts = read_code(write(source, decorators=decorators).forwards).facts
    assert [(fact.kind, fact.line) for fact in facts] == [("guarded-by-vendor", 5), ("raw-sql", 6)]


def test_installed_packages_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "installed_batches.py").write_text("def run(editor): editor.execute('ANALYZE')")
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    source = "import installed_batches\ndef forwards(apps, schema_editor): installed_batches.run(schema_editor)"
    assert said(read(tmp_path, source)) == {"unread-call installed_batches.run"}
    del sys.modules["installed_batches"]


def test_installed_packages_read_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "installed_app"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "helpers.py").write_text("def run(editor): editor.execute('ANALYZE')")
    (package / "code.py").write_text("from .helpers import run\ndef forwards(apps, schema_editor): run(schema_editor)")
    monkeypatch.syspath_prepend(package.parent)
    assert said(read_code(importlib.import_module("installed_app.code").forwards)) == FOUND
    for name in ("installed_app", "installed_app.code", "installed_app.helpers"):
        del sys.modules[name]


def test_installed_project_of_several_packages_reads_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "site-packages" / "installed_project"
    for package, text in {
        "first_part": "from second_part import run\ndef forwards(apps, schema_editor): run(schema_editor)",
        "second_part": "def run(editor): editor.execute('ANALYZE')",
    }.items():
        (project / package).mkdir(parents=True)
        (project / package / "__init__.py").write_text(text)
    monkeypatch.syspath_prepend(project)
    assert said(read_code(importlib.import_module("first_part").forwards)) == FOUND
    del sys.modules["first_part"], sys.modules["second_part"]


def test_name_path_and_atomic(tmp_path: Path) -> None:
    source = """
        class Work:
            def run(self, apps, schema_editor): pass
            def __call__(self, apps, schema_editor): pass
        def outer():
            def forwards(apps, schema_editor): pass
            return forwards
        """
    code = module(tmp_path, dedent(source))
    path, name = code.__file__, code.__name__
    expected = RunCode(name=f"{name}.outer.forwards", noop=True, path=path, atomic=False)
    assert read_code(code.outer(), False) == expected
    assert read_code(functools.partial(code.outer())).name == f"{name}.outer.forwards"
    assert read_code(code.Work().run).name == f"{name}.Work.run"
    assert read_code(code.Work()).name == f"{name}.Work"


def test_lines_of_the_function(tmp_path: Path) -> None:
    source = """
        import functools

        @functools.lru_cache
        def forwards(apps, editor):
            yield apps
        """
    facts = read_code(module(tmp_path, dedent(source)).forwards).facts
    assert facts == (
        CodeFact(kind="argument-names", line=5, name="apps, editor"),
        CodeFact(kind="never-runs", line=5),
    )
