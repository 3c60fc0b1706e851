"""Migrations as test cases, in a pytest of its own. In most tests the action is replaced; the last ones really rehearse."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from tests.cli.places import use
from tests.projects import Project, shop

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]

#: Takes the place of the action, and counts how often it is called. It needs a database, as the real one does.
CONFTEST = """
import sys, types
from pathlib import Path
from dataclasses import replace
from schemaguard.exceptions import BadInput
from schemaguard.rehearsals import RehearsalReport

def rehearse(request):
    from django.db import connections
    from tests.formats.rehearsals import DECLARED, LOSSY, INITIAL, SHOP, SKIPPED
    with Path("calls.txt").open("a") as calls:
        calls.write(f"{request.scope} {request.source} {request.mode} {request.rows} {request.databases}\\n")
    connections["default"].ensure_connection()
    if Path("refuse.txt").exists():
        raise BadInput("There is no right to create a database. Name a server: SCHEMAGUARD['SCRATCH'].")
    found = [replace(item, app="shop", migration=name) for item, name in (
        (INITIAL, "0001_initial"), (LOSSY, "0002_step"), (SKIPPED, "0003_step"), (DECLARED, "0004_step"))]
    return RehearsalReport((replace(SHOP, migrations=tuple(found)),), ("Something else.",))

stub = types.ModuleType("schemaguard.actions.rehearse")
stub.rehearse = rehearse
sys.modules[stub.__name__] = stub
"""

MARKED = """
import pytest

@pytest.mark.schemaguard_rehearsal({arguments})
def test_migration():
    pass
"""

NAMES = ("shop.0001_initial", "shop.0002_step", "shop.0003_step", "shop.0004_step", "shop.0005_step")


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    project = shop(pytester.path, *["migrations.RunSQL('SELECT 1', 'SELECT 1'),"] * 4)
    pytester.makeconftest(CONFTEST)
    return project


def run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, *arguments: str, django: bool = True
) -> pytest.RunResult:
    """Run pytest with the plugin, and without what is installed here besides."""
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}:{pytester.path}")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    plugins = ["-p", "schemaguard.contrib.pytest_plugin", *(["-p", "pytest_django.plugin"] if django else [])]
    settings = ["--ds=settings"] if django else []
    return pytester.runpytest_subprocess(*plugins, *settings, "--strict-markers", "-p", "no:cacheprovider", *arguments)


def test_each_migration_is_a_case(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    pytester.makepyfile(MARKED.format(arguments=""))
    done = run(pytester, monkeypatch, "-v")
    done.assert_outcomes(passed=2, failed=1, skipped=2)
    done.stdout.fnmatch_lines(
        [
            f"*::test_migration[[]{name}[]] {word}*"
            for name, word in zip(NAMES, ("PASSED", "FAILED", "SKIPPED", "PASSED", "SKIPPED"), strict=True)
        ]
    )
    done.stdout.fnmatch_lines(
        [
            "lossy: shop.0002_step on default (PostgreSQL 18.1)",
            "    3 rows of shop_order lost their value in note, for example the one with the key 7.",
        ]
    )
    done.stdout.no_fnmatch_line("*Traceback*")
    # All cases share one rehearsal, of the whole history.
    assert project.read("calls.txt") == "all empty step None ()\n"


def test_reasons_of_what_was_skipped(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, project: Project
) -> None:
    pytester.makepyfile(MARKED.format(arguments=""))
    done = run(pytester, monkeypatch, "-rs")
    done.stdout.fnmatch_lines(["*It comes after shop.0009_wrong, which does not run."])
    done.stdout.fnmatch_lines(["*shop.0005_step was not rehearsed on default. Something else."])


FAILING = {
    "fail_on='never'": 0,
    "fail_on='failed-forward'": 0,
    "fail_on='skipped'": 3,
    "mode='both', rows=7": 1,
}


def test_what_the_marker_says(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    pytester.makepyfile(**{f"test_{number}": MARKED.format(arguments=said) for number, said in enumerate(FAILING)})
    done = run(pytester, monkeypatch, "-rf")
    failed = [line for line in done.outlines if line.startswith("FAILED test_")]
    for number, expected in enumerate(FAILING.values()):
        assert sum(f" test_{number}.py::" in line for line in failed) == expected, failed
    # Those who ask for the same share a rehearsal.
    assert sorted(project.read("calls.txt").splitlines()) == ["all empty both 7 ()", "all empty step None ()"]


WRONG = {
    "fail_on='losy'": "*schemaguard_rehearsal: 'losy' is not a valid Verdict*",
    "mode='stpe'": "*'stpe' is not a valid Mode*",
    "speed=9": "*unexpected keyword argument 'speed'*",
    "apps=['shp']": "*There is no app 'shp'. Did you mean 'shop'?*",
    "databases=['deflt']": "*has no database 'deflt'. Did you mean 'default'?*",
}


def test_wrong_words_are_refused(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    files = {f"test_{number}": MARKED.format(arguments=arguments) for number, arguments in enumerate(WRONG)}
    pytester.makepyfile(**files)
    done = run(pytester, monkeypatch)
    done.assert_outcomes(errors=len(WRONG))
    for words in WRONG.values():
        done.stdout.fnmatch_lines([words])


def test_a_test_may_judge_by_itself(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, project: Project
) -> None:
    pytester.makepyfile(
        """
        def test_is_quick(migration_rehearsal):
            assert migration_rehearsal.forward.seconds < 0.3
            assert migration_rehearsal.verdict != "lossy"
        """
    )
    # Without the marker nothing is judged: what was skipped passes as well.
    run(pytester, monkeypatch).assert_outcomes(passed=3, failed=1, skipped=1)
    assert project.read("calls.txt").count("\n") == 1


def test_several_databases_are_named(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, project: Project
) -> None:
    project.settings("DATABASES['other'] = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'other'}")
    pytester.makepyfile(MARKED.format(arguments="apps=['shop']"))
    done = run(pytester, monkeypatch, "--collect-only", "-q")
    done.stdout.fnmatch_lines(["*[[]default-shop.0001_initial[]]", "*[[]other-shop.0005_step[]]"])
    run(pytester, monkeypatch).assert_outcomes(passed=2, failed=1, skipped=7)


def test_a_rehearsal_that_cannot_run_is_one_line(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, project: Project
) -> None:
    project.write("refuse.txt", "")
    pytester.makepyfile(MARKED.format(arguments=""))
    done = run(pytester, monkeypatch)
    done.assert_outcomes(failed=5)
    done.stdout.fnmatch_lines(["The rehearsal could not run: There is no right to create a database.*"])
    assert project.read("calls.txt").count("\n") == 1, "It is not tried again."


def test_without_django_it_says_what_is_missing(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    pytester.makepyfile(MARKED.format(arguments=""))
    done = run(pytester, monkeypatch, django=False)
    assert done.ret != 0
    done.stdout.fnmatch_lines(["*needs Django: install pytest-django*"])


def test_without_pytest_django(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "settings")
    pytester.makeconftest(f"{CONFTEST}\nimport django\ndjango.setup()\n")
    pytester.makepyfile(MARKED.format(arguments=""))
    run(pytester, monkeypatch, django=False).assert_outcomes(passed=2, failed=1, skipped=2)


LOSSY = "migrations.RemoveField('Customer', 'note'),"
INDEX = "migrations.AddIndex('Customer', models.Index(fields=['name'], name='by_name')),"


def rehearsing(pytester: pytest.Pytester, url: str = "") -> Project:
    """A project with three migrations, the second of which loses values, and nothing replaced."""
    project = shop(pytester.path, LOSSY, INDEX)
    if url:
        use(project, default=url)
    pytester.makepyfile(MARKED.format(arguments="apps=['shop']"))
    return project


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql_url", marks=pytest.mark.postgresql)])
def test_migrations_are_really_rehearsed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, engine: str, request: pytest.FixtureRequest
) -> None:
    project = rehearsing(pytester, "" if engine == "sqlite" else request.getfixturevalue(engine))
    done = run(pytester, monkeypatch)
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines(
        [
            "*lossy: shop.0002_step on default (*",
            "*rows of shop_customer lost their value in note, for example the one with the key 1.",
            "*What to do: Copy the values aside*",
        ]
    )
    done.stdout.no_fnmatch_line("*Traceback*")
    assert not (project.root / "db.sqlite3").exists(), "The project's own database is left alone."


def test_one_migration_is_chosen_by_its_name(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside a test with a database, whose fixtures pytest-django sets up."""
    rehearsing(pytester)
    pytester.makepyfile(
        test_rows="""
        import pytest

        @pytest.mark.django_db
        def test_rows():
            from django.db import connection
            assert "shop_customer" in connection.introspection.table_names()
        """
    )
    run(pytester, monkeypatch, "-k", "0003_step or test_rows").assert_outcomes(passed=2, deselected=2)


def test_workers_do_not_meet(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsing(pytester)
    done = run(pytester, monkeypatch, "-p", "xdist.plugin", "-n2", "--dist", "load")
    done.assert_outcomes(passed=2, failed=1)


def test_it_costs_nothing_where_nobody_uses_it() -> None:
    """pytest imports entry points at every start."""
    code = "import pytest, sys; before = set(sys.modules); import schemaguard.contrib.pytest_plugin; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "['schemaguard', 'schemaguard.contrib', 'schemaguard.contrib.pytest_plugin']"


def test_the_entry_point_is_the_plugin() -> None:
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]
    plugin = import_module(points["schemaguard"])
    assert plugin.__name__ == "schemaguard.contrib.pytest_plugin" and plugin.pytest_generate_tests
