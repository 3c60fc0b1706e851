"""What probes say of rows, with counts, and whether the migration then really fails."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import use
from tests.conftest import obtain
from tests.probes.case import Case
from tests.probes.cases import CASES
from tests.projects import Project
from tests.servers import mongodb

ENGINES = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgresql),
    pytest.param("postgresql15", marks=pytest.mark.postgresql),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
    pytest.param("mysql", marks=pytest.mark.mysql),
    pytest.param("mongodb", marks=pytest.mark.mongodb),
]
_JUDGE = Path(__file__).with_name("judge.py")


@dataclass
class Judged:
    """One database with all cases of an engine."""

    engine: str
    #: What was said, by app.
    said: dict[str, list[dict[str, Any]]]
    #: Why the migration failed, by app; empty where it did not.
    failed: dict[str, str]


def ask(project: Project, cases: Any) -> Any:
    """Run the judge inside the project."""
    environment = project.environment(DJANGO_SETTINGS_MODULE="settings")
    environment["PYTHONPATH"] += f":{project.root}"
    command = [sys.executable, str(_JUDGE)]
    ran = subprocess.run(
        command, cwd=project.root, env=environment, input=json.dumps(cases), capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.fixture(scope="module", params=ENGINES)
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """Every case in an app of its own: asked about in one go, then tried one after the other."""
    engine = request.param
    root = tmp_path_factory.mktemp(engine)
    cases = [case for case in CASES if engine in case.on]
    if engine == "sqlite":
        yield _judge(root, engine, f"sqlite:///{root / 'rows.sqlite3'}", cases)
        return
    with obtain(engine).fresh() as url:
        if engine == "mongodb" and (refused := mongodb.refused_by_backend(url)):
            pytest.skip(refused)
        yield _judge(root, engine, url, cases)


def _judge(root: Path, engine: str, url: str, cases: list[Case]) -> Judged:
    project = Project(root)
    for case in cases:
        project.add_app(case.name, migrations=case.files())
    use(project, default=url)
    project.settings("SCHEMAGUARD['TARGET'] = {}")
    if engine == "sqlite":  # Nobody needs these files after a crash.
        project.settings("DATABASES['default']['OPTIONS'] = {'init_command': 'PRAGMA synchronous = OFF'}")
    found = ask(project, {case.name: case.rows for case in cases})
    said: dict[str, list[dict[str, Any]]] = {case.name: [] for case in cases}
    for probe in found["said"]["databases"][0]["probes"]:
        if probe["app"] in said:
            said[probe["app"]].append(probe)
    return Judged(engine, said, found["failed"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said_is_what_happens(judged: Judged, case: Case) -> None:
    """In each bad case the migration fails as was said; in each clean case nothing is said, and it passes."""
    if judged.engine not in case.on:
        pytest.skip(f"not on {judged.engine}")
    said, fails = case.truth(judged.engine)
    told = [probe for probe in judged.said[case.name] if probe["answer"] != "clean"]
    assert [(probe["probe"], probe["answer"], probe["count"]) for probe in told] == list(said), [
        (probe["message"], probe["query"]) for probe in told
    ] or judged.said[case.name]
    assert bool(judged.failed[case.name]) == fails, judged.failed[case.name]
    for probe in told:
        assert len(probe["examples"]) == min(3, probe["count"] or 0), probe
