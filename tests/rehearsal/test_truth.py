"""Rehearses all cases, and holds the verdicts against the truth. ``prove.py`` shows that it is one.

One test for each kind of database: its cases share a process, and parallel tests would each need one.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import obtain
from tests.rehearsal.case import SQL, Case, Truth
from tests.rehearsal.cases import all_cases, cases_for
from tests.rehearsal.project import entry, environment, step_names, write
from tests.servers import mongodb

RUNNER = "tests.rehearsal.runner"
#: The package of each kind of database.
VENDORS = {"sqlite": "sqlite", "postgresql": "postgresql", "mariadb": "mysql", "mongodb": "mongodb"}
ENGINES = [pytest.param(engine, marks=() if engine == "sqlite" else getattr(pytest.mark, engine)) for engine in VENDORS]
#: At least so many there must be on each kind of SQL database.
PROMISED = {"lossy": 25, "residue": 10, "no-op": 5, "failed-forward": 5, "failed-reverse": 5, "restored": 15}

#: What a rehearsal says of the migrations of a case.
Found = Mapping[str, Any]


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
def test_verdicts_are_the_truth(engine: str, tmp_path: Path) -> None:
    module = f"schemaguard.databases.{VENDORS[engine]}.stage"
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"there is no {module} yet")
    found = rehearsed(engine, tmp_path)
    wrong = [line for case in cases_for(engine) for line in differences(engine, case, found[case.name])]
    assert not wrong, "\n".join([f"{len(wrong)} differences on {engine}:", *wrong])


@pytest.mark.parametrize("engine", SQL)
def test_there_are_as_many_cases_as_promised(engine: str) -> None:
    truths = [step.truth_on(engine) for case in cases_for(engine) for step in case.steps]
    counted = Counter(truth.verdict for truth in truths if truth is not None)
    assert {verdict: counted[verdict] for verdict in PROMISED if counted[verdict] < PROMISED[verdict]} == {}


def test_each_case_has_a_name_of_its_own() -> None:
    counted = Counter(case.name for case in all_cases())
    assert [name for name, number in counted.items() if number > 1] == []


def rehearsed(engine: str, root: Path) -> dict[str, Found]:
    """What the rehearsal says of each case."""
    cases = cases_for(engine)
    write(root, cases, engine)
    found: dict[str, Found] = {}
    for aliases in sorted({tuple(case.aliases) for case in cases}):
        found |= _run(engine, root, [case for case in cases if tuple(case.aliases) == aliases], aliases)
    return found


def _run(engine: str, root: Path, cases: list[Case], aliases: tuple[str, ...]) -> dict[str, Found]:
    wanted = [f"{case.name}{':head' * any(step.head_truth_on(engine) for step in case.steps)}" for case in cases]
    with ExitStack() as stack:
        databases = {alias: entry(_database(stack, engine, root, alias)) for alias in aliases}
        variables = environment(databases, ["schemaguard", *[case.name for case in cases]])
        done = subprocess.run(
            [sys.executable, "-m", RUNNER, VENDORS[engine], *wanted],
            cwd=root,
            env={**variables, "DJANGO_SETTINGS_MODULE": "settings"},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    result: dict[str, Found] = json.loads(done.stdout)
    return result


def _database(stack: ExitStack, engine: str, root: Path, alias: str) -> str:
    """A database to begin from, which is only asked where its server is."""
    if engine == "sqlite":
        return str(root / f"{alias}.sqlite3")
    url = stack.enter_context(obtain(engine).fresh())
    if engine == "mongodb" and (refused := mongodb.refused_by_backend(url)):
        pytest.skip(refused)
    return url


def differences(engine: str, case: Case, found: Found) -> Iterator[str]:
    """What the rehearsal says otherwise, one line each."""
    if "stopped" in found:
        yield f"{case.name}: {found['stopped']}"
        return
    for name, step in zip(step_names(case), case.steps, strict=True):
        result = found.get(name)
        where = f"{case.name}.{name}"
        if result is None:
            yield f"{where}: nothing is said"
            continue
        if truth := step.truth_on(engine):
            yield from _of_outcome(f"{where}:", case, truth, result["step"])
            if result["again"] != truth.forward_again:
                yield f"{where}: again {result['again']}, should be {truth.forward_again}. {result['again_error']}"
        if truth := step.head_truth_on(engine):
            yield from _of_outcome(f"{where} from the end:", case, truth, result["head"])


def _of_outcome(where: str, case: Case, truth: Truth, found: Found | None) -> Iterator[str]:
    if found is None:
        yield f"{where} nothing is said, should be {truth.verdict}"
        return
    if found["verdict"] != truth.verdict:
        yield f"{where} {found}, should be {truth.verdict}"
        return
    for word, stated in (("lost", truth.lost), ("left", truth.left)):
        expected = {f"{case.name}_{name}": rows for name, rows in stated.items()}
        if found[word] != expected:
            yield f"{where} {word} {found[word]}, should be {expected}"
    yield from _of_schema(where, case, truth, found)
    if truth.error.lower() not in found["error"].lower():
        yield f"{where} error {found['error']!r}, should have {truth.error!r}"
    if missing := set(truth.notes) - set(found["notes"]):
        yield f"{where} notes {found['notes']}, should have {missing}"
    if truth.declared != found["declared"]:
        yield f"{where} declared {found['declared']}, should be {truth.declared}"


def _of_schema(where: str, case: Case, truth: Truth, found: Found) -> Iterator[str]:
    """Each change must be one of the truth, and each of the truth must be there."""
    stated = [(kind, name if name.startswith("*") else f"{case.name}_{name}") for kind, name in truth.residue]
    changes = [(kind, name) for kind, name in found["residue"]]
    extra = [change for change in changes if not any(_is(change, one) for one in stated)]
    missing = [one for one in stated if not any(_is(change, one) for change in changes)]
    if extra or missing:
        yield f"{where} residue {changes}, should be {stated}"


def _is(change: tuple[str, str], stated: tuple[str, str]) -> bool:
    return change[0] == stated[0] and fnmatchcase(change[1], stated[1])
